package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"rollcall/cmd/internal/report"
	"rollcall/importer"
	"rollcall/importer/row"
	"rollcall/store"
	"rollcall/store/customer"
)

// RunOptions say how a pipeline runs.
type RunOptions struct {
	Yes        bool // go on where a limit would ask
	WithValues bool // summary.html shows contact values
}

// Prepared is a pipeline whose files, mappings and settings are checked.
type Prepared struct {
	file  *File
	opt   RunOptions
	steps []preparedStep
}

// preparedStep does one step and notes its summary.
type preparedStep func(ctx context.Context, s *Session, out *StepSummary) error

// StepSummary is one step's summary; exactly one member is set.
type StepSummary struct {
	Import *importer.Summary
	Dedupe *DedupeSummary
	Merge  *MergeSummary
	Export *ExportSummary
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
	}
	return json.Marshal(st.Export)
}

// RunSummary is what a pipeline did.
type RunSummary struct {
	Run     string             `json:"run"`
	Status  customer.RunStatus `json:"status"`
	Started time.Time          `json:"started"`
	Ended   time.Time          `json:"ended"`
	Store   string             `json:"store"`
	Steps   []StepSummary      `json:"steps"`
	Reports string             `json:"reports"`
}

// Rejected counts the rows that were not taken.
func (r *RunSummary) Rejected() int64 {
	var n int64
	for _, st := range r.Steps {
		if st.Import != nil {
			n += st.Import.Rows.Rejected
		}
	}
	return n
}

// Waiting counts the clusters that wait for a person.
func (r *RunSummary) Waiting() int {
	n := 0
	for _, st := range r.Steps {
		if st.Merge != nil {
			n += st.Merge.Waiting
		}
	}
	return n
}

// Merged counts the customers that were merged away.
func (r *RunSummary) Merged() int {
	n := 0
	for _, st := range r.Steps {
		if st.Merge != nil {
			n += st.Merge.MergedCustomers
		}
	}
	return n
}

// Prepare checks every step before the store is opened: files are there and
// can be read, mappings compile, policies and settings are valid.
func (f *File) Prepare(ctx context.Context, opt RunOptions) (*Prepared, error) {
	p := &Prepared{file: f, opt: opt}
	var faults []error
	policy := f.policy()
	for i, st := range f.Steps {
		prepared, err := f.prepare(ctx, st, policy, opt)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: step %d: %w", f.Path, i+1, err))
		}
		p.steps = append(p.steps, prepared)
	}
	return p, errors.Join(faults...)
}

// policy is the path of the pipeline's merge policy, which imports follow too.
func (f *File) policy() string {
	for _, st := range f.Steps {
		if st.Merge != nil {
			return f.near(st.Merge.Policy)
		}
	}
	return ""
}

func (f *File) prepare(ctx context.Context, st FileStep, policy string, opt RunOptions) (preparedStep, error) {
	switch {
	case st.Import != nil:
		return f.prepareImport(ctx, *st.Import, policy, opt)
	case st.Dedupe != nil:
		cfg, err := DedupeConfig(f.near(st.Dedupe.Config), st.Dedupe.Match, st.Dedupe.Review)
		model := st.Dedupe.Model
		return func(ctx context.Context, s *Session, out *StepSummary) (err error) {
			out.Dedupe, err = s.Dedupe(ctx, DedupeOptions{Config: cfg, Model: model})
			return err
		}, err
	case st.Merge != nil:
		o, err := f.mergeOptions(*st.Merge, opt)
		return func(ctx context.Context, s *Session, out *StepSummary) (err error) {
			out.Merge, err = s.Merge(ctx, o)
			return err
		}, err
	}
	return f.prepareExport(*st.Export)
}

func (f *File) prepareImport(ctx context.Context, im FileImport, policy string, opt RunOptions) (preparedStep, error) {
	o := ImportOptions{Map: f.near(im.Map), As: im.As, Mode: im.Mode, Empty: im.Empty, MaxErrors: im.MaxErrors, Strict: im.Strict, Policy: policy, Yes: opt.Yes}
	for _, name := range im.Files {
		o.Files = append(o.Files, f.near(name))
	}
	if im.Missing != "" && im.Missing != "fine" && im.Missing != "error" {
		return nil, fmt.Errorf("%w: missing takes fine or error", ErrUsage)
	}
	if err := o.Check(); err != nil {
		return nil, err
	}
	in, err := OpenInputs(ctx, o, nil)
	if errors.Is(err, row.ErrNoInput) && im.Missing == "fine" {
		return func(context.Context, *Session, *StepSummary) error { return nil }, nil
	}
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, s *Session, out *StepSummary) (err error) {
		defer in.Close()
		out.Import, err = s.Import(ctx, in, o)
		return err
	}, nil
}

func (f *File) mergeOptions(m FileMerge, opt RunOptions) (MergeOptions, error) {
	o := MergeOptions{OnConflict: m.OnConflict, MaxMerges: m.MaxMerges, Yes: opt.Yes}
	if o.OnConflict == "" {
		o.OnConflict = "review"
	}
	policy, err := MergePolicy(f.near(m.Policy))
	if err != nil {
		return o, err
	}
	o.Policy = policy
	if m.Auto > 0 {
		o.Policy.Auto.Probability = m.Auto
	}
	if err := o.SetShare(m.MaxShare); err != nil {
		return o, err
	}
	return o, o.Check()
}

func (f *File) prepareExport(e FileExport) (preparedStep, error) {
	writing, err := ExportWriting(e.File, e.Format, e.Columns)
	if err != nil {
		return nil, err
	}
	writing.SpreadsheetSafe = e.SpreadsheetSafe
	q := store.Query{}
	for _, text := range e.Filters {
		filter, err := store.ParseFilter(text)
		if err != nil {
			return nil, err
		}
		q.Filters = append(q.Filters, filter)
	}
	return func(ctx context.Context, s *Session, out *StepSummary) (err error) {
		out.Export, err = s.Export(ctx, ExportOptions{File: e.File, Writing: writing, Query: q})
		return err
	}, nil
}

// Run performs the steps in order; the first error ends the pipeline. The
// summary and its page are written in any case.
func (s *Session) Run(ctx context.Context, p *Prepared) (*RunSummary, error) {
	sum := &RunSummary{Store: s.Place, Steps: []StepSummary{}}
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
		sum.Status, sum.Ended = statusOf(err), time.Now().UTC().Truncate(time.Microsecond)
		return sum, errors.Join(err, writeReport(dir, sum, p.opt.WithValues))
	})
	return sum, err
}

func (s *Session) steps(ctx context.Context, p *Prepared, sum *RunSummary) error {
	for i, perform := range p.steps {
		var out StepSummary
		err := perform(ctx, s, &out)
		if out != (StepSummary{}) {
			sum.Steps = append(sum.Steps, out)
		}
		if err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
		if s.Stopping() {
			return ErrInterrupted
		}
	}
	return nil
}

// writeReport writes summary.json and the page that shows it.
func writeReport(dir string, sum *RunSummary, withValues bool) error {
	if err := writeJSON(filepath.Join(dir, summaryName), sum); err != nil {
		return err
	}
	return report.Render(dir, withValues)
}
