package pipeline

import (
	"cmp"
	"context"
	"slices"

	"rollcall/dedupe/merge/workbook"
	"rollcall/store"
	"rollcall/store/customer"
)

// shownPossible is how many possible matches a workbook lists.
const shownPossible = 5000

// possible plans the possible matches of a dedupe run, the most probable first,
// as far as both customers are still apart, nobody has decided about them, and
// no waiting cluster asks about them. total counts those left out for their
// number too.
func (s *Session) possible(ctx context.Context, planned *merges, last *store.Matching) (list []workbook.Waiting, total int, err error) {
	pairs := openPairs(last.Pairs, planned.asked(), planned.said)
	total = len(pairs)
	pairs = pairs[:min(total, shownPossible)]
	shown := len(pairs)
	list, err = s.planPairs(ctx, planned, pairs)
	return list, total - shown + len(list), err
}

// openPairs returns the possible matches that nobody has decided about, the most
// probable first. asked tells which waiting cluster a customer is in: pairs
// within one are left out.
func openPairs(all []customer.Pair, asked map[int64]string, said verdicts) []customer.Pair {
	pairs := slices.DeleteFunc(slices.Clone(all), func(p customer.Pair) bool {
		home, ok := asked[p.LeftID]
		return p.Decision != customer.PossibleMatch || said.settled(p.LeftID, p.RightID) || ok && home == asked[p.RightID]
	})
	slices.SortStableFunc(pairs, func(a, b customer.Pair) int { return cmp.Compare(b.Probability, a.Probability) })
	return pairs
}

// asked tells for each member of a waiting cluster which cluster it is in.
func (m *merges) asked() map[int64]string {
	home := map[int64]string{}
	for _, c := range m.waiting {
		for _, member := range c.plan.Members() {
			home[member.ID] = c.cluster.ID
		}
	}
	return home
}

// planPairs plans possible matches, each as a cluster of two; those with a
// merged-away customer are left out.
func (s *Session) planPairs(ctx context.Context, planned *merges, pairs []customer.Pair) ([]workbook.Waiting, error) {
	ids := make([]int64, 0, 2*len(pairs))
	for _, p := range pairs {
		ids = append(ids, p.LeftID, p.RightID)
	}
	customers, err := s.Store.Load(ctx, ids, store.Everything)
	if err != nil {
		return nil, err
	}
	var list []workbook.Waiting
	for i, p := range pairs {
		two := customers[2*i : 2*i+2]
		c, err := planned.candidate(workbook.PairCluster(p, two[0], two[1]), two)
		if err != nil {
			return nil, err
		}
		if c.plan != nil {
			list = append(list, workbook.Waiting{Cluster: c.cluster, Plan: c.plan, Reasons: c.reasons})
		}
	}
	return list, nil
}
