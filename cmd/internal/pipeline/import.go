package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"syscall"

	"rollcall/dedupe/merge"
	"rollcall/importer"
	"rollcall/store"
	"rollcall/store/customer"
)

// dryRun stands for the run id of a dry run, which is not kept.
const dryRun = "dry-run"

// Import takes opened inputs into the store.
func (s *Session) Import(ctx context.Context, in *Inputs, o ImportOptions) (*importer.Summary, error) {
	opt, err := s.importerOptions(ctx, o)
	if err != nil {
		return nil, err
	}
	if opt.Mode == importer.Replace && !o.Yes && !o.DryRun {
		if err := s.checkReplace(ctx, in, opt); err != nil {
			return nil, err
		}
	}
	if o.DryRun {
		opt.Run = dryRun
		return s.runImport(ctx, in, opt)
	}
	older, err := s.olderExtracts(ctx, in, o)
	if err != nil {
		return nil, err
	}
	in.Notes = append(in.Notes, older...)
	st, err := s.importStep(ctx, in, o)
	if err != nil {
		return nil, err
	}
	defer debug.SetGCPercent(debug.SetGCPercent(indexGC))
	var sum *importer.Summary
	err = s.perform(ctx, st, func(run *customer.Run) (any, error) {
		opt.Run, opt.Checkpoint = run.ID, run.Checkpoint
		var err error
		sum, err = s.runImport(ctx, in, opt)
		if err == nil {
			err = s.checkLedger(ctx, sum, in)
		}
		return sum, err
	})
	return sum, err
}

// checkReplace counts in a dry run what mode replace would remove, and asks for
// a confirmation when that is anything.
func (s *Session) checkReplace(ctx context.Context, in *Inputs, opt importer.Options) error {
	dir, err := os.MkdirTemp("", "rollcall-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	opt.DryRun, opt.Run, opt.Dir = true, dryRun, dir
	sum, err := importer.Run(ctx, s.Store, in.List, opt)
	if err != nil {
		return s.stopped(err)
	}
	if sum.Removed > 0 {
		return fmt.Errorf("%w: mode replace would remove %d values that the rows do not send; see which with --dry-run, and give --yes to remove them", ErrUsage, sum.Removed)
	}
	return nil
}

// importStep begins an import, or finds the one to resume.
func (s *Session) importStep(ctx context.Context, in *Inputs, o ImportOptions) (step, error) {
	st := step{kind: "import", input: in.Fingerprint, config: importConfig{Files: in.Hashes, Map: o.Map, Mode: o.Mode, Empty: o.Empty, As: o.As}}
	if !o.Resume {
		return st, nil
	}
	earlier, err := s.Store.ListRuns(ctx, store.RunQuery{Kind: "import", Input: in.Fingerprint, Limit: 1})
	if err != nil {
		return st, err
	}
	// A killed run could not say how it ended: it still counts as running, and
	// holding the writers' lock proves that it is not.
	if len(earlier) == 1 && earlier[0].Status != customer.Done {
		st.resuming = &earlier[0]
	}
	return st, nil
}

func (s *Session) importerOptions(ctx context.Context, o ImportOptions) (importer.Options, error) {
	limit, err := importer.ParseLimit(o.MaxErrors)
	if err != nil {
		return importer.Options{}, fmt.Errorf("%w: %w", ErrUsage, err)
	}
	policy, err := s.importPolicy(ctx, o.Policy)
	if err != nil {
		return importer.Options{}, err
	}
	return importer.Options{
		Mode: importer.Mode(o.Mode), EmptyClears: o.Empty == "clear", DryRun: o.DryRun, Shrunk: o.Yes, Batch: o.Batch, MaxErrors: limit, Stopping: s.Stopping,
		Through: func(survivor, before, after *customer.Customer) *customer.Customer {
			next, _ := merge.ApplyThrough(policy, merge.Through{Survivor: survivor, Before: before, After: after})
			return next
		},
	}, nil
}

// importPolicy is the policy that rows of merged customers follow: the one
// given, or the one that the last merge run followed.
func (s *Session) importPolicy(ctx context.Context, path string) (merge.Policy, error) {
	if path == "" {
		return s.LastPolicy(ctx)
	}
	return MergePolicy(path)
}

func (s *Session) runImport(ctx context.Context, in *Inputs, opt importer.Options) (*importer.Summary, error) {
	adjust, restore := spareCollector()
	defer restore()
	dir, err := s.folder(opt.Run)
	if err != nil {
		return nil, fmt.Errorf("no report folder, so nothing was taken: %w; name another with --reports", err)
	}
	opt.Dir, opt.First, opt.Numbered, opt.Append = dir, s.imports+1, s.parent != "", s.imports > 0
	s.imports += len(in.List)
	advance, finish := s.Progress.beginOf("importing", s.expected(in))
	defer finish()
	opt.Progress = func(read int64) { adjust(); advance(read) }
	sum, err := importer.Run(ctx, s.Store, in.List, opt)
	if sum != nil {
		sum.Notes = append(in.Notes, sum.Notes...)
		written := struct {
			*importer.Summary
			Reload []string `json:"reload,omitempty"`
		}{sum, in.Reload(sum)}
		if writeErr := s.writeSummary(dir, written); err == nil {
			err = writeErr
		}
	}
	return sum, s.stopped(err)
}

// stopped turns the importer's early ends into the pipeline's and says how to
// go on. A pipeline is run again from its start: rows that were taken are
// unchanged then.
func (s *Session) stopped(err error) error {
	on := "go on with the same command and --resume"
	if s.parent != "" {
		on = "run the pipeline again, those rows are unchanged then"
	}
	switch {
	case errors.Is(err, importer.ErrTooManyRejects):
		return fmt.Errorf("%w: %w; what was taken stays: %s, with a higher limit", ErrStopped, err, on)
	case errors.Is(err, importer.ErrShrunk):
		return fmt.Errorf("%w before the first row: %w", ErrStopped, err)
	case errors.Is(err, importer.ErrInterrupted):
		return fmt.Errorf("%w: the rows up to here are taken; %s", ErrInterrupted, on)
	case errors.Is(err, store.ErrFull), errors.Is(err, store.ErrLost), errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%w; the batches before are taken: when that is mended, %s", err, on)
	}
	return err
}

// checkLedger compares the ledger with the history that the run left in the
// store.
func (s *Session) checkLedger(ctx context.Context, sum *importer.Summary, in *Inputs) error {
	t, err := s.Store.Tally(ctx, sum.Run)
	if err != nil {
		return err
	}
	var customers, related importer.Ledger
	for i, f := range sum.Files {
		if in.List[i].Plan.File().As == "" {
			customers.Add(f.Rows)
		} else {
			related.Add(f.Rows)
		}
	}
	if customers.Created == t.Created && customers.Updated == t.Updated && (related.Read == 0 || related.Updated == t.RelatedUpdated) {
		return nil
	}
	text, _ := json.Marshal(t) // plain numbers
	return fmt.Errorf("the ledger does not balance with the store: %d created and %d updated were counted, the store's history says %s; run rollcall db check", customers.Created, customers.Updated, text)
}
