package scoring

import (
	"math"

	"rollcall/dedupe/compare"
)

// What branches have in common is learned, for it differs from base to base: where
// all sites of an organisation answer one phone, the phone does not say which site it
// is. What tells sites apart, the address, is not: from what agrees alone, one site
// entered twice and two sites of one organisation are the same thing, and whichever
// there is more of would take the other's place.

// learnBranches sets what branches have in common to what was counted, with shippedM
// pairs' worth of trust in the shipped probabilities.
func (l *learner) learnBranches(counts [][]float64) {
	for c := range l.model.Parameters {
		p, from := &l.model.Parameters[c], l.shipped.Parameters[c].Near[branches]
		if from == nil {
			continue
		}
		to := p.Near[branches]
		fixed := make([]bool, len(to))
		if p.kind() == address {
			l.oneHouse(to, from, fixed)
		}
		for _, s := range p.scales() {
			share(to[s.from:s.to], counts[c][1+s.from:1+s.to], from[s.from:s.to], fixed[s.from:s.to])
		}
	}
}

// oneHouse sets how often branches are in one house. Branches grow with the square of
// an organisation's sites, those in one house only with the sites: when there are
// more pairs of branches than expected, the share of these is less.
func (l *learner) oneHouse(to, shipped []float64, fixed []bool) {
	records := float64(max(1, l.model.Records))
	pairs := math.Exp2(l.model.Related[branches]) * partners(l.model.Records) * records
	scarce := min(1, l.model.expected()[branches]/pairs)
	for _, level := range []compare.Level{compare.PlaceExact, compare.PlaceNear} {
		to[level-1], fixed[level-1] = shipped[level-1]*scarce, true
	}
}

// share sets the probabilities that are not fixed to the counts' shares of what the
// fixed ones leave, with shippedM pairs' worth of trust in the shipped ones. A level
// of probability 0 is like random pairs and stays so.
func share(to, counts, shipped []float64, fixed []bool) {
	left, all, trust := 1.0, 0.0, 0.0
	for i := range to {
		switch {
		case fixed[i]:
			left -= to[i]
		default:
			all, trust = all+counts[i], trust+shipped[i]
		}
	}
	for i := range to {
		if !fixed[i] && shipped[i] > 0 {
			to[i] = left * (counts[i] + shippedM*shipped[i]/trust) / (all + shippedM)
		}
	}
}

// withoutBranches takes from the counts of matches by level of the address those organisations
// that are somewhere else and are too many for having moved: more than the shipped
// share of such levels. They are branches that were taken for matches. sites are the
// counts of organisations.
func withoutBranches(counts, sites, shipped []float64) {
	from, to := int(compare.PlaceZip), 1+compare.PlaceWhole
	moved, here := sum(sites[from:to]), sum(sites[1:from])
	q := sum(shipped[from-1 : to-1])
	most := here * q / (1 - q)
	if moved <= most {
		return
	}
	for level := from; level < to; level++ {
		counts[level] -= sites[level] * (1 - most/moved)
	}
}
