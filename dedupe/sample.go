package dedupe

import (
	"cmp"
	"iter"
	"slices"

	"rollcall/dedupe/blocking"
	"rollcall/dedupe/record"
	"rollcall/dedupe/scoring"
)

// sampleSize is about how many candidate pairs, and how many random pairs, a
// model is learned from.
const sampleSize = 250_000

// Sampling takes a share of the candidate pairs, by the hash of their import ids.
// Scale pairs stand behind each one that is taken.
type Sampling struct {
	Scale  float64
	within uint64
}

// NewSampling returns the sampling for so many candidate pairs, each rule's counted.
func NewSampling(pairs int64) Sampling {
	if pairs <= sampleSize {
		return Sampling{1, ^uint64(0)}
	}
	scale := float64(pairs) / sampleSize
	return Sampling{scale, uint64(float64(^uint64(0)) / scale)}
}

// Takes says whether a pair with that hash (record.Table.PairMark) is in the sample.
func (s Sampling) Takes(mark uint64) bool { return record.Mix(mark) <= s.within }

// sampler counts agreement patterns.
type sampler struct {
	comparer  *scoring.Comparer
	index     *blocking.Index
	agreement scoring.Agreement
	patterns  scoring.Patterns
}

func newSampler(c *scoring.Comparer, x *blocking.Index) *sampler {
	return &sampler{c.Fork(), x, scoring.NewAgreement(c), scoring.Patterns{}}
}

func (s *sampler) add(p blocking.Pair) {
	s.comparer.Compare(p.Left, p.Right, &s.agreement)
	s.patterns.Add(&s.agreement, s.comparer.FreeComparisons(s.index.Free(p)))
}

// SampledPatterns counts the agreement patterns of those of the index's pairs that are
// in the sample. The table of the comparer and the index need hold no other records
// than the pairs' blocks; counts of different blocks add up.
func SampledPatterns(c *scoring.Comparer, x *blocking.Index, pairs iter.Seq[blocking.Pair], sampled Sampling) scoring.Patterns {
	s := newSampler(c, x)
	for p := range pairs {
		if sampled.Takes(c.Table().PairMark(p.Left, p.Right)) {
			s.add(p)
		}
	}
	return s.patterns
}

// RandomRecords is from how many records random pairs are drawn: those whose import
// ids have the smallest hashes (record.Table.Mark).
const RandomRecords = 1 << 16

// RandomPatterns counts the patterns of pairs of any two records, which are drawn from
// RandomRecords of them in the order of their hashes, each with the ones next to it;
// where they are few, all pairs. A table of just those records gives the same.
func RandomPatterns(c *scoring.Comparer, t *record.Table) scoring.Patterns {
	drawn := drawn(t)
	patterns, agreement := scoring.Patterns{}, scoring.NewAgreement(c)
	n := len(drawn)
	for distance := 1; distance < n && (distance-1)*n < sampleSize; distance++ {
		for i, a := range drawn {
			b := drawn[(i+distance)%n]
			if 2*distance > n || 2*distance == n && 2*i >= n { // this way round they have met
				continue
			}
			c.Compare(min(a, b), max(a, b), &agreement)
			patterns.Add(&agreement, 0)
		}
	}
	return patterns
}

// drawn returns the records with the smallest hashes, by hash.
func drawn(t *record.Table) []uint32 {
	list := make([]uint32, t.Len())
	for i := range list {
		list[i] = uint32(i)
	}
	slices.SortFunc(list, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(t.Mark(a), t.Mark(b)), cmp.Compare(a, b))
	})
	return list[:min(len(list), RandomRecords)]
}
