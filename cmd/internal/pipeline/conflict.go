package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"

	"rollcall/store"
	"rollcall/store/customer"
)

// Check refuses words that the options do not know.
func (o *MergeOptions) Check() error {
	switch o.OnConflict {
	case "review", "policy", "fail":
		return nil
	}
	return fmt.Errorf("%w: on-conflict takes review, policy or fail", ErrUsage)
}

// countWaiting counts what waits, for which reasons, and what did not wait
// after the last merge run.
func (s *Session) countWaiting(ctx context.Context, planned *merges, sum *MergeSummary) error {
	before, err := s.waitedBefore(ctx)
	if err != nil {
		return err
	}
	counts := map[string]int{}
	sum.Waiting = len(planned.waiting)
	for _, c := range planned.waiting {
		sum.WaitingClusters = append(sum.WaitingClusters, c.cluster.ID)
		if !slices.Contains(before, c.cluster.ID) {
			sum.NewWaiting++
		}
		for _, r := range c.reasons {
			counts[r]++
		}
	}
	for reason, n := range counts {
		sum.WaitingReasons = append(sum.WaitingReasons, WaitingReason{reason, n})
	}
	sort.Slice(sum.WaitingReasons, func(i, j int) bool {
		a, b := sum.WaitingReasons[i], sum.WaitingReasons[j]
		if a.Count != b.Count {
			return a.Count > b.Count
		}
		return a.Reason < b.Reason
	})
	return nil
}

// waitedBefore returns the clusters that waited after the last merge run,
// sorted.
func (s *Session) waitedBefore(ctx context.Context) ([]string, error) {
	runs, err := s.Store.ListRuns(ctx, store.RunQuery{Kind: "merge", Status: customer.Done, Limit: 1})
	if err != nil || len(runs) == 0 || len(runs[0].Summary) == 0 {
		return nil, err
	}
	var last MergeSummary
	if err := json.Unmarshal(runs[0].Summary, &last); err != nil {
		return nil, errors.Join(errors.New("the last merge run's summary cannot be read"), err)
	}
	return last.WaitingClusters, nil
}
