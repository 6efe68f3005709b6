package scoring

import (
	"math"

	"rollcall/dedupe/compare"
)

// Weights are a model's parameters as log2 ratios in 1/10,000 bit, by comparison
// and level. Household ratios are against random pairs too.
type Weights struct {
	Prior     int32
	mates     float64 // log2 odds of a household against random
	together  int32
	given     int // comparisons of names; -1: there is none
	family    int
	match     [][]int32
	household [][]int32
}

// Weights prepares a model for scoring.
func (m *Model) Weights() *Weights {
	w := &Weights{Prior: fixed(m.Prior), mates: m.Household, together: fixed(m.Together), given: m.find(givenName), family: m.find(familyName)}
	for i := range m.Parameters {
		p := &m.Parameters[i]
		match, household := make([]int32, len(p.M)+1), make([]int32, len(p.M)+1)
		for l, prob := range p.M {
			u := p.U[l]
			if contingent(p.kind(), l+1) {
				u = 1
			}
			match[l+1] = fixed(math.Log2(prob / u))
			if len(p.H) > 0 && p.H[l] > 0 {
				household[l+1] = fixed(math.Log2(p.H[l] / u))
			}
		}
		if p.kind() == givenName {
			crosswise(match)
			crosswise(household)
		}
		w.match, w.household = append(w.match, match), append(w.household, household)
	}
	return w
}

// crosswise lets swapped names weigh by the same ratio as exact ones: their rarity
// says the rest. Two people of one household do not bear each other's names, no more
// than they bear the same.
func crosswise(ratios []int32) {
	ratios[compare.GivenSwapped] = ratios[compare.GivenExact]
}

func fixed(bits float64) int32 { return int32(math.Round(bits * unit)) }

// Score returns the match weight of an agreement in 1/10,000 bit: the prior, the
// weight of every comparison, and the correction for households.
func (w *Weights) Score(a *Agreement) int32 {
	sum := w.Prior
	mates := int32(0)
	for i, level := range a.Levels {
		if level == compare.Missing {
			continue
		}
		sum += w.match[i][level] + a.Rarity[i]
		if h := w.household[i]; h[level] != 0 {
			mates += h[level] + a.Rarity[i]
		}
	}
	if w.bothNames(a.Levels) {
		sum, mates = sum+w.together, mates+w.together
	}
	return sum + w.correction(mates)
}

// bothNames says whether given and family name agree exactly, crosswise or not.
func (w *Weights) bothNames(levels []compare.Level) bool {
	return w.given >= 0 && w.family >= 0 && sameNames(levels[w.given], levels[w.family])
}

func sameNames(given, family compare.Level) bool {
	return (given == compare.GivenExact || given == compare.GivenSwapped) && family == compare.FamilyExact
}

// correction takes into account that a pair which does not match may still live
// together: log2 of the random share in all that is no match. mates is log2 of
// how much likelier than in random pairs the agreement is within a household.
func (w *Weights) correction(mates int32) int32 {
	odds := w.mates + float64(mates)/unit
	if odds < -15 {
		return 0
	}
	return -fixed(math.Log2(1 + math.Exp2(odds)))
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
	return append(parts, Part{Name: "household", Weight: Bits(w.Score(a) - sum)})
}

// Odds turns log2 odds into a probability.
func Odds(bits float64) float64 { return 1 / (1 + math.Exp2(-bits)) }
