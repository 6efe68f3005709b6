package scoring

import (
	"math"
	"math/rand/v2"
	"testing"

	"rollcall/dedupe/compare"
)

// TestUsual: over pairs of values drawn by frequency, what the rarity of a near
// agreement adds is, as a factor, 1 on the whole.
func TestUsual(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	var holders []Holder
	var draws []uint64
	for value := range uint64(400) {
		for n := range 1 + 4000/(int(value)+1) {
			holders = append(holders, Holder{value + 1, uint64(n)})
			draws = append(draws, value+1)
		}
	}
	tally := NewTally("last_name", true, holders)
	f := tally.Frequencies()
	factor := 0.0
	const n = 200_000
	for range n {
		common := min(f.bits(draws[r.IntN(len(draws))]), f.bits(draws[r.IntN(len(draws))]))
		factor += math.Exp2(float64(common-f.Usual) / (2 * unit))
	}
	if got := math.Log2(factor / n); math.Abs(got) > 0.1 {
		t.Errorf("near agreements gain %.2f bits on the whole", got)
	}
	if none := usual(nil, 5*unit); none != 5*unit {
		t.Errorf("where no value is frequent, the usual one is %d", none)
	}
}

// TestSlips: among relatives a shared value is slipped as often as among matches.
func TestSlips(t *testing.T) {
	shipped := shippedFor(organisations(t), nil)
	l := learner{model: shipped.clone(), shipped: shipped}
	at := shipped.find(address)
	p, s := &l.model.Parameters[at], &shipped.Parameters[at]
	copy(p.M, []float64{.3, .3, .1, .1, .1, .1})
	l.slips()
	for _, r := range []relation{household, neighbours} {
		exact, near := p.Near[r][compare.PlaceExact-1], p.Near[r][compare.PlaceNear-1]
		if exact != near || math.Abs(exact+near-s.Near[r][0]-s.Near[r][1]) > 1e-12 {
			t.Errorf("%s: exact %.3f, near %.3f", relationNames[r], exact, near)
		}
	}
	if s.Near[household][0] == s.Near[household][1] || p.Near[branches][0] != s.Near[branches][0] {
		t.Error("what is shipped, or what branches have in common, changed")
	}
}

// TestNicknamesAreNoSlips: neither level takes from the other, both are better than
// none, and the ordered levels fall.
func TestNicknamesAreNoSlips(t *testing.T) {
	p := Parameters{Kind: kindNames[givenName], Levels: compare.GivenLevels,
		M: []float64{.50, .01, .005, .30, .02, .03, .035, .10}, U: []float64{.004, 1e-5, .004, .001, .002, .001, .005, .983}}
	m := Model{Parameters: []Parameters{p}}
	m.monotone()
	ratio := func(level compare.Level) float64 { return p.M[level-1] / p.U[level-1] }
	if p.M[compare.GivenNear-1] != .30 || p.M[compare.GivenNickname-1] != .005 {
		t.Errorf("near %g, nickname %g", p.M[compare.GivenNear-1], p.M[compare.GivenNickname-1])
	}
	for level := compare.GivenPart; level <= compare.GivenElse; level++ {
		if ratio(level) > ratio(level-1)*(1+1e-6) {
			t.Errorf("level %d weighs more than the better one: %g and %g", level, ratio(level), ratio(level-1))
		}
	}
}
