package scoring

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"rollcall/dedupe/compare"
)

// Parameters are the probabilities of one comparison's levels, the missing level
// left out: M among matching pairs, U among random pairs, Near, by relation, among
// pairs that are related without matching (0: as among random pairs).
type Parameters struct {
	Comparison string               `json:"comparison"`
	Kind       string               `json:"kind"`
	Levels     []string             `json:"levels"`
	M          []float64            `json:"m"`
	U          []float64            `json:"u"`
	Near       [relations][]float64 `json:"near"`
	Learned    float64              `json:"learned"` // pairs' worth of evidence behind M
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

// Model is all that scoring depends on. Prior and Related are log2 odds that two
// random records match, or are related (by relation), against neither. Together is the
// log2 weight, at most 0, of given and family name agreeing both: names go
// together, by country and custom, so that namesakes are more than chance makes.
type Model struct {
	Records     int                `json:"records"`
	Prior       float64            `json:"prior"`
	Related     [relations]float64 `json:"related"`
	Together    float64            `json:"together"`
	Parameters  []Parameters       `json:"parameters"`
	Frequencies []Frequencies      `json:"frequencies"`
	Trusted     bool               `json:"trusted"`
	SetAside    string             `json:"set_aside,omitempty"` // why a learned model was not used
	Iterations  int                `json:"iterations"`
}

// matchesPerRecord is what is expected before anything is known of the data: true
// pairs by record.
const matchesPerRecord = 0.15

// Shipped returns the model that stands before anything is learned, for so many
// records.
func Shipped(records int, comparisons []Comparison, frequencies []Frequencies) *Model {
	m := &Model{Records: records, Frequencies: frequencies}
	for _, c := range comparisons {
		s := shipped[c.kind]
		m.Parameters = append(m.Parameters, Parameters{Comparison: c.Name, Kind: kindNames[c.kind], Levels: c.Levels,
			M: slices.Clone(s.m), U: slices.Clone(s.u), Near: s.near})
	}
	m.Prior = math.Log2(matchesPerRecord / partners(records))
	for r, pairs := range m.expected() {
		m.Related[r] = math.Log2(pairs / (partners(records) * float64(max(1, records))))
	}
	return m
}

// partners returns how many pairs there are by record.
func partners(records int) float64 { return max(1, float64(records-1)/2) }

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

// find returns the comparison of a kind, or -1.
func (m *Model) find(k kind) int {
	return slices.IndexFunc(m.Parameters, func(p Parameters) bool { return p.kind() == k })
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
		if n < 1 || len(p.M) != n || len(p.U) != n || !p.nearFits(n) {
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
