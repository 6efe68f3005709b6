package scoring

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"rollcall/dedupe/compare"
	"rollcall/dedupe/record"
)

// Parameters are the probabilities of one comparison's levels, the missing level
// left out: M among matching pairs, U among random pairs, H among pairs that
// share a household without being one person (0: as among random pairs).
type Parameters struct {
	Comparison string    `json:"comparison"`
	Kind       string    `json:"kind"`
	Levels     []string  `json:"levels"`
	M          []float64 `json:"m"`
	U          []float64 `json:"u"`
	H          []float64 `json:"h,omitempty"`
	Learned    float64   `json:"learned"` // pairs' worth of evidence behind M
}

var kindNames = []string{"given_name", "family_name", "middle_name", "suffix", "organisation", "email", "email_form",
	"phone", "address", "birth_date", "identifier", "text", "date"}

func (p *Parameters) kind() kind {
	for i, name := range kindNames {
		if name == p.Kind {
			return kind(i)
		}
	}
	return text
}

// Model is all that scoring depends on. Prior and Household are log2 odds that
// two random records match, or share a household, against neither.
type Model struct {
	Records     int           `json:"records"`
	Prior       float64       `json:"prior"`
	Household   float64       `json:"household"`
	Parameters  []Parameters  `json:"parameters"`
	Frequencies []Frequencies `json:"frequencies"`
	Trusted     bool          `json:"trusted"`
	SetAside    string        `json:"set_aside,omitempty"` // why a learned model was not used
	Iterations  int           `json:"iterations"`
}

// matchesPerRecord and matesPerRecord are what is expected before anything is
// known of the data: true pairs, and pairs of one household, by record.
const (
	matchesPerRecord = 0.15
	matesPerRecord   = 0.25
)

// Shipped returns the model that stands before anything is learned.
func Shipped(t *record.Table, comparisons []Comparison) *Model {
	m := &Model{Records: t.Len(), Frequencies: Frequency(t, comparisons)}
	for _, c := range comparisons {
		s := shipped[c.kind]
		m.Parameters = append(m.Parameters, Parameters{Comparison: c.Name, Kind: kindNames[c.kind], Levels: c.Levels,
			M: append([]float64(nil), s.m...), U: append([]float64(nil), s.u...), H: append([]float64(nil), s.h...)})
	}
	m.Prior = math.Log2(matchesPerRecord / partners(t.Len()))
	m.Household = math.Log2(matesPerRecord / partners(t.Len()))
	return m
}

// partners returns how many pairs there are by record.
func partners(records int) float64 { return max(1, float64(records-1)/2) }

// Weights are a model's parameters as log2 ratios in 1/10,000 bit, by comparison
// and level. Household ratios are against random pairs too.
type Weights struct {
	Prior     int32
	mates     float64 // log2 odds of a household against random
	match     [][]int32
	household [][]int32
}

// Weights prepares a model for scoring.
func (m *Model) Weights() *Weights {
	w := &Weights{Prior: fixed(m.Prior), mates: m.Household}
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
		w.match, w.household = append(w.match, match), append(w.household, household)
	}
	return w
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
	return sum + w.correction(mates)
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

// Explain returns the parts of a score in order: prior, comparisons, household.
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
	return append(parts, Part{Name: "household", Weight: Bits(w.Score(a) - sum)})
}

// HouseholdLike says whether the agreement looks like two people of one household:
// family name and address or phone agree, given names are there and differ.
func (m *Model) HouseholdLike(a *Agreement) bool {
	given, family, place := false, false, false
	for i := range m.Parameters {
		level := a.Levels[i]
		switch m.Parameters[i].kind() {
		case givenName:
			given = level == compare.GivenElse || level == compare.GivenAlike
		case familyName:
			family = level == compare.FamilyExact || level == compare.FamilyNear
		case address:
			place = place || level == compare.PlaceExact || level == compare.PlaceNear
		case phone:
			place = place || level == compare.PhoneExact
		}
	}
	return given && family && place
}

// Contradicts says whether the agreement holds strong evidence against a match
// of the same name: birth dates, identifiers or suffixes that are not near.
func (m *Model) Contradicts(a *Agreement) []string {
	var reasons []string
	for i := range m.Parameters {
		level := a.Levels[i]
		switch m.Parameters[i].kind() {
		case birthDate:
			if level >= compare.DateParts {
				reasons = append(reasons, "birth_date_differs")
			}
		case identifier:
			if level == compare.CodeElse {
				reasons = append(reasons, "identifier_differs")
			}
		case suffix:
			if level == suffixElse {
				reasons = append(reasons, "suffix_differs")
			}
		}
	}
	return reasons
}

// Levels returns the names of an agreement's levels, one per comparison.
func (m *Model) Levels(a *Agreement) []string {
	names := make([]string, len(a.Levels))
	for i, level := range a.Levels {
		names[i] = m.Parameters[i].Levels[level]
	}
	return names
}

// Comparisons returns the names of what is compared, in order.
func (m *Model) Comparisons() []string {
	names := make([]string, len(m.Parameters))
	for i := range m.Parameters {
		names[i] = strings.ReplaceAll(m.Parameters[i].Comparison, ",", "_")
	}
	return names
}

// Check says what is wrong with a model that was read from a file.
func (m *Model) Check() error {
	for _, p := range m.Parameters {
		n := len(p.Levels) - 1
		if n < 1 || len(p.M) != n || len(p.U) != n || len(p.H) != 0 && len(p.H) != n {
			return fmt.Errorf("comparison %s: levels and probabilities do not fit", p.Comparison)
		}
		for l := range p.M {
			if !(p.M[l] > 0 && p.M[l] <= 1 && p.U[l] > 0 && p.U[l] <= 1) {
				return fmt.Errorf("comparison %s: a probability is not over 0 and up to 1", p.Comparison)
			}
		}
	}
	for _, f := range m.Frequencies {
		if len(f.Hashes) != len(f.Bits) || !slices.IsSorted(f.Hashes) {
			return fmt.Errorf("frequencies of %s do not fit", f.Comparison)
		}
	}
	return nil
}

// Odds turns log2 odds into a probability.
func Odds(bits float64) float64 { return 1 / (1 + math.Exp2(-bits)) }
