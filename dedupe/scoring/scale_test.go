package scoring

import (
	"math"
	"testing"

	"rollcall/dedupe/compare"
	"rollcall/store/customer"
)

// weighAddresses returns the level of two addresses and what it weighs, by the shipped model.
func weighAddresses(t *testing.T, a, b customer.Address) (compare.Level, int32) {
	t.Helper()
	table := two(t, &customer.Customer{FirstName: "Anna", Address: []customer.Address{a}}, &customer.Customer{FirstName: "Anna", Address: []customer.Address{b}})
	model := shippedFor(table, nil)
	for i := range model.Frequencies { // as among a thousand, each code and city with fifty
		model.Frequencies[i].Rest, model.Frequencies[i].Hashes, model.Frequencies[i].Bits = rareness(50, 1000), nil, nil
	}
	comparer, i := NewComparer(table, model), model.find(address)
	agreement := NewAgreement(comparer)
	comparer.Compare(0, 1, &agreement)
	level := agreement.Levels[i]
	return level, model.Weights().match[i][level] + agreement.Rarity[i]
}

// TestPartsOfAnAddress: what both have says as much for or against as it agrees or
// not; what one lacks says nothing.
func TestPartsOfAnAddress(t *testing.T) {
	home := customer.Address{StreetAddress1: "12 Washington Street", City: "Springfield", ZipCode: "62704"}
	for _, c := range []struct {
		other customer.Address
		level compare.Level
		sign  float64
	}{
		{customer.Address{City: "Springfield", ZipCode: "62704"}, compare.PlaceArea, 1},
		{customer.Address{City: "Springfield"}, compare.PlaceArea, 1},
		{customer.Address{ZipCode: "62704"}, compare.PlaceArea, 1},
		{customer.Address{City: "Springfield", ZipCode: "60000"}, compare.PlaceAreaPart, 1},
		{customer.Address{City: "Boston", ZipCode: "62704"}, compare.PlaceAreaPart, 1},
		{customer.Address{City: "Sprinfield"}, compare.PlaceAreaNear, 1},
		{customer.Address{City: "Boston", ZipCode: "02110"}, compare.PlaceAreaElse, -1},
	} {
		level, weight := weighAddresses(t, home, c.other)
		back, same := weighAddresses(t, c.other, home)
		if level != c.level || back != level || same != weight || float64(weight)*c.sign <= 0 {
			t.Errorf("%+v: %s weighs %.2f bits, the other way round %s %.2f", c.other, compare.PlaceLevels[level], Bits(weight), compare.PlaceLevels[back], Bits(same))
		}
	}
}

// TestScales: on each scale, shipped and learned probabilities sum to 1, however many
// pairs there are on the other.
func TestScales(t *testing.T) {
	table, _ := base(t, 400, 7)
	from := shippedFor(table, nil)
	a := NewAgreement(NewComparer(table, from))
	place := from.find(address)
	patterns := Patterns{}
	for n, level := range []compare.Level{compare.PlaceExact, compare.PlaceElse, compare.PlaceArea, compare.PlaceAreaElse} {
		a.Levels[0], a.Levels[1], a.Levels[place] = compare.GivenExact, compare.FamilyExact, level
		for range 10 << (2 * n) {
			patterns.Add(&a, ^uint64(0))
		}
	}
	learned := Learn(from, Sample{Candidates: patterns, Random: patterns, Scale: 1})
	for _, m := range []*Model{from, learned} {
		for i := range m.Parameters {
			p := &m.Parameters[i]
			for _, s := range p.scales() {
				if one, other := sum(p.M[s.from:s.to]), sum(p.U[s.from:s.to]); math.Abs(one-1) > 0.02 || math.Abs(other-1) > 0.02 {
					t.Errorf("%s, levels %d to %d: m sums to %g, u to %g", p.Comparison, s.from+1, s.to, one, other)
				}
			}
		}
	}
}
