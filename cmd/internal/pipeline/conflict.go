package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"sort"

	"rollcall/dedupe/merge"
	"rollcall/dedupe/merge/workbook"
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

// shownPossible is how many possible matches the workbook lists.
const shownPossible = 5000

// reportConflicts writes the clusters that wait as a workbook to decide in, and
// as CSV.
func (s *Session) reportConflicts(ctx context.Context, dir string, planned *merges, last *store.Matching, sum *MergeSummary) error {
	contents := workbook.Contents{}
	for _, c := range planned.waiting {
		contents.Waiting = append(contents.Waiting, workbook.Waiting{Cluster: c.cluster, Plan: c.plan, Reasons: c.reasons})
	}
	var err error
	if contents.Possible, contents.PossibleTotal, err = s.possible(ctx, planned.policy, last); err != nil {
		return err
	}
	path := filepath.Join(dir, "conflicts.xlsx")
	if err := workbook.Create(path, contents); err != nil {
		return err
	}
	sum.Reports["conflicts"] = path
	path = filepath.Join(dir, "conflicts.csv")
	sum.Reports["conflicts_csv"] = path
	return writeFile(path, func(w io.Writer) error { return workbook.WriteCSV(w, contents.Waiting) })
}

// possible plans the possible matches of the last dedupe run, the most
// probable first, as far as both customers are still apart and nobody has
// judged them.
func (s *Session) possible(ctx context.Context, policy merge.Policy, last *store.Matching) ([]workbook.Waiting, int, error) {
	judged, err := s.judgedPairs(ctx)
	if err != nil {
		return nil, 0, err
	}
	var pairs []customer.Pair
	for _, p := range last.Pairs {
		if p.Decision == customer.PossibleMatch && !judged[pairOf(p.LeftID, p.RightID)] {
			pairs = append(pairs, p)
		}
	}
	sort.SliceStable(pairs, func(i, j int) bool { return pairs[i].Probability > pairs[j].Probability })
	total := len(pairs)
	if len(pairs) > shownPossible {
		pairs = pairs[:shownPossible]
	}
	ids := make([]int64, 0, 2*len(pairs))
	for _, p := range pairs {
		ids = append(ids, p.LeftID, p.RightID)
	}
	customers, err := s.Store.Load(ctx, ids, store.Everything)
	if err != nil {
		return nil, 0, err
	}
	var list []workbook.Waiting
	for i, p := range pairs {
		left, right := customers[2*i], customers[2*i+1]
		if left.MergedInto != 0 || right.MergedInto != 0 {
			total--
			continue
		}
		plan, err := merge.NewPlan(policy, []merge.Member{{Customer: left}, {Customer: right}}, merge.Options{})
		if err != nil {
			return nil, 0, err
		}
		cluster := workbook.PairCluster(p, left, right)
		list = append(list, workbook.Waiting{Cluster: cluster, Plan: plan, Reasons: merge.Gate(policy, cluster, plan)})
	}
	return list, total, nil
}

// pairOf identifies two customers, whichever is named first.
func pairOf(a, b int64) [2]int64 { return [2]int64{min(a, b), max(a, b)} }

func (s *Session) judgedPairs(ctx context.Context) (map[[2]int64]bool, error) {
	list, err := s.Store.Judgements(ctx)
	judged := make(map[[2]int64]bool, len(list))
	for _, j := range list {
		if j.Verdict != customer.SaysUnsure {
			judged[pairOf(j.LeftID, j.RightID)] = true
		}
	}
	return judged, err
}
