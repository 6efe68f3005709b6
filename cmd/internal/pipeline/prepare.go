package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"rollcall/importer/row"
	"rollcall/store"
)

// RunOptions say how a pipeline runs.
type RunOptions struct {
	Yes bool // go on where a limit would ask
}

// Prepared is a pipeline whose files, mappings and settings are checked.
type Prepared struct {
	file     *File
	opt      RunOptions
	steps    []preparedStep
	files    []sighting // that imports read
	rejected stopAt
}

// preparedStep does one step and notes its summary.
type preparedStep struct {
	kind    string
	perform func(ctx context.Context, s *Session, out *StepSummary) error
	inputs  *Inputs // of an import
}

// Prepare checks every step before the store is opened: files are there and
// can be read, mappings compile, policies and settings are valid.
func (f *File) Prepare(ctx context.Context, opt RunOptions) (*Prepared, error) {
	p := &Prepared{file: f, opt: opt}
	var faults []error
	var err error
	if p.rejected, err = parseStop(f.Stop.Rejected); err != nil {
		faults = append(faults, fmt.Errorf("%s: stop.rejected: %w", f.Path, err))
	}
	policy := f.policy()
	for i, st := range f.Steps {
		prepared, err := p.prepare(ctx, st, policy)
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

func (p *Prepared) prepare(ctx context.Context, st FileStep, policy string) (preparedStep, error) {
	switch {
	case st.Import != nil:
		return p.prepareImport(ctx, *st.Import, policy)
	case st.Dedupe != nil:
		return p.file.prepareDedupe(*st.Dedupe)
	case st.Merge != nil:
		return p.prepareMerge(*st.Merge)
	}
	return p.file.prepareExport(*st.Export)
}

func (p *Prepared) prepareImport(ctx context.Context, im FileImport, policy string) (preparedStep, error) {
	st := preparedStep{kind: "import"}
	o := ImportOptions{Map: p.file.near(im.Map), As: im.As, Mode: im.Mode, Empty: im.Empty, MaxErrors: im.MaxErrors, Strict: im.Strict, Policy: policy, Yes: p.opt.Yes}
	files, missing, err := p.file.inputs(im)
	if err = errors.Join(err, o.Check()); err != nil {
		return st, err
	}
	if files == nil {
		st.perform = func(_ context.Context, _ *Session, out *StepSummary) error {
			out.Skipped = &SkippedStep{Step: "import", Skipped: "no files", Wanted: missing}
			return nil
		}
		return st, nil
	}
	before, err := seen(files)
	if err != nil {
		return st, err
	}
	o.Files = files
	in, err := OpenInputs(ctx, o, nil)
	if err != nil {
		return st, err
	}
	p.files, st.inputs = append(p.files, before...), in
	for _, name := range missing {
		in.Notes = append(in.Notes, name+": not there this time")
	}
	st.perform = func(ctx context.Context, s *Session, out *StepSummary) (err error) {
		defer in.Close()
		out.Import, err = s.Import(ctx, in, o)
		return err
	}
	return st, nil
}

// inputs lists the files of an import step, and what named none although that
// is fine.
func (f *File) inputs(im FileImport) (files, missing []string, err error) {
	if im.Missing != "" && im.Missing != "fine" && im.Missing != "error" {
		return nil, nil, fmt.Errorf("%w: missing takes fine or error", ErrUsage)
	}
	if len(im.Files) == 0 {
		return nil, nil, fmt.Errorf("%w: import needs files: [NAME, ...]", ErrUsage)
	}
	var there []string
	for _, name := range im.Files {
		name = f.near(name)
		_, err := row.Expand([]string{name})
		switch {
		case err == nil:
			there = append(there, name)
		case errors.Is(err, row.ErrNoInput) && im.Missing == "fine":
			missing = append(missing, name)
		case errors.Is(err, row.ErrNoInput):
			return nil, nil, fmt.Errorf("%w; where it may be absent, say missing: fine", err)
		default:
			return nil, nil, err
		}
	}
	if there == nil {
		return nil, missing, nil
	}
	files, err = row.Expand(there)
	return files, missing, err
}

func (f *File) prepareDedupe(d FileDedupe) (preparedStep, error) {
	cfg, err := DedupeConfig(f.near(d.Config), d.Match, d.Review)
	return preparedStep{kind: "dedupe", perform: func(ctx context.Context, s *Session, out *StepSummary) (err error) {
		out.Dedupe, err = s.Dedupe(ctx, DedupeOptions{Config: cfg, Model: d.Model, Since: d.Since})
		return err
	}}, err
}

func (p *Prepared) prepareMerge(m FileMerge) (preparedStep, error) {
	o, err := p.file.mergeOptions(m, p.opt)
	return preparedStep{kind: "merge", perform: func(ctx context.Context, s *Session, out *StepSummary) (err error) {
		out.Merge, err = s.Merge(ctx, o)
		return err
	}}, err
}

func (f *File) mergeOptions(m FileMerge, opt RunOptions) (MergeOptions, error) {
	o := MergeOptions{OnConflict: cmp.Or(m.OnConflict, "review"), MaxMerges: m.MaxMerges, Yes: opt.Yes}
	policy, err := MergePolicy(f.near(m.Policy))
	if err != nil {
		return o, err
	}
	o.Policy = policy
	if m.Auto > 0 {
		o.Policy.Auto.Probability = m.Auto
	}
	if err := o.SetShare(cmp.Or(m.MaxShare, f.Stop.Merged)); err != nil {
		return o, err
	}
	return o, o.Check()
}

func (f *File) prepareExport(e FileExport) (preparedStep, error) {
	st := preparedStep{kind: "export"}
	r := e.request()
	r.Map = f.near(e.Map)
	for _, text := range e.Filters {
		filter, err := store.ParseFilter(text)
		if err != nil {
			return st, err
		}
		r.Query.Filters = append(r.Query.Filters, filter)
	}
	x, err := r.Check()
	st.perform = func(ctx context.Context, s *Session, out *StepSummary) (err error) {
		out.Export, err = s.Export(ctx, x)
		return err
	}
	return st, err
}

// stopAt says whether so many rejected rows among those read are too many.
type stopAt func(rejected, read int64) bool

// parseStop reads N or N%; "" never stops.
func parseStop(text string) (stopAt, error) {
	if text == "" {
		return func(int64, int64) bool { return false }, nil
	}
	if number, ok := strings.CutSuffix(text, "%"); ok {
		percent, err := strconv.ParseFloat(number, 64)
		if err == nil && percent >= 0 && percent <= 100 {
			return func(rejected, read int64) bool { return float64(rejected)*100 > percent*float64(read) }, nil
		}
	} else if n, err := strconv.ParseInt(text, 10, 64); err == nil && n >= 0 {
		return func(rejected, _ int64) bool { return rejected > n }, nil
	}
	return nil, fmt.Errorf("%w: %q is no limit: write N or N%%", ErrUsage, text)
}
