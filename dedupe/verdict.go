package dedupe

import (
	"cmp"
	"slices"

	"rollcall/dedupe/record"
	"rollcall/store/customer"
)

// pairKey is a pair of records, left before right.
type pairKey struct{ left, right uint32 }

func keyOf(a, b uint32) pairKey { return pairKey{min(a, b), max(a, b)} }

// verdicts holds the newest judgement on each pair.
type verdicts map[pairKey]customer.Verdict

// newVerdicts finds the records that judgements speak of; those on customers that
// are no records are left out. Of several on one pair the newest counts, of
// equally old ones the later in the list.
func newVerdicts(t *record.Table, judgements []customer.Judgement) verdicts {
	byID := make(map[int64]uint32)
	if len(judgements) > 0 {
		for i, ref := range t.Refs {
			byID[ref.ID] = uint32(i)
		}
	}
	inOrder := slices.Clone(judgements)
	slices.SortStableFunc(inOrder, func(a, b customer.Judgement) int { return a.On.Compare(b.On) })
	v := verdicts{}
	for _, j := range inOrder {
		a, okA := byID[j.LeftID]
		b, okB := byID[j.RightID]
		if okA && okB && a != b {
			v[keyOf(a, b)] = j.Verdict
		}
	}
	return v
}

// matches returns the pairs that a person judged to match, in order.
func (v verdicts) matches() []pairKey {
	var pairs []pairKey
	for key, verdict := range v {
		if verdict == customer.SaysMatch {
			pairs = append(pairs, key)
		}
	}
	slices.SortFunc(pairs, func(a, b pairKey) int {
		return cmp.Or(cmp.Compare(a.left, b.left), cmp.Compare(a.right, b.right))
	})
	return pairs
}
