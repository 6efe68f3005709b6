package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"rollcall/dedupe/merge"
	"rollcall/dedupe/merge/workbook"
	"rollcall/store"
)

// Check refuses words that the options do not know.
func (o *MergeOptions) Check() error {
	switch o.OnConflict {
	case "review", "policy", "fail":
		return nil
	}
	return fmt.Errorf("%w: on-conflict takes review, policy or fail", ErrUsage)
}

// ConflictOptions say which waiting clusters are written, and where.
type ConflictOptions struct {
	Policy  merge.Policy
	File    string // .xlsx or .csv
	OnlyNew bool   // those that did not wait after the dedupe run before
}

// Check refuses a file that cannot be written.
func (o *ConflictOptions) Check() error {
	switch strings.ToLower(filepath.Ext(o.File)) {
	case ".xlsx", ".csv":
		return nil
	}
	return fmt.Errorf("%w: the conflicts are written as .xlsx or .csv", ErrUsage)
}

// ConflictSummary counts what a file of conflicts holds.
type ConflictSummary struct {
	Step           string          `json:"step"`
	Dedupe         string          `json:"dedupe"` // the run whose clusters these are
	File           string          `json:"file"`
	Waiting        int             `json:"waiting"` // clusters
	NewWaiting     int             `json:"new_waiting"`
	Shown          int             `json:"shown"`
	Possible       int             `json:"possible_matches"` // shown
	PossibleTotal  int             `json:"possible_matches_total"`
	MergesByItself int             `json:"merges_by_itself"` // clusters
	WaitingReasons []WaitingReason `json:"waiting_reasons,omitempty"`
}

// Conflicts writes the clusters of the last dedupe run that wait for a person
// into a file to decide in, with its possible matches and, in a workbook, what
// merges without a person. The store is not changed.
func (s *Session) Conflicts(ctx context.Context, opt ConflictOptions) (*ConflictSummary, error) {
	last, err := s.lastMatching(ctx)
	if err != nil {
		return nil, err
	}
	planned, err := s.sortOut(ctx, MergeOptions{Policy: opt.Policy, OnConflict: "review"}, last)
	if err != nil {
		return nil, err
	}
	sum := &ConflictSummary{Step: "conflicts", Dedupe: last.Run, File: opt.File, Waiting: len(planned.waiting),
		MergesByItself: len(planned.ready), WaitingReasons: waitingReasons(planned.waiting)}
	before, err := s.waitedBefore(ctx, last.Run)
	if err != nil {
		return nil, err
	}
	fresh := slices.DeleteFunc(slices.Clone(planned.waiting), func(c candidate) bool { return before[c.cluster.ID] })
	sum.NewWaiting = len(fresh)
	contents, err := s.contents(ctx, planned, last)
	if err != nil {
		return nil, err
	}
	if opt.OnlyNew {
		contents.Waiting = shown(fresh)
	}
	contents.Auto, contents.AutoTotal = s.byItself(ctx, planned), len(planned.ready)
	sum.Shown, sum.Possible, sum.PossibleTotal = len(contents.Waiting), len(contents.Possible), contents.PossibleTotal
	return sum, writeConflicts(opt.File, contents)
}

func writeConflicts(path string, contents workbook.Contents) error {
	if strings.EqualFold(filepath.Ext(path), ".xlsx") {
		return workbook.Create(path, contents)
	}
	rows := append(contents.Waiting, contents.Possible...)
	return writeFile(path, func(w io.Writer) error { return workbook.WriteCSV(w, rows) })
}

// reportConflicts writes the clusters that wait as a workbook to decide in, and
// as CSV.
func (s *Session) reportConflicts(ctx context.Context, dir string, planned *merges, last *store.Matching, sum *MergeSummary) error {
	contents, err := s.contents(ctx, planned, last)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, "conflicts.xlsx")
	if err := workbook.Create(path, contents); err != nil {
		return err
	}
	sum.Reports["conflicts"] = path
	path = filepath.Join(dir, "conflicts.csv")
	sum.Reports["conflicts_csv"] = path
	if err := writeFile(path, func(w io.Writer) error { return workbook.WriteCSV(w, contents.Waiting) }); err != nil {
		return err
	}
	return s.reportSideBySide(ctx, dir, contents.Waiting, last)
}

// contents gathers what waits and the possible matches.
func (s *Session) contents(ctx context.Context, planned *merges, last *store.Matching) (workbook.Contents, error) {
	contents := workbook.Contents{Waiting: shown(planned.waiting)}
	var err error
	contents.Possible, contents.PossibleTotal, err = s.possible(ctx, planned, last)
	return contents, err
}

func shown(list []candidate) []workbook.Waiting {
	all := make([]workbook.Waiting, len(list))
	for i, c := range list {
		all[i] = workbook.Waiting{Cluster: c.cluster, Plan: c.plan, Reasons: c.reasons}
	}
	return all
}

// byItself plans the clusters again that merge without a person, a chunk at a
// time.
func (s *Session) byItself(ctx context.Context, planned *merges) iter.Seq2[workbook.Waiting, error] {
	return func(yield func(workbook.Waiting, error) bool) {
		for chunk := range slices.Chunk(planned.ready, mergeChunk) {
			list, err := s.plan(ctx, planned, chunk)
			if err != nil {
				yield(workbook.Waiting{}, err)
				return
			}
			for _, w := range shown(list) {
				if w.Plan != nil && !yield(w, nil) {
					return
				}
			}
		}
	}
}

// LastPolicy returns the policy of the last merge run, so that what it left
// waiting is shown and decided by the same rules; without one, the default.
func (s *Session) LastPolicy(ctx context.Context) (merge.Policy, error) {
	runs, err := s.Store.ListRuns(ctx, store.RunQuery{Kind: "merge", Limit: 1})
	if err != nil || len(runs) == 0 {
		return merge.DefaultPolicy(), err
	}
	var config struct {
		Policy *merge.Policy `json:"policy"`
	}
	if err := json.Unmarshal(runs[0].Config, &config); err != nil {
		return merge.Policy{}, fmt.Errorf("merge run %s: its policy cannot be read: %w", runs[0].ID, err)
	}
	if config.Policy == nil {
		return merge.DefaultPolicy(), nil
	}
	return *config.Policy, nil
}
