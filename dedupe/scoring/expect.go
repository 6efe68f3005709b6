package scoring

import "math"

// shares returns the posterior probabilities of match and of the relations.
func (w *Weights) shares(p *weighted) (match float64, near [relations]float64) {
	sum, related := w.Prior+p.Rarity, w.relate(p.levels, nil)
	for i, level := range p.levels {
		sum += w.match[i][level]
	}
	if w.bothNames(p.levels) {
		sum += w.together
	}
	match = math.Exp2(float64(sum) / unit)
	if math.IsInf(match, 1) {
		return 1, near
	}
	all := 1 + match
	for r, weight := range related {
		if weight > unrelated {
			near[r] = math.Exp2(w.related[r] + float64(weight+p.Rarity)/unit)
			all += near[r]
		}
	}
	for r := range near {
		near[r] /= all
	}
	return match / all, near
}

// unmatched returns the posterior probabilities of the relations of a pair that is
// known not to match.
func (w *Weights) unmatched(p *weighted) [relations]float64 {
	match, near := w.shares(p)
	for r := range near {
		near[r] /= max(1-match, 1e-12)
	}
	return near
}

// expected sums up what the candidate pairs are expected to be.
type expected struct {
	*learner
	weights          *Weights
	m, branches      [][]float64 // matches, and branches, by comparison and level
	sites            [][]float64 // of m, those of organisations
	total, namesakes float64     // matches; strangers of one name
	related          [relations]float64
}

// add counts pairs of one pattern by the probabilities that they match, or are related.
func (e *expected) add(p *weighted, match float64, near [relations]float64) {
	e.total += match * p.count
	for r := range near {
		e.related[r] += near[r] * p.count
	}
	if e.weights.bothNames(p.levels) {
		e.namesakes += (1 - match) * p.count * e.scale
	}
	site := e.weights.areOrganisations(p.levels)
	for c, level := range p.levels {
		if p.Free>>uint(c)&1 == 0 {
			continue
		}
		e.m[c][level] += match * p.count
		e.branches[c][level] += near[branches] * p.count
		if site {
			e.sites[c][level] += match * p.count
		}
	}
}
