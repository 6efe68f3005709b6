package blocking

import (
	"cmp"
	"maps"
	"slices"
)

const (
	worthShare = 0.0002     // of all likely matches that a rule must add
	worthRate  = 1.0 / 1000 // or likely matches by pair compared
	chosenFrom = 1_000_000  // pairs that the choice is made from, about
	worthSeen  = 3          // further likely matches that were met for a rule to be worth anything: fewer are chance
)

// found is a set of rules, by place in the order; rules beyond are always kept.
type found [4]uint64

const mostRules = 64 * len(found{})

func (f *found) has(rule int) bool { return f[rule/64]>>uint(rule%64)&1 == 1 }

// Trial says by which pairs rules are chosen: a share of those, picked by hash, that
// the rules bring up in blocks of at most Limit rows. Pairs counts them by rule, One
// in so many keys having been looked at.
type Trial struct {
	Limit int
	One   int64
	Pairs []int64
}

// Trial returns the trial of the survey's rules. Those of surveys of single blocks
// add up: Merge.
func (s *Survey) Trial(limit int) Trial {
	t := Trial{Limit: limit, One: int64(s.one), Pairs: make([]int64, len(s.drafts))}
	for i, d := range s.drafts {
		for n, kept := range d.under(limit) {
			if kept {
				t.Pairs[i] += n.pairs()
			}
		}
	}
	return t
}

// Merge adds the pairs of other blocks under the same limit.
func (t *Trial) Merge(other Trial) {
	for i, pairs := range other.Pairs {
		t.Pairs[i] += pairs
	}
}

// Sum returns the pairs of all rules, each rule's counted.
func (t *Trial) Sum() (sum int64) {
	for _, pairs := range t.Pairs {
		sum += pairs
	}
	return sum
}

func (t *Trial) scale() float64 { return max(1, float64(t.Sum())/chosenFrom) }

// likelihood is how many likely matches a set of rules brings up.
type likelihood struct {
	found
	matches float64
}

// Choose picks the rules that are worth their pairs: in turn the one that brings
// up most further likely matches per pair, until what the next one adds is too
// little. Rules keep their order; when no likely match was met, all stay. The rule
// for houses always does: a model learns from it how many pairs share a household.
func (t *Trial) Choose(rules []Rule, seen Sightings) []Rule {
	if len(seen) == 0 {
		return rules
	}
	rest := t.likelihoods(seen)
	pairs := make([]float64, len(rules))
	for i := range rules {
		pairs[i] = 1 + float64(t.Pairs[i]*t.One)
	}
	total := 0.0
	for _, l := range rest {
		total += l.matches
	}
	least := worthSeen * t.scale() * float64(t.One)
	chosen := make([]bool, len(rules))
	for i, rule := range rules {
		chosen[i] = rule.Name == houseRule
	}
	for range rules {
		best, gain := bestRule(pairs, rest, chosen)
		if best < 0 {
			break
		}
		if gain < max(worthShare*total, least) && gain < worthRate*pairs[best] {
			break
		}
		chosen[best] = true
		rest = slices.DeleteFunc(rest, func(l likelihood) bool { return l.has(best) })
	}
	var kept []Rule
	for i, rule := range rules {
		if chosen[i] || i >= mostRules {
			kept = append(kept, rule)
		}
	}
	return kept
}

// likelihoods puts sightings in a fixed order. A likely match that n rules bring up
// is met n times as often as one that a single rule does, and counts 1/n of it.
func (t *Trial) likelihoods(seen Sightings) []likelihood {
	list := make([]likelihood, 0, len(seen))
	for _, f := range slices.SortedFunc(maps.Keys(seen), compareFinders) {
		list = append(list, likelihood{f.rules, float64(seen[f]) * t.scale() * float64(t.One) / float64(f.count)})
	}
	return list
}

func compareFinders(a, b Finders) int {
	return cmp.Or(slices.Compare(a.rules[:], b.rules[:]), cmp.Compare(a.count, b.count))
}

// bestRule returns the rule that adds most per pair, and what it adds.
func bestRule(pairs []float64, rest []likelihood, chosen []bool) (best int, gain float64) {
	best, rate := -1, -1.0
	for rule := range min(mostRules, len(pairs)) {
		if chosen[rule] {
			continue
		}
		adds := 0.0
		for _, l := range rest {
			if l.has(rule) {
				adds += l.matches
			}
		}
		if adds/pairs[rule] > rate {
			best, rate, gain = rule, adds/pairs[rule], adds
		}
	}
	return best, gain
}

// Splits says whether any block is above the limit.
func (s *Survey) Splits(limit int) bool {
	for _, d := range s.drafts {
		for _, kept := range d.under(limit) {
			if !kept {
				return true
			}
		}
	}
	return false
}
