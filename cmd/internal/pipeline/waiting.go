package pipeline

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
)

// countWaiting counts what waits, for which reasons, and what did not wait
// after the last merge run.
func (s *Session) countWaiting(ctx context.Context, planned *merges, sum *MergeSummary) error {
	before, err := s.waitedBefore(ctx, "")
	if err != nil {
		return err
	}
	sum.Waiting, sum.WaitingReasons = len(planned.waiting), waitingReasons(planned.waiting)
	for _, c := range planned.waiting {
		sum.WaitingClusters = append(sum.WaitingClusters, c.cluster.ID)
		if !before[c.cluster.ID] {
			sum.NewWaiting++
		}
	}
	return nil
}

// waitingReasons counts why clusters wait, the most frequent reason first.
func waitingReasons(list []candidate) []WaitingReason {
	counts := map[string]int{}
	for _, c := range list {
		for _, r := range c.reasons {
			counts[r]++
		}
	}
	var reasons []WaitingReason
	for reason, n := range counts {
		reasons = append(reasons, WaitingReason{reason, n})
	}
	slices.SortFunc(reasons, func(a, b WaitingReason) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Reason, b.Reason))
	})
	return reasons
}

// waitedBefore returns the clusters that waited after the last merge run whose
// clusters were not those of the dedupe run except ("": whose ever they were).
func (s *Session) waitedBefore(ctx context.Context, except string) (map[string]bool, error) {
	q := store.RunQuery{Kind: "merge", Status: customer.Done}
	if except == "" {
		q.Limit = 1
	}
	runs, err := s.Store.ListRuns(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, run := range runs {
		var config mergeConfig
		var sum MergeSummary
		if err := errors.Join(json.Unmarshal(run.Config, &config), json.Unmarshal(run.Summary, &sum)); err != nil {
			return nil, fmt.Errorf("merge run %s: what it kept cannot be read: %w", run.ID, err)
		}
		if except == "" || config.Dedupe != except {
			return setOf(sum.WaitingClusters), nil
		}
	}
	return nil, nil
}

func setOf(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, text := range list {
		set[text] = true
	}
	return set
}
