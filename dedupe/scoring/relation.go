package scoring

import (
	"math"

	"rollcall/dedupe/compare"
)

// relation is a way in which two records agree in much without being one person or
// organisation.
type relation uint8

const (
	household  relation = iota // people who live together
	neighbours                 // organisations in one house, or behind one phone
	branches                   // sites of one organisation
	relations
)

var relationNames = [relations]string{"household", "neighbours", "branches"}

// relatedPerRecord is what is expected before anything is known of the data: pairs
// of each relation by record that can have it.
const relatedPerRecord = 0.25

// unrelated is the weight of a relation that a pair gives no sign of.
const unrelated = math.MinInt32

// possible says which relations there can be: organisations are neighbours or
// branches, everybody else lives together.
func (w *Weights) possible(levels []compare.Level) (from, to relation) {
	if w.areOrganisations(levels) {
		return neighbours, relations
	}
	return household, neighbours
}

// areOrganisations says whether a pair is compared by the names of organisations, and
// not by those of people.
func (w *Weights) areOrganisations(levels []compare.Level) bool {
	named := w.given >= 0 && levels[w.given] != compare.Missing || w.family >= 0 && levels[w.family] != compare.Missing
	return !named && w.organisation >= 0 && levels[w.organisation] != compare.Missing
}

// relate returns, by relation, log2 of how much likelier than in random pairs the
// levels are, in 1/10,000 bit; unrelated where no level says anything. rarity adds
// that of the values where a relation's level depends on it; nil: none.
func (w *Weights) relate(levels []compare.Level, rarity []int32) [relations]int32 {
	sums := [relations]int32{unrelated, unrelated, unrelated}
	from, to := w.possible(levels)
	for r := from; r < to; r++ {
		sum, any := int32(0), false
		for i, level := range levels {
			weight := w.near[r][i][level]
			if weight == 0 {
				continue
			}
			sum, any = sum+weight, true
			if rarity != nil {
				sum += rarity[i]
			}
		}
		if r == household && w.bothNames(levels) {
			sum += w.together
		}
		if any {
			sums[r] = sum
		}
	}
	return sums
}

// correction takes into account that a pair which does not match may still be
// related: log2 of the random share in all that is no match.
func (w *Weights) correction(sums [relations]int32) int32 {
	others := 0.0
	for r, sum := range sums {
		if odds := w.related[r] + float64(sum)/unit; odds >= -15 {
			others += math.Exp2(odds)
		}
	}
	if others == 0 {
		return 0
	}
	return -fixed(math.Log2(1 + others))
}

// relation names the relation that weighs most against a match; household where
// there is none.
func (w *Weights) relation(a *Agreement) string {
	most, name := math.Inf(-1), relationNames[household]
	for r, sum := range w.relate(a.Levels, a.Rarity) {
		if odds := w.related[r] + float64(sum)/unit; sum != unrelated && odds > most {
			most, name = odds, relationNames[r]
		}
	}
	return name
}

// expected returns how many pairs of each relation are expected before anything is
// known: by record, those between organisations by record with one's name.
func (m *Model) expected() [relations]float64 {
	people := float64(max(1, m.Records))
	organisations := people
	if i := m.find(organisation); i >= 0 {
		organisations = max(1, m.frequencies(m.Parameters[i].Comparison).Holders)
	}
	return [relations]float64{
		household:  relatedPerRecord * people,
		neighbours: relatedPerRecord * organisations,
		branches:   relatedPerRecord * organisations,
	}
}

// Household returns the log2 odds that two random records share a household.
func (m *Model) Household() float64 { return m.Related[household] }

// nearFits says whether the probabilities of relations are as many as the levels,
// where there are any.
func (p *Parameters) nearFits(levels int) bool {
	for _, near := range p.Near {
		if len(near) != 0 && len(near) != levels {
			return false
		}
	}
	return true
}
