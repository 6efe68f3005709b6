package blocking

import "slices"

// Found is a set of rules, by place in the order; rules beyond 256 are left out
// and always kept.
type Found [4]uint64

// Add puts a rule in.
func (f *Found) Add(rule int) {
	if rule < 64*len(f) {
		f[rule/64] |= 1 << uint(rule%64)
	}
}

func (f *Found) has(rule int) bool {
	return rule < 64*len(f) && f[rule/64]>>uint(rule%64)&1 == 1
}

const (
	worthShare = 0.0004    // of all likely matches that a rule must add
	worthRate  = 1.0 / 300 // or likely matches by pair compared
)

// Choose picks the rules that are worth their pairs: in turn the one that brings
// up most further likely matches per pair, until what the next one adds is too
// little. likely counts likely matches by the rules that bring them up; scale of
// them stand behind each. The result is ascending.
func Choose(coverage []Coverage, likely map[Found]int64, scale float64) []int {
	rest := make(map[Found]int64, len(likely))
	total := 0.0
	for set, n := range likely {
		rest[set] = n
		total += float64(n)
	}
	var chosen []int
	for len(chosen) < len(coverage) {
		best, gain := bestRule(coverage, rest, chosen)
		if gain < worthShare*total && gain*scale < worthRate*float64(coverage[best].Pairs) {
			break
		}
		chosen = append(chosen, best)
		for set := range rest {
			if set.has(best) {
				delete(rest, set)
			}
		}
	}
	for rule := 64 * len(Found{}); rule < len(coverage); rule++ {
		chosen = append(chosen, rule)
	}
	slices.Sort(chosen)
	return slices.Compact(chosen)
}

// bestRule returns the rule that adds most per pair, and what it adds.
func bestRule(coverage []Coverage, rest map[Found]int64, chosen []int) (best int, gain float64) {
	best, rate := -1, -1.0
	for rule := range coverage {
		if slices.Contains(chosen, rule) {
			continue
		}
		var adds int64
		for set, n := range rest {
			if set.has(rule) {
				adds += n
			}
		}
		if r := float64(adds) / float64(coverage[rule].Pairs+1); r > rate {
			best, rate, gain = rule, r, float64(adds)
		}
	}
	return best, gain
}
