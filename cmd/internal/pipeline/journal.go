package pipeline

import (
	"context"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"rollcall/dedupe/merge"
	"rollcall/exporter/sheet"
	"rollcall/store"
	"rollcall/store/customer"
)

// JournalOptions say which merges and undos are written, and where.
type JournalOptions struct {
	File string // .csv or .jsonl
	Run  string // of this run, or of a pipeline's steps; "": all
	Safe bool   // CSV: no cell can be taken for a formula
}

// Check refuses a file that cannot be written.
func (o *JournalOptions) Check() error {
	switch strings.ToLower(filepath.Ext(o.File)) {
	case ".csv", ".jsonl", ".ndjson":
		return nil
	}
	return fmt.Errorf("%w: the merge journal is written as .csv or .jsonl", ErrUsage)
}

// JournalSummary counts what a merge journal holds.
type JournalSummary struct {
	Step   string `json:"step"`
	File   string `json:"file"`
	Merges int    `json:"merges"`
	Undos  int    `json:"undos"`
}

// MergeJournal writes what merges and their undoing changed: every field with
// its values before and after, and every record that moved, oldest first.
func (s *Session) MergeJournal(ctx context.Context, opt JournalOptions) (*JournalSummary, error) {
	runs, err := s.mergeRuns(ctx, opt.Run)
	if err != nil {
		return nil, err
	}
	known, err := s.Store.ListMerges(ctx, store.MergeQuery{})
	if err != nil {
		return nil, err
	}
	sum := &JournalSummary{Step: "journal", File: opt.File}
	entries := sum.counted(joined(known, s.changes(ctx, runs)))
	return sum, writeFile(opt.File, func(w io.Writer) error {
		if !strings.EqualFold(filepath.Ext(opt.File), ".csv") {
			return merge.WriteJournalJSON(w, entries)
		}
		safe := sheet.Safe
		if !opt.Safe {
			safe = nil
		}
		return merge.WriteJournalCSV(w, entries, safe)
	})
}

// mergeRuns returns the runs that merge or undo: all, or one and its steps.
func (s *Session) mergeRuns(ctx context.Context, run string) ([]string, error) {
	if run != "" {
		return s.withSteps(ctx, run)
	}
	all, err := s.Store.ListRuns(ctx, store.RunQuery{})
	var runs []string
	for _, r := range all {
		if slices.Contains([]string{"merge", "apply", "undo"}, r.Kind) {
			runs = append(runs, r.ID)
		}
	}
	return runs, err
}

// changes streams the journal of some runs.
func (s *Session) changes(ctx context.Context, runs []string) iter.Seq2[customer.Change, error] {
	if len(runs) == 0 {
		return func(func(customer.Change, error) bool) {}
	}
	return s.Store.Journal(ctx, store.JournalQuery{Runs: runs})
}

func (sum *JournalSummary) counted(entries iter.Seq2[merge.Entry, error]) iter.Seq2[merge.Entry, error] {
	return func(yield func(merge.Entry, error) bool) {
		for e, err := range entries {
			switch {
			case err != nil:
			case e.Undo:
				sum.Undos++
			default:
				sum.Merges++
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// joined gathers the changes of each merge, and of each undoing, which follow
// each other in the journal: first the survivor's, then each secondary's.
func joined(known []customer.Merge, changes iter.Seq2[customer.Change, error]) iter.Seq2[merge.Entry, error] {
	first := firstChanges(known)
	return func(yield func(merge.Entry, error) bool) {
		var open *merge.Entry
		for c, err := range changes {
			if err != nil {
				yield(merge.Entry{}, err)
				return
			}
			if open != nil && belongs(*open, c) {
				open.Changes = append(open.Changes, c)
				continue
			}
			if open != nil && !yield(*open, nil) {
				return
			}
			open = first.entry(c)
		}
		if open != nil {
			yield(*open, nil)
		}
	}
}

// beginnings finds the merge, or the undone merge, whose first change an entry
// of the journal is.
type beginnings struct {
	made   map[int64]customer.Merge // by sequence
	undone map[undoneAt]customer.Merge
}

type undoneAt struct{ survivor, on int64 }

func firstChanges(known []customer.Merge) beginnings {
	b := beginnings{map[int64]customer.Merge{}, map[undoneAt]customer.Merge{}}
	for _, m := range known {
		b.made[m.Seq-int64(len(m.Secondaries))] = m
		if !m.UndoneOn.IsZero() {
			b.undone[undoneAt{m.Survivor, m.UndoneOn.UnixMicro()}] = m
		}
	}
	return b
}

func (b beginnings) entry(c customer.Change) *merge.Entry {
	switch c.Op {
	case customer.OpMerge:
		if m, ok := b.made[c.Seq]; ok {
			return &merge.Entry{Merge: m, Changes: []customer.Change{c}}
		}
	case customer.OpUndo:
		if m, ok := b.undone[undoneAt{c.Customer, c.On.UnixMicro()}]; ok {
			return &merge.Entry{Merge: m, Undo: true, Changes: []customer.Change{c}}
		}
	}
	return nil
}

// belongs says whether a change is the next secondary's of an entry.
func belongs(e merge.Entry, c customer.Change) bool {
	if (c.Op == customer.OpUndo) != e.Undo || c.Op != customer.OpUndo && c.Op != customer.OpMergedAway {
		return false
	}
	n := len(e.Changes) - 1
	return n < len(e.Merge.Secondaries) && e.Merge.Secondaries[n] == c.Customer
}
