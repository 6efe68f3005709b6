package scoring

import (
	"math"
	"slices"
)

// recount corrects how rare values are for the duplicates among their holders: a
// value that five records of one person hold is as rare as one that one record holds.
// Of the pairs that share a value of some class, the expected matches are no chance;
// what remains tells how many others there are. The patterns' rarities follow.
func (l *learner) recount() {
	matches := l.sharing(l.model.Weights())
	m := l.model
	m.Frequencies = slices.Clone(m.Frequencies)
	changes := make([][crowds]int32, len(m.Parameters))
	for c := range m.Parameters {
		for i := range m.Frequencies {
			if f := &m.Frequencies[i]; f.Comparison == m.Parameters[c].Comparison {
				changes[c] = f.less(&matches[c])
			}
		}
	}
	for _, patterns := range [][]weighted{l.candidates, l.random, l.matching, l.others} {
		for i := range patterns {
			patterns[i].recount(changes)
		}
	}
}

// sharing returns how many matches share a value, by comparison and class; those that
// have one name left out where they are counted as one holder anyway.
func (l *learner) sharing(w *Weights) [][crowds]float64 {
	counts := make([][crowds]float64, len(l.model.Parameters))
	for i := range l.candidates {
		match, _ := w.shares(&l.candidates[i])
		l.candidates[i].share(counts, match*l.scale)
	}
	for i := range l.matching {
		l.matching[i].share(counts, l.scale)
	}
	return counts
}

// share counts the pattern's pairs, each by so much, where they share a value.
func (p *weighted) share(counts [][crowds]float64, each float64) {
	for c, class := range p.crowds {
		if class < namesake {
			counts[c][class] += each * p.count
		}
	}
}

// less takes the matches, by class, from the pairs that share a value, and returns
// the mean change of the rarity of each class.
func (f *Frequencies) less(matches *[crowds]float64) (changes [crowds]int32) {
	if f.Holders < 2 {
		return changes
	}
	before, pairs, remaining := *f, f.shared(), 0.0
	var chance [crowds]float64 // share of the pairs that is left
	for k := range chance {
		chance[k] = (max(0, pairs[k]-matches[k]) + 1) / (pairs[k] + 1)
		remaining += pairs[k] * chance[k]
	}
	f.Repeat = 2 * remaining / (f.Holders * (f.Holders - 1))
	rest := max(fewestOthers, math.Exp2(-float64(f.Rest)/unit)*f.Holders*chance[unlisted])
	f.Rest = rareness(rest, f.Holders)
	values := before.requote(f, rest, &chance)
	f.Usual = usual(values, f.Rest)
	return before.changes(f, &pairs)
}

// requote gives the listed values to the share of their other holders that is left,
// at least rest of them, and returns them.
func (f *Frequencies) requote(to *Frequencies, rest float64, chance *[crowds]float64) []frequent {
	to.Bits = make([]int32, len(f.Bits))
	values := make([]frequent, len(f.Bits))
	for i, bits := range f.Bits {
		n := f.count(bits)
		to.Bits[i] = rareness(max(rest, (n-ownHolders)*chance[f.crowdOf(bits)]), f.Holders)
		values[i] = frequent{to.Bits[i], n / f.Holders}
	}
	return values
}

// changes returns by how much values are rarer, by class: the mean over the pairs that
// share one.
func (f *Frequencies) changes(to *Frequencies, pairs *[crowds]float64) (mean [crowds]int32) {
	var sums [crowds]float64
	for i, bits := range f.Bits {
		n := f.count(bits)
		sums[f.crowdOf(bits)] += float64(to.Bits[i]-bits) * n * (n - 1) / 2
	}
	mean[unlisted] = to.Rest - f.Rest
	for k := three; k < crowds; k++ {
		if pairs[k] > 0 {
			mean[k] = int32(math.Round(sums[k] / pairs[k]))
		}
	}
	return mean
}

// recount changes the rarity of what agrees exactly, by its class.
func (p *weighted) recount(changes [][crowds]int32) {
	for c, class := range p.crowds {
		if p.levels[c] == 1 {
			p.Rarity += changes[c][class&^namesake]
		}
	}
}
