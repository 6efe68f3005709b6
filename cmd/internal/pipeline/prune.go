package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"rollcall/cmd/internal/report"
	"rollcall/store"
	"rollcall/store/customer"
)

// PruneOptions say what is pruned.
type PruneOptions struct {
	Before time.Time // what is older goes
	Yes    bool      // although undos end
	DryRun bool
}

// PruneSummary is what a pruning deleted, or would delete.
type PruneSummary struct {
	Step    string            `json:"step"`
	Run     string            `json:"run,omitempty"`
	DryRun  bool              `json:"dry_run,omitempty"`
	Before  time.Time         `json:"before"`
	Changes int64             `json:"changes"` // entries of the journal
	Merges  int64             `json:"merges"`  // whose images go
	Undos   []store.EndedUndo `json:"undos"`   // merges that cannot be undone any more
	Reports []string          `json:"reports"` // folders
	Kept    []string          `json:"kept"`    // folders that hold something else too
}

// Prune deletes reports and journals of the time before a moment. Runs, their
// summaries, judgements, what keys said last and the last outcome of dedupe
// stay.
func (s *Session) Prune(ctx context.Context, opt PruneOptions) (*PruneSummary, error) {
	told, err := s.Store.Prunable(ctx, opt.Before)
	if err != nil {
		return nil, err
	}
	old, err := s.oldReports(ctx, opt.Before)
	if err != nil {
		return nil, err
	}
	sum := &PruneSummary{Step: "prune", DryRun: opt.DryRun, Before: opt.Before, Reports: []string{}, Kept: []string{}}
	sum.count(told)
	if opt.DryRun {
		for _, o := range old {
			sum.Reports = append(sum.Reports, o.folder)
		}
		return sum, nil
	}
	if len(told.Undos) > 0 && !opt.Yes {
		return sum, fmt.Errorf("%w: %d merges could not be undone any more; see which with --dry-run, and give --yes to prune", ErrUsage, len(told.Undos))
	}
	config := map[string]string{"before": customer.FormatTime(opt.Before)}
	err = s.perform(ctx, step{kind: "prune", config: config}, func(run *customer.Run) (any, error) {
		sum.Run = run.ID
		done, err := s.Store.Prune(ctx, opt.Before)
		if err != nil {
			return sum, err
		}
		sum.count(done)
		return sum, sum.remove(old)
	})
	return sum, err
}

func (sum *PruneSummary) count(p store.Pruning) {
	sum.Changes, sum.Merges, sum.Undos = p.Changes, p.Merges, p.Undos
	if sum.Undos == nil {
		sum.Undos = []store.EndedUndo{}
	}
}

func (sum *PruneSummary) remove(old []oldReport) error {
	for _, o := range old {
		whole, err := report.Remove(o.folder, o.run)
		if err != nil {
			return err
		}
		if whole {
			sum.Reports = append(sum.Reports, o.folder)
		} else {
			sum.Kept = append(sum.Kept, o.folder)
		}
	}
	return nil
}

// oldReport is the report folder of a run that ended long ago.
type oldReport struct{ folder, run string }

// oldReports lists the report folders of runs that ended before a moment, as
// far as they are there and still that run's: a folder that a later run wrote
// its report into is that one's.
func (s *Session) oldReports(ctx context.Context, before time.Time) ([]oldReport, error) {
	runs, err := s.Store.ListRuns(ctx, store.RunQuery{})
	if err != nil {
		return nil, err
	}
	var old []oldReport
	for _, run := range runs {
		if run.EndedOn.IsZero() || !run.EndedOn.Before(before) {
			continue
		}
		for _, folder := range []string{filepath.Join(DefaultReports, run.ID), reportFolder(run)} {
			if folder != "" && report.Holds(folder, run.ID) {
				old = append(old, oldReport{folder, run.ID})
				break
			}
		}
	}
	return old, nil
}

// reportFolder is where a run's summary says that its reports are.
func reportFolder(run customer.Run) string {
	var sum struct {
		Reports json.RawMessage `json:"reports"`
	}
	if json.Unmarshal(run.Summary, &sum) != nil {
		return ""
	}
	var folder string
	if json.Unmarshal(sum.Reports, &folder) == nil {
		return folder
	}
	var files map[string]json.RawMessage
	_ = json.Unmarshal(sum.Reports, &files) // anything else names no folder
	for _, file := range files {
		var path string
		if json.Unmarshal(file, &path) == nil && path != "" {
			return filepath.Dir(path)
		}
	}
	return ""
}

// ParseAge reads how old something must be to be pruned: 90d, 26w, 12h, or
// older than a date such as 2026-01-31, which is its first moment in UTC and
// past.
func ParseAge(text string, now time.Time) (before time.Time, err error) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		if day.After(now) {
			return before, fmt.Errorf("%w: %s is still to come", ErrUsage, text)
		}
		return day, nil
	}
	units := map[string]time.Duration{"h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour}
	for unit, each := range units {
		number, ok := strings.CutSuffix(text, unit)
		if n, err := strconv.ParseInt(number, 10, 32); ok && err == nil && n >= 0 && n < 1_000_000 {
			return now.Add(-time.Duration(n) * each).UTC().Truncate(time.Microsecond), nil
		}
	}
	return before, fmt.Errorf("%w: %q is no age: write 90d, 26w, 12h or a date such as 2026-01-31", ErrUsage, text)
}
