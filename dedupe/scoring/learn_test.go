package scoring

import (
	"math"
	"testing"
)

// TestChanceOfRareLevels: among 250,000 random pairs, none or one that agrees in a
// level that hardly ever agrees by chance changes its weight by a bit or two, not
// by ten.
func TestChanceOfRareLevels(t *testing.T) {
	shipped := shipped[phone].u
	share := func(local float64) float64 {
		to, counts := make([]float64, len(shipped)), []float64{0, local, 0, 250_000 - local}
		rates(to, counts, shipped)
		if total := sum(to); math.Abs(total-1) > 1e-12 {
			t.Errorf("the shares sum to %g", total)
		}
		return to[1]
	}
	none, one, many := share(0), share(1), share(250)
	if moved := math.Log2(one / none); moved <= 0 || moved > 2 {
		t.Errorf("one pair moves the weight by %.2f bits", moved)
	}
	if below := math.Log2(shipped[1] / none); below > 3 {
		t.Errorf("no pair at all is worth %.2f bits", below)
	}
	if off := math.Log2(250.0 / 250_000 / many); off > 2 {
		t.Errorf("250 pairs are %.2f bits from what was seen", off)
	}
}

// TestLabels: a pair that was judged counts as what was said, not as it looks.
func TestLabels(t *testing.T) {
	table, truth := base(t, 600, 12)
	shipped := shippedFor(table, nil)
	comparer := NewComparer(table, shipped)
	a := NewAgreement(comparer)
	var sample [3]Patterns // unjudged, and of judged pairs those that match and those that do not
	for i := range sample {
		sample[i] = Patterns{}
	}
	random := Patterns{}
	for left := range uint32(table.Len()) {
		for right := left + 1; right < uint32(table.Len()); right++ {
			comparer.Compare(left, right, &a)
			random.Add(&a, 0)
			switch same := truth[left] == truth[right]; {
			case !same && (left+right)%5 > 0:
				sample[0].Add(&a, ^uint64(0))
			case same:
				sample[1].Add(&a, ^uint64(0))
			default:
				sample[2].Add(&a, ^uint64(0))
			}
		}
	}
	matches := 0.0
	for _, n := range sample[1] {
		matches += float64(n)
	}
	learned := Learn(shipped, Sample{Candidates: sample[0], Random: random, Scale: 1, Labels: Labels{sample[1], sample[2]}})
	pairs := float64(table.Len()*(table.Len()-1)) / 2
	if got := Odds(learned.Prior) * pairs; math.Abs(got-matches) > 0.05*matches {
		t.Errorf("the prior expects %.0f matches, %.0f were judged to be", got, matches)
	}
	if family := learned.Parameters[1]; family.Comparison != "last_name" || learned.SetAside != "" || family.Learned < 0.9*matches {
		t.Errorf("%+v was learned from %.0f judged matches, %s", family, matches, learned.SetAside)
	}
	wrong := Learn(shipped, Sample{Candidates: sample[0], Random: random, Scale: 1, Labels: Labels{sample[2], sample[1]}})
	if wrong.SetAside == "" {
		t.Error("a model of strangers was taken")
	}
}
