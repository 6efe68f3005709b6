package dedupe

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"rollcall/dedupe/blocking"
	"rollcall/dedupe/compare"
	"rollcall/dedupe/record"
	"rollcall/dedupe/scoring"
	"rollcall/store/customer"
)

// scoredPair is a pair worth keeping.
type scoredPair struct {
	pairKey
	weight int32 // 1/10,000 bit
	rule   int   // -1: brought up by a judgement only
	levels []compare.Level
}

// sampleSize is about how many candidate pairs, and how many random pairs, a
// model is learned from.
const sampleSize = 250_000

// sample compares a share of the candidate pairs, chosen by their hash, and
// random pairs, and counts the agreement patterns.
func (r *run) sample(ctx context.Context) (scoring.Sample, error) {
	var total int64
	for _, c := range r.index.Coverage {
		total += c.Pairs
	}
	limit, scale := ^uint64(0), 1.0
	if total > sampleSize {
		scale = float64(total) / sampleSize
		limit = uint64(float64(^uint64(0)) / scale)
	}
	counts, err := r.walk(ctx, func(w *worker, p blocking.Pair) {
		if record.Mix(uint64(p.Left)<<32|uint64(p.Right)) > limit {
			return
		}
		w.comparer.Compare(p.Left, p.Right, &w.agreement)
		w.patterns.Add(&w.agreement, w.comparer.FreeComparisons(r.index.Free(p)))
	})
	s := scoring.Sample{Candidates: scoring.Patterns{}, Scale: scale}
	for _, w := range counts {
		s.Candidates.Merge(w.patterns)
	}
	s.Random = r.randomPairs()
	return s, err
}

// randomPairs counts the patterns of pairs of any two records: all of them when
// they are few, else a fixed draw.
func (r *run) randomPairs() scoring.Patterns {
	n := uint64(r.table.Len())
	patterns, agreement := scoring.Patterns{}, scoring.NewAgreement(r.comparer)
	comparer := r.comparer.Fork()
	look := func(a, b uint32) {
		comparer.Compare(a, b, &agreement)
		patterns.Add(&agreement, 0)
	}
	if n*n/2 <= sampleSize {
		for b := range uint32(n) {
			for a := range b {
				look(a, b)
			}
		}
		return patterns
	}
	for k := range uint64(sampleSize) {
		a, b := record.Mix(2*k+1)%n, record.Mix(2*k+2)%n
		if a != b {
			look(uint32(min(a, b)), uint32(max(a, b)))
		}
	}
	return patterns
}

// worker is what one goroutine scores with.
type worker struct {
	comparer  *scoring.Comparer
	agreement scoring.Agreement
	patterns  scoring.Patterns
	pairs     int64
	kept      []scoredPair
	histogram [histogramSize]int64
}

// walk visits every candidate pair once, in chunks on all cores, and returns the
// workers. What a worker gathers must not depend on the order of pairs.
func (r *run) walk(ctx context.Context, visit func(*worker, blocking.Pair)) ([]*worker, error) {
	chunks := r.index.Chunks()
	workers := make([]*worker, max(1, min(runtime.GOMAXPROCS(0), len(chunks))))
	var next atomic.Int64
	var group sync.WaitGroup
	for i := range workers {
		w := &worker{comparer: r.comparer.Fork(), agreement: scoring.NewAgreement(r.comparer), patterns: scoring.Patterns{}}
		workers[i] = w
		group.Go(func() {
			for at := next.Add(1) - 1; at < int64(len(chunks)) && ctx.Err() == nil; at = next.Add(1) - 1 {
				for p := range r.index.Pairs(chunks[at]) {
					visit(w, p)
				}
			}
		})
	}
	group.Wait()
	return workers, ctx.Err()
}

// score compares every candidate pair and keeps those from the review threshold
// on, and those that a person judged.
func (r *run) score(ctx context.Context) ([]scoredPair, error) {
	workers, err := r.walk(ctx, func(w *worker, p blocking.Pair) {
		w.comparer.Compare(p.Left, p.Right, &w.agreement)
		weight := r.weights.Score(&w.agreement)
		w.pairs++
		w.histogram[bin(weight)]++
		key := pairKey{p.Left, p.Right}
		if scoring.Probability(weight) >= r.cfg.Review || r.verdicts[key] == customer.SaysMatch {
			w.kept = append(w.kept, scoredPair{key, weight, p.Rule, slices.Clone(w.agreement.Levels)})
		}
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
	agreement := scoring.NewAgreement(r.comparer)
	for _, key := range r.verdicts.matches() {
		if !have[key] {
			r.comparer.Compare(key.left, key.right, &agreement)
			kept = append(kept, scoredPair{key, r.weights.Score(&agreement), -1, slices.Clone(agreement.Levels)})
		}
	}
	slices.SortFunc(kept, func(a, b scoredPair) int {
		return cmp.Or(cmp.Compare(a.left, b.left), cmp.Compare(a.right, b.right))
	})
	return kept
}
