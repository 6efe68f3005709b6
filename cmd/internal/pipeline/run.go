package pipeline

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"rollcall/cmd/internal/report"
	"rollcall/importer"
	"rollcall/store/customer"
)

// StepSummary is one step's summary; exactly one member is set.
type StepSummary struct {
	Import  *importer.Summary
	Dedupe  *DedupeSummary
	Merge   *MergeSummary
	Export  *ExportSummary
	Skipped *SkippedStep
}

// SkippedStep is a step that had nothing to do.
type SkippedStep struct {
	Step    string   `json:"step"`
	Skipped string   `json:"skipped"` // why
	Wanted  []string `json:"wanted"`  // the files that were not there
}

// MarshalJSON writes the step's own summary.
func (st StepSummary) MarshalJSON() ([]byte, error) {
	switch {
	case st.Import != nil:
		return json.Marshal(st.Import)
	case st.Dedupe != nil:
		return json.Marshal(st.Dedupe)
	case st.Merge != nil:
		return json.Marshal(st.Merge)
	case st.Skipped != nil:
		return json.Marshal(st.Skipped)
	}
	return json.Marshal(st.Export)
}

// RunSummary is what a pipeline did.
type RunSummary struct {
	Run     string             `json:"run"`
	Name    string             `json:"name"`
	Status  customer.RunStatus `json:"status"`
	Error   string             `json:"error,omitempty"` // why it did not end well; holds no customer values
	Started time.Time          `json:"started"`
	Ended   time.Time          `json:"ended"`
	Store   string             `json:"store"`
	Steps   []StepSummary      `json:"steps"`
	Reload  []string           `json:"reload,omitempty"` // commands that take the rejected rows once they are fixed
	Archive *ArchiveSummary    `json:"archive,omitempty"`
	Reports string             `json:"reports"`
}

// Rejected counts the rows that were not taken.
func (r *RunSummary) Rejected() int64 {
	n := r.rows().Rejected
	for _, st := range r.Steps {
		if st.Export != nil {
			n += int64(st.Export.Rejected)
		}
	}
	return n
}

// rows adds up the ledgers of all imports.
func (r *RunSummary) rows() importer.Ledger {
	var all importer.Ledger
	for _, st := range r.Steps {
		if st.Import != nil {
			all.Add(st.Import.Rows)
		}
	}
	return all
}

// Waiting counts the clusters that wait for a person.
func (r *RunSummary) Waiting() int {
	return r.merges(func(m *MergeSummary) int { return m.Waiting })
}

// Merged counts the customers that were merged away.
func (r *RunSummary) Merged() int {
	return r.merges(func(m *MergeSummary) int { return m.MergedCustomers })
}

// merges adds up a count of the merge steps.
func (r *RunSummary) merges(count func(*MergeSummary) int) int {
	n := 0
	for _, st := range r.Steps {
		if st.Merge != nil {
			n += count(st.Merge)
		}
	}
	return n
}

// Run performs the steps in order; the first error ends the pipeline. The
// summary and its page are written in any case. When all went well, imported
// files are moved to the archive, after the report is complete: a file leaves
// its place only when nothing is left to do with it.
func (s *Session) Run(ctx context.Context, p *Prepared) (*RunSummary, error) {
	sum := &RunSummary{Store: s.Place, Steps: []StepSummary{}, Name: cmp.Or(p.file.Name, filepath.Base(p.file.Path))}
	err := s.perform(ctx, step{kind: "pipeline", config: map[string]string{"file": p.file.Path}}, func(run *customer.Run) (any, error) {
		sum.Run, sum.Started = run.ID, run.StartedOn
		dir, err := s.folder(run.ID)
		if err != nil {
			return nil, err
		}
		sum.Reports = dir
		inner := *s
		inner.parent, inner.Reports = run.ID, dir
		err = inner.steps(ctx, p, sum)
		if err == nil && p.file.Archive != "" {
			sum.Archive = planArchive(filepath.Join(p.file.near(p.file.Archive), run.ID), p.files)
		}
		if err = errors.Join(err, sum.report(dir, err, s.WithValues)); err != nil || sum.Archive == nil {
			return sum, err
		}
		if err = sum.Archive.move(p.files); err != nil {
			err = fmt.Errorf("all steps are done, but the archive is not: %w; what stays is read again next time, which changes nothing", err)
		}
		if err == nil && sum.Archive.Left == nil {
			return sum, nil
		}
		return sum, errors.Join(err, sum.report(dir, err, s.WithValues))
	})
	return sum, err
}

func (s *Session) steps(ctx context.Context, p *Prepared, sum *RunSummary) error {
	for i, st := range p.steps {
		if st.kind != "import" {
			if err := p.checkRejects(sum); err != nil {
				return fmt.Errorf("step %d: %w", i+1, err)
			}
		}
		var out StepSummary
		err := st.perform(ctx, s, &out)
		if out != (StepSummary{}) {
			sum.Steps = append(sum.Steps, out)
		}
		if out.Import != nil {
			sum.Reload = append(sum.Reload, st.inputs.Reload(out.Import)...)
		}
		if err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
		if s.Stopping() {
			return ErrInterrupted
		}
	}
	return p.checkRejects(sum)
}

// checkRejects stops the run when more rows were rejected than the pipeline
// allows, so that a bad file is neither merged nor delivered.
func (p *Prepared) checkRejects(sum *RunSummary) error {
	rows := sum.rows()
	if p.opt.Yes || !p.rejected(rows.Rejected, rows.Read) {
		return nil
	}
	return fmt.Errorf("%w: %d of %d rows were rejected and stop.rejected is %s, so nothing was merged or exported; "+
		"mend the files and run the pipeline again, or go on with --yes", ErrStopped, rows.Rejected, rows.Read, p.file.Stop.Rejected)
}

// report writes summary.json and the pages made from it.
func (r *RunSummary) report(dir string, err error, withValues bool) error {
	r.Status, r.Ended = statusOf(err), time.Now().UTC().Truncate(time.Microsecond)
	if err != nil {
		r.Error = err.Error()
	}
	if err := writeJSON(filepath.Join(dir, summaryName), r); err != nil {
		return err
	}
	return report.Render(dir, withValues)
}
