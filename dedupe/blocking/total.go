package blocking

import "slices"

// caps are the block caps that are tried.
var caps = func() (list []int) {
	for c := 4; c <= 1<<22; c += max(1, c/2) {
		list = append(list, c)
	}
	return list
}()

// Total says what one rule's blocks come to. Totals of different blocks add up.
type Total struct {
	Rows  int     `json:"rows"`  // that have a key
	Pairs []int64 `json:"pairs"` // by cap that is tried
}

// Totals are the totals of several rules, in their order.
type Totals []Total

// Merge adds what other blocks of the same rules come to.
func (t Totals) Merge(other Totals) {
	for i := range t {
		t[i].Rows += other[i].Rows
		for c, pairs := range other[i].Pairs {
			t[i].Pairs[c] += pairs
		}
	}
}

// Cap returns the largest cap that is tried under which the pairs keep the budget,
// the smallest when none does. They were counted in one of so many keys.
func (t Totals) Cap(budget, one int64) int {
	best := caps[0]
	for i, c := range caps {
		var sum int64
		for _, rule := range t {
			sum += rule.Pairs[i] * one
		}
		if sum > budget {
			break
		}
		best = c
	}
	return best
}

// Trial returns the trial of the surveys that the totals are those of, under a limit
// that Cap gave for the same share of the keys.
func (t Totals) Trial(limit int, one int64) Trial {
	trial := Trial{Limit: limit, One: one, Pairs: make([]int64, len(t))}
	at := slices.Index(caps, limit)
	for i, rule := range t {
		trial.Pairs[i] = rule.Pairs[at]
	}
	return trial
}
