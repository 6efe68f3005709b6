package blocking

import (
	"cmp"
	"slices"

	"rollcall/dedupe/record"
)

const (
	worthShare = 0.0002     // of all likely matches that a rule must add
	worthRate  = 1.0 / 1000 // or likely matches by pair compared
	chosenFrom = 250_000    // pairs that the choice is made from, about
)

// found is a set of rules, by place in the order; rules beyond are always kept.
type found [4]uint64

const mostRules = 64 * len(found{})

func (f *found) has(rule int) bool { return f[rule/64]>>uint(rule%64)&1 == 1 }

// likelihood is how many likely matches a set of rules brings up.
type likelihood struct {
	found
	matches float64
}

// Choose picks the rules that are worth their pairs: in turn the one that brings
// up most further likely matches per pair, until what the next one adds is too
// little. likely says whether two records are likely to match; it is asked about
// a share of the pairs in blocks of at most limit rows. Rules keep their order;
// when no pair is likely to match, all stay. The rule for houses always does: a
// model learns from it how many pairs share a household.
func (p *Plan) Choose(limit int, likely func(left, right uint32) bool) []Rule {
	rest := p.likelihoods(limit, likely)
	pairs := make([]float64, len(p.drafts))
	for i, d := range p.drafts {
		pairs[i] = 1 + float64(d.pairsUnder(limit))*float64(p.one)
	}
	total := 0.0
	for _, l := range rest {
		total += l.matches
	}
	chosen := make([]bool, len(p.drafts))
	for i, d := range p.drafts {
		chosen[i] = d.rule.Name == houseRule
	}
	for range p.drafts {
		best, gain := bestRule(pairs, rest, chosen)
		if best < 0 {
			break
		}
		if gain < worthShare*total && gain < worthRate*pairs[best] {
			break
		}
		chosen[best] = true
		rest = slices.DeleteFunc(rest, func(l likelihood) bool { return l.has(best) })
	}
	var rules []Rule
	for i, d := range p.drafts {
		if chosen[i] || i >= mostRules {
			rules = append(rules, d.rule.Rule)
		}
	}
	return rules
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

// likelihoods looks at pairs chosen by hash. A likely match that n rules bring up
// is met n times as often as one that a single rule does, and counts 1/n of it.
func (p *Plan) likelihoods(limit int, likely func(left, right uint32) bool) []likelihood {
	var all int64
	for _, d := range p.drafts {
		all += d.pairsUnder(limit)
	}
	scale := max(1, float64(all)/chosenFrom)
	within := ^uint64(0)
	if scale > 1 {
		within = uint64(float64(within) / scale)
	}
	sums := map[found]float64{}
	for rule, d := range p.drafts {
		for n, kept := range d.under(limit) {
			if !kept {
				continue
			}
			rows := d.order[n.from:n.to]
			for i, row := range rows {
				for _, other := range rows[i+1:] {
					a, b := p.table.Owner(row), p.table.Owner(other)
					if a == b || record.Mix(uint64(row)<<32|uint64(other)^uint64(rule)<<56) > within || !likely(min(a, b), max(a, b)) {
						continue
					}
					rules, n := p.rulesOf(row, other)
					sums[rules] += scale * float64(p.one) / float64(n)
				}
			}
		}
	}
	return sorted(sums)
}

// pairsUnder counts the pairs in blocks under a limit.
func (d *draft) pairsUnder(limit int) (pairs int64) {
	for n, kept := range d.under(limit) {
		if kept {
			pairs += n.pairs()
		}
	}
	return pairs
}

// rulesOf returns the rules whose key two rows share, and how many they are.
func (p *Plan) rulesOf(row, other uint32) (rules found, n int) {
	for i, d := range p.drafts {
		if key := d.rule.key(p.table.Row(row)); key != 0 && key == d.rule.key(p.table.Row(other)) {
			n++
			if i < mostRules {
				rules[i/64] |= 1 << uint(i%64)
			}
		}
	}
	return rules, n
}

// sorted puts sums in an order that does not depend on the map's.
func sorted(sums map[found]float64) []likelihood {
	list := make([]likelihood, 0, len(sums))
	for set, matches := range sums {
		list = append(list, likelihood{set, matches})
	}
	slices.SortFunc(list, func(a, b likelihood) int {
		for i := range a.found {
			if c := cmp.Compare(a.found[i], b.found[i]); c != 0 {
				return c
			}
		}
		return 0
	})
	return list
}

// Splits says whether any block is above the limit.
func (p *Plan) Splits(limit int) bool {
	for _, d := range p.drafts {
		for _, kept := range d.under(limit) {
			if !kept {
				return true
			}
		}
	}
	return false
}
