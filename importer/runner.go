package importer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rollcall/importer/mapping"
	"rollcall/importer/row"
	"rollcall/store"
	"rollcall/store/customer"
)

// checkpoint is where an import stands after a batch. It is committed with the
// batch, so that a resumed run goes on exactly there, its reports included.
type checkpoint struct {
	Input    int              `json:"input"`   // the input under way
	Records  int              `json:"records"` // of it, done
	Files    []Ledger         `json:"files"`
	Warnings int64            `json:"warnings"`
	Removed  int64            `json:"removed"`
	Reasons  reasons          `json:"reasons"`
	Changes  map[string]int64 `json:"changes"`
	Errors   int64            `json:"errors"` // length of errors.csv
	Rows     []int64          `json:"rows"`   // lengths of the reject files
	Raw      []int64          `json:"raw"`
	Profiles []profile        `json:"profiles"`
}

// source is one input while it is read.
type source struct {
	info       row.Info
	plan       *mapping.Plan
	sourceName string        // customerSource that the mapping sets for all rows
	kind       customer.Kind // "" for customers
	key        []string
	add        bool // lists grow
	targets    targets
}

func newSource(in Input) *source {
	f := in.Plan.File()
	s := &source{info: in.Reader.Info(), plan: in.Plan, kind: f.As, key: f.Key, add: f.List == mapping.ListAdd}
	for _, c := range f.Constants {
		if c.Field == "customerSource" {
			s.sourceName = c.Text
		}
	}
	return s
}

// keyKinds are the keys by which rows of the inputs can name a customer that an
// earlier row made.
func keyKinds(inputs []Input) []customer.RefKind {
	kinds := []customer.RefKind{customer.ByImportID}
	for _, in := range inputs {
		for _, field := range in.Plan.File().Key {
			if kind, ok := keyRefs[field]; ok && !slices.Contains(kinds, kind) {
				kinds = append(kinds, kind)
			}
		}
	}
	return kinds
}

// requires says what a new customer must have: a name, a contact channel.
func (s *source) requires() (name, contact bool) {
	switch s.plan.File().Require {
	case mapping.RequireNone:
		return false, false
	case mapping.RequireName:
		return true, false
	}
	return true, true
}

// runner carries an import from row to row.
type runner struct {
	writer  *writer
	inputs  []Input
	opt     *Options
	at      checkpoint
	errors  *errorFile
	rejects []*rejects
	extract *extract
	notes   []string
	seen    map[uint64]seenRow // of the input under way
	read    int64

	committed  []byte // the checkpoint of the last batch that is in the store
	committing []byte // that of the batch under way
}

// seenRow is the last row of the input that had a key.
type seenRow struct {
	content uint64
	line    int
}

func newRunner(st Store, inputs []Input, opt *Options) (*runner, error) {
	r := &runner{extract: newExtract(st), writer: newWriter(st, opt.DryRun, keyKinds(inputs)), inputs: inputs, opt: opt}
	n := len(inputs)
	r.at = checkpoint{Files: make([]Ledger, n), Reasons: reasons{}, Changes: map[string]int64{}, Rows: make([]int64, n), Raw: make([]int64, n), Profiles: make([]profile, n)}
	path := filepath.Join(opt.Dir, errorsName)
	if opt.Append {
		if info, err := os.Stat(path); err == nil {
			r.at.Errors = info.Size()
		}
	}
	if opt.Checkpoint != nil {
		if err := json.Unmarshal(opt.Checkpoint, &r.at); err != nil {
			return nil, fmt.Errorf("the run's checkpoint cannot be read: %w", err)
		}
	}
	var err error
	if r.errors, err = openErrorFile(path, opt.Run, r.at.Errors); err != nil {
		return nil, err
	}
	if r.at.Errors, err = r.errors.flush(); err != nil {
		return nil, err
	}
	if r.committed, err = json.Marshal(r.at); err != nil {
		return nil, err
	}
	for i, in := range inputs {
		r.rejects = append(r.rejects, newRejects(opt.Dir, r.rejectsName(i), in.Reader, r.at.Rows[i], r.at.Raw[i]))
	}
	return r, nil
}

// errorsName is the error report in the report folder.
const errorsName = "errors.csv"

// rejectsName is the stem of an input's reject files.
func (r *runner) rejectsName(i int) string {
	if !r.opt.Numbered && len(r.inputs) == 1 {
		return "rejects"
	}
	stem := filepath.Base(r.inputs[i].Reader.Info().File)
	if dot := strings.IndexByte(stem, '.'); dot > 0 {
		stem = stem[:dot]
	}
	return fmt.Sprintf("rejects-%d-%s", r.opt.First+i, stem)
}

// input imports one input from where the checkpoint stands.
func (r *runner) input(ctx context.Context, i int) error {
	in := newSource(r.inputs[i])
	if i < r.at.Input {
		return r.replay(i, in)
	}
	if i > r.at.Input {
		r.at.Input, r.at.Records = i, 0
	}
	r.seen = map[uint64]seenRow{}
	rows := newChunks(r.inputs[i].Reader, in, r.opt)
	defer rows.stop()
	for {
		chunk, err := rows.next()
		if err != nil {
			return fmt.Errorf("%s: %w", in.info.File, err)
		}
		if len(chunk) == 0 {
			r.notes = append(r.notes, notesOf(r.inputs[i].Reader)...)
			return r.settle()
		}
		chunk = r.repeats(chunk)
		if len(chunk) == 0 {
			continue
		}
		if err := r.take(ctx, i, chunk); err != nil {
			return err
		}
		if r.opt.Stopping != nil && r.opt.Stopping() {
			return errors.Join(r.settle(), ErrInterrupted)
		}
	}
}

// replay reads an input that an earlier attempt of the run has taken, for what
// is known of its rows only while it is read.
func (r *runner) replay(i int, in *source) error {
	rows := newChunks(r.inputs[i].Reader, in, r.opt)
	defer rows.stop()
	for {
		chunk, err := rows.next()
		if err != nil {
			return fmt.Errorf("%s: %w", in.info.File, err)
		}
		if len(chunk) == 0 {
			r.notes = append(r.notes, notesOf(r.inputs[i].Reader)...)
			return nil
		}
		for _, p := range chunk {
			r.extract.note(p)
		}
	}
}

func notesOf(reader row.Reader) []string {
	info := reader.Info()
	notes := make([]string, len(info.Notes))
	for i, n := range info.Notes {
		notes[i] = info.File + ": " + n
	}
	return notes
}

// repeats marks rows whose key was there before, and leaves out those that the
// checkpoint has behind it.
func (r *runner) repeats(chunk []*prepared) []*prepared {
	first := len(chunk)
	for i, p := range chunk {
		r.extract.note(p)
		done := p.row.Record <= r.at.Records
		if !done && first == len(chunk) {
			first = i
		}
		if p.decided || p.key == "" {
			continue
		}
		key, content := short([]byte(p.key)), short(p.hash[:])
		before, ok := r.seen[key]
		r.seen[key] = seenRow{content, p.row.Line}
		switch {
		case !ok || done:
		case before.content == content:
			p.outcome, p.decided = Repeated, true
		default:
			p.warn(codeRepeatedKey, "an earlier row of this file has the same key and other content; both are applied in file order", before.line)
		}
	}
	return chunk[first:]
}

// take decides a batch, reports it and begins to commit it with the checkpoint.
// The reports are written first, so that the checkpoint can speak of them; what
// a commit that fails leaves too much in them is cut off when they are closed.
func (r *runner) take(ctx context.Context, i int, rows []*prepared) error {
	b := &batch{store: r.writer.view, writer: r.writer, opt: r.opt, runID: r.opt.Run, rows: rows, changes: r.at.Changes, limit: r.limitAt(), out: store.Batch{Run: r.opt.Run}}
	if err := b.run(ctx); err != nil {
		return errors.Join(err, r.settle())
	}
	r.at.Removed += b.removed
	for _, p := range b.rows {
		if err := r.report(i, p); err != nil {
			return errors.Join(err, r.settle())
		}
	}
	r.at.Records = b.rows[len(b.rows)-1].row.Record
	if err := r.flush(i); err != nil {
		return errors.Join(err, r.settle())
	}
	if err := r.commit(ctx, b); err != nil {
		return err
	}
	if b.exceeded {
		if err := r.settle(); err != nil {
			return err
		}
		return fmt.Errorf("%w: stopped after %d rejected rows, as --max-errors says", ErrTooManyRejects, r.total().Rejected)
	}
	return nil
}

// commit hands the batch to the writer.
func (r *runner) commit(ctx context.Context, b *batch) error {
	var err error
	if b.out.Checkpoint, err = json.Marshal(r.at); err != nil {
		return errors.Join(err, r.settle())
	}
	if err := r.settle(); err != nil {
		return err
	}
	if err := r.writer.write(ctx, b.out, len(b.out.New)); err != nil {
		return err
	}
	r.committing = b.out.Checkpoint
	r.read += int64(len(b.rows))
	if r.opt.Progress != nil {
		r.opt.Progress(r.read)
	}
	return nil
}

// settle waits for the batch under way and notes that it is in the store.
func (r *runner) settle() error {
	if err := r.writer.settle(); err != nil {
		r.committing = nil
		return err
	}
	if r.committing != nil {
		r.committed, r.committing = r.committing, nil
	}
	return nil
}

// report counts a row and writes its findings.
func (r *runner) report(i int, p *prepared) error {
	r.at.Files[i].Count(p.outcome)
	r.at.Profiles[i].add(p.row)
	for _, f := range p.findings {
		f.importID = p.importID
		r.errors.write(p.in, p.row.Line, p.row.Record, f)
		r.at.Reasons.add(f.Code, f.Severity.String(), Example{File: p.in.info.File, Row: p.row.Line})
		if f.Severity == mapping.Warning {
			r.at.Warnings++
		}
	}
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
	if r.opt.DryRun {
		sum.Changes = maps.Clone(r.at.Changes)
	}
	err := errors.Join(undone, r.errors.close(r.at.Errors))
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
