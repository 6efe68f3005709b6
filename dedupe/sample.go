package dedupe

import (
	"cmp"
	"iter"
	"slices"

	"rollcall/dedupe/blocking"
	"rollcall/dedupe/record"
	"rollcall/dedupe/scoring"
	"rollcall/store/customer"
)

// sampleSize is about how many candidate pairs, and how many random pairs, a
// model is learned from.
const sampleSize = 250_000

// Sampling takes a share of the candidate pairs, by the hash of their import ids.
// Scale pairs stand behind each one that is taken.
type Sampling struct {
	Scale  float64
	within uint64
	judged map[[2]int64]bool
}

// NewSampling returns the sampling for so many candidate pairs, each rule's counted.
func NewSampling(pairs int64) Sampling {
	if pairs <= sampleSize {
		return Sampling{Scale: 1, within: ^uint64(0)}
	}
	scale := float64(pairs) / sampleSize
	return Sampling{Scale: scale, within: uint64(float64(^uint64(0)) / scale)}
}

// Without leaves the pairs out that a person said match, or do not: they are labels
// (Labels), and need no guess.
func (s Sampling) Without(judgements []customer.Judgement) Sampling {
	s.judged = map[[2]int64]bool{}
	for _, j := range judgements {
		s.judged[[2]int64{min(j.LeftID, j.RightID), max(j.LeftID, j.RightID)}] = j.Verdict != customer.SaysUnsure
	}
	return s
}

// takes says whether a pair is in the sample.
func (s *Sampling) takes(t *record.Table, p blocking.Pair) bool {
	if record.Mix(t.PairMark(p.Left, p.Right)) > s.within {
		return false
	}
	left, right := t.Refs[p.Left].ID, t.Refs[p.Right].ID
	return len(s.judged) == 0 || !s.judged[[2]int64{min(left, right), max(left, right)}]
}

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
	s.comparer.Classify(p.Left, p.Right, &s.agreement)
	s.patterns.Add(&s.agreement, s.comparer.FreeComparisons(s.index.Free(p)))
}

// SampledPatterns counts the agreement patterns of those of the index's pairs that are
// in the sample. The table of the comparer and the index need hold no other records
// than the pairs' blocks; counts of different blocks add up.
func SampledPatterns(c *scoring.Comparer, x *blocking.Index, pairs iter.Seq[blocking.Pair], sampled Sampling) scoring.Patterns {
	s := newSampler(c, x)
	for p := range pairs {
		if sampled.takes(c.Table(), p) {
			s.add(p)
		}
	}
	return s.patterns
}

// Labels counts the agreement patterns of the pairs that people judged to match, or not
// to. The table of the comparer and the index must hold the records of all of them.
func Labels(c *scoring.Comparer, x *blocking.Index, judgements []customer.Judgement) scoring.Labels {
	labels := scoring.Labels{Matches: scoring.Patterns{}, Others: scoring.Patterns{}}
	agreement := scoring.NewAgreement(c)
	for key, verdict := range newVerdicts(c.Table(), judgements) {
		into := labels.Matches
		switch verdict {
		case customer.SaysUnsure:
			continue
		case customer.SaysNonMatch:
			into = labels.Others
		}
		c.Compare(key.left, key.right, &agreement)
		c.Classify(key.left, key.right, &agreement)
		free := x.Free(blocking.Pair{Left: key.left, Right: key.right})
		if free == 0 { // no rule brings it up
			free = ^uint64(0)
		}
		into.Add(&agreement, c.FreeComparisons(free))
	}
	return labels
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
			c.Classify(min(a, b), max(a, b), &agreement)
			patterns.Add(&agreement, 0)
		}
	}
	return patterns
}

// drawn returns the records with the smallest hashes, by hash.
func drawn(t *record.Table) []uint32 {
	list := marked(t, 1.25*RandomRecords/float64(max(1, t.Len()))) // only these are sorted
	if len(list) < RandomRecords {
		list = marked(t, 1)
	}
	slices.SortFunc(list, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(t.Mark(a), t.Mark(b)), cmp.Compare(a, b))
	})
	return list[:min(len(list), RandomRecords)]
}

// marked returns the records whose hashes are in the lowest share of all there can be.
func marked(t *record.Table, share float64) []uint32 {
	within := ^uint64(0)
	if share < 1 {
		within = uint64(share * float64(within))
	}
	var list []uint32
	for i := range uint32(t.Len()) {
		if t.Mark(i) <= within {
			list = append(list, i)
		}
	}
	return list
}
