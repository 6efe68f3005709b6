package pipeline

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"rollcall/dedupe/merge"
	"rollcall/store/customer"
)

// verdicts is what people said last about pairs of live customers.
type verdicts map[[2]int64]customer.Verdict

// pairOf identifies two customers, whichever is named first.
func pairOf(a, b int64) [2]int64 { return [2]int64{min(a, b), max(a, b)} }

// verdicts reads the judgements. One about a merged-away customer is about the
// customer that it lives in now; of several on one pair the newest counts.
func (s *Session) verdicts(ctx context.Context) (verdicts, error) {
	list, err := s.Store.Judgements(ctx)
	if err != nil {
		return nil, err
	}
	return s.verdictsOf(ctx, list)
}

// verdictsOf is verdicts from these judgements only.
func (s *Session) verdictsOf(ctx context.Context, list []customer.Judgement) (verdicts, error) {
	if len(list) == 0 {
		return verdicts{}, nil
	}
	live, err := s.survivors(ctx, list)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b customer.Judgement) int { return a.On.Compare(b.On) })
	said := verdicts{}
	for _, j := range list {
		if left, right := live[j.LeftID], live[j.RightID]; left != right {
			said[pairOf(left, right)] = j.Verdict
		}
	}
	return said, nil
}

// survivors finds the live customer behind every customer that is judged.
func (s *Session) survivors(ctx context.Context, list []customer.Judgement) (map[int64]int64, error) {
	ids := make([]int64, 0, 2*len(list))
	for _, j := range list {
		ids = append(ids, j.LeftID, j.RightID)
	}
	return s.liveOnes(ctx, ids)
}

// liveOnes maps ids to the live customers that they stand for today. An id that
// is not known stands for itself.
func (s *Session) liveOnes(ctx context.Context, ids []int64) (map[int64]int64, error) {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	refs := make([]customer.Ref, len(ids))
	for i, id := range ids {
		refs[i] = customer.Ref{Kind: customer.ByID, Text: customer.FormatID(id)}
	}
	hits, err := s.Store.Find(ctx, refs)
	live := make(map[int64]int64, len(ids))
	for i, h := range hits {
		live[ids[i]] = ids[i]
		if len(h) > 0 {
			live[ids[i]] = h[0].Survivor
		}
	}
	return live, err
}

// apart counts the pairs of a plan's members, and those of them that a person
// said are different.
func (v verdicts) apart(p *merge.Plan) (pairs, different int) {
	members := p.Members()
	for i, a := range members {
		for _, b := range members[i+1:] {
			pairs++
			if v[pairOf(a.ID, b.ID)] == customer.SaysNonMatch {
				different++
			}
		}
	}
	return pairs, different
}

// settled says whether a person decided about the pair.
func (v verdicts) settled(a, b int64) bool {
	said := v[pairOf(a, b)]
	return cmp.Or(said, customer.SaysUnsure) != customer.SaysUnsure
}

// judgements returns the verdicts as judgements on live customers, by their ids.
func (v verdicts) judgements() []customer.Judgement {
	pairs := slices.SortedFunc(maps.Keys(v), func(a, b [2]int64) int { return slices.Compare(a[:], b[:]) })
	list := make([]customer.Judgement, len(pairs))
	for i, p := range pairs {
		list[i] = customer.Judgement{LeftID: p[0], RightID: p[1], Verdict: v[p]}
	}
	return list
}
