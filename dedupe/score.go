package dedupe

import (
	"cmp"
	"context"
	"slices"

	"rollcall/dedupe/blocking"
	"rollcall/store/customer"
)

// gatherer scores pairs and gathers those worth keeping.
type gatherer struct {
	*Scorer
	pairs     int64
	kept      []scoredPair
	histogram [histogramSize]int64
}

// add scores those of some pairs that are wanted.
func (g *gatherer) add(some []blocking.Pair, wanted func(blocking.Pair) bool) {
	some = slices.DeleteFunc(some, func(p blocking.Pair) bool { return !wanted(p) })
	for _, p := range some {
		g.comparer.Fetch(p.Left, p.Right)
	}
	for _, p := range some {
		scored, kept := g.score(p)
		g.pairs++
		g.histogram[bin(scored.weight)]++
		if kept {
			g.kept = append(g.kept, scored)
		}
	}
}

// everyPair takes all candidate pairs.
func everyPair(blocking.Pair) bool { return true }

// score compares the candidate pairs that are wanted and keeps those from the review
// threshold on, and those that a person judged.
func (r *run) score(ctx context.Context, wanted func(blocking.Pair) bool) ([]scoredPair, error) {
	workers, err := walk(ctx, r.index, func() *gatherer { return &gatherer{Scorer: r.fork()} }, func(g *gatherer, some []blocking.Pair) {
		g.add(some, wanted)
	})
	if err != nil {
		return nil, err
	}
	var kept []scoredPair
	for _, w := range workers {
		kept = append(kept, w.kept...)
		r.report.add(w)
	}
	return r.addJudged(kept), nil
}

// addJudged puts in the pairs that only a judgement brings up, and sorts.
func (r *run) addJudged(kept []scoredPair) []scoredPair {
	have := map[pairKey]bool{}
	for _, p := range kept {
		if r.verdicts[p.pairKey] == customer.SaysMatch {
			have[p.pairKey] = true
		}
	}
	for _, key := range r.verdicts.matches() {
		if !have[key] {
			scored, _ := r.Scorer.score(blocking.Pair{Left: key.left, Right: key.right, Rule: -1})
			kept = append(kept, scored)
		}
	}
	slices.SortFunc(kept, func(a, b scoredPair) int {
		return cmp.Or(cmp.Compare(a.left, b.left), cmp.Compare(a.right, b.right))
	})
	return kept
}
