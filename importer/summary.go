package importer

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"rollcall/importer/mapping"
)

// report counts a row and writes its findings.
func (r *runner) report(i int, p *prepared) error {
	r.at.Files[i].Count(p.outcome)
	r.at.Profiles[i].add(p.row)
	for _, f := range p.findings {
		r.errors.write(p, p.whose(f))
		r.at.Reasons.add(f.Code, f.Severity.String(), Example{File: p.in.info.File, Row: p.row.Line})
		if f.Severity == mapping.Warning {
			r.at.Warnings++
		}
	}
	r.changes.write(p)
	if p.outcome == Rejected {
		return r.rejects[i].add(p)
	}
	return nil
}

// flush writes the reports out, so that the checkpoint can speak of them.
func (r *runner) flush(i int) error {
	length, err := r.errors.flush()
	if err != nil {
		return err
	}
	if err := r.rejects[i].flush(); err != nil {
		return err
	}
	r.at.Errors, r.at.Rows[i], r.at.Raw[i] = length, r.rejects[i].rows.length, r.rejects[i].raw.length
	return nil
}

func (r *runner) total() Ledger {
	var sum Ledger
	for _, l := range r.at.Files {
		sum.Add(l)
	}
	return sum
}

// revert sets the counts back to what is in the store, when batches were
// decided beyond it.
func (r *runner) revert() error {
	err := r.settle()
	r.at = checkpoint{}
	return errors.Join(err, json.Unmarshal(r.committed, &r.at))
}

// close ends the reports and returns the summary.
func (r *runner) close(done bool) (*Summary, error) {
	undone := r.revert()
	sum := &Summary{
		Step: "import", Run: r.opt.Run, DryRun: r.opt.DryRun, Rows: r.total(), Warnings: r.at.Warnings, Removed: r.at.Removed,
		Reasons: r.at.Reasons.sorted(), Notes: r.notes, Reports: Reports{Errors: filepath.Join(r.opt.Dir, errorsName), Rejects: []string{}},
	}
	counts, changes := r.at.Fields.counted()
	sum.Fields = counts
	if r.opt.DryRun {
		sum.Changes = changes
	}
	var unwritten error
	sum.Reports.Changes, unwritten = r.changes.close()
	err := errors.Join(undone, unwritten, r.errors.close(r.at.Errors))
	for i, in := range r.inputs {
		info := in.Reader.Info()
		sum.Files = append(sum.Files, FileSummary{File: info.File, Sheet: info.Sheet, SHA256: info.SHA256, Rows: r.at.Files[i]})
		sum.Profile = append(sum.Profile, r.at.Profiles[i].columns(info.File, in.Reader.Header())...)
		paths, closeErr := r.rejects[i].close(done, r.at.Rows[i], r.at.Raw[i])
		if err == nil {
			err = closeErr
		}
		sum.Reports.Rejects = append(sum.Reports.Rejects, paths...)
	}
	return sum, err
}
