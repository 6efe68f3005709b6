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
		to, counts := make([]float64, len(shipped)), []float64{0, 0, local, 0, 250_000 - local}
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
