package scoring

import (
	"math"

	"rollcall/dedupe/compare"
)

// Weights are a model's parameters as log2 ratios in 1/10,000 bit, by comparison
// and level. Those of relations are against random pairs too.
type Weights struct {
	Prior        int32
	related      [relations]float64 // log2 odds against random
	together     int32
	given        int // comparisons of names; -1: there is none
	family       int
	organisation int
	match        [][]int32
	near         [relations][][]int32
}

// Weights prepares a model for scoring.
func (m *Model) Weights() *Weights {
	w := &Weights{Prior: fixed(m.Prior), related: m.Related, together: fixed(m.Together),
		given: m.find(givenName), family: m.find(familyName), organisation: m.find(organisation)}
	for i := range m.Parameters {
		p := &m.Parameters[i]
		w.match = append(w.match, p.ratios(p.M))
		for r := range p.Near {
			w.near[r] = append(w.near[r], p.ratios(p.Near[r]))
		}
	}
	return w
}

// ratios returns the log2 ratios of a comparison's levels to random pairs, that of
// the missing level first; 0 for levels that are as among random pairs.
func (p *Parameters) ratios(probabilities []float64) []int32 {
	ratios := make([]int32, len(p.Levels))
	for l, probability := range probabilities {
		u := p.U[l]
		if contingent(p.kind(), l+1) {
			u = 1
		}
		if probability > 0 {
			ratios[l+1] = fixed(math.Log2(probability / u))
		}
	}
	if p.kind() == givenName {
		crosswise(ratios)
	}
	return ratios
}

// crosswise lets swapped names weigh by the same ratio as exact ones: their rarity
// says the rest. Two people of one household do not bear each other's names, no more
// than they bear the same.
func crosswise(ratios []int32) {
	ratios[compare.GivenSwapped] = ratios[compare.GivenExact]
}

func fixed(bits float64) int32 { return int32(math.Round(bits * unit)) }

// Score returns the match weight of an agreement in 1/10,000 bit: the prior, the
// weight of every comparison, and the correction for related records.
func (w *Weights) Score(a *Agreement) int32 {
	sum := w.Prior
	for i, level := range a.Levels {
		if level != compare.Missing {
			sum += w.match[i][level] + a.Rarity[i]
		}
	}
	if w.bothNames(a.Levels) {
		sum += w.together
	}
	return sum + w.correction(w.relate(a.Levels, a.Rarity))
}

// bothNames says whether given and family name agree exactly, crosswise or not.
func (w *Weights) bothNames(levels []compare.Level) bool {
	return w.given >= 0 && w.family >= 0 && sameNames(levels[w.given], levels[w.family])
}

func sameNames(given, family compare.Level) bool {
	return (given == compare.GivenExact || given == compare.GivenSwapped) && family == compare.FamilyExact
}

// Probability returns the match probability of a weight in 1/10,000 bit.
func Probability(weight int32) float64 {
	return 1 / (1 + math.Exp2(-float64(weight)/unit))
}

// Bits returns a weight in bits.
func Bits(weight int32) float64 { return float64(weight) / unit }

// Part is one line of an explanation. Weight is in bits.
type Part struct {
	Name   string  `json:"name"`
	Level  string  `json:"level,omitempty"`
	Weight float64 `json:"weight"`
}

// Explain returns the parts of a score in order: prior, comparisons, names that go
// together, household.
// Their weights sum to Score exactly, in 1/10,000 bit.
func (w *Weights) Explain(m *Model, a *Agreement) []Part {
	parts := []Part{{Name: "prior", Weight: Bits(w.Prior)}}
	sum := w.Prior
	for i, level := range a.Levels {
		weight := int32(0)
		if level != compare.Missing {
			weight = w.match[i][level] + a.Rarity[i]
		}
		sum += weight
		parts = append(parts, Part{m.Parameters[i].Comparison, m.Parameters[i].Levels[level], Bits(weight)})
	}
	if w.bothNames(a.Levels) {
		sum += w.together
		parts = append(parts, Part{Name: "names_together", Weight: Bits(w.together)})
	}
	return append(parts, Part{Name: w.relation(a), Weight: Bits(w.Score(a) - sum)})
}

// Odds turns log2 odds into a probability.
func Odds(bits float64) float64 { return 1 / (1 + math.Exp2(-bits)) }
