package scoring

import (
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
)

func TestSortHolders(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 255, 256, 20_000} {
		list := make([]Holder, n)
		for i := range list {
			list[i] = Holder{r.Uint64(), r.Uint64N(5)}
			if i%3 == 0 { // many have the same value
				list[i].Value = uint64(i%2) << 63
			}
		}
		want := slices.Clone(list)
		slices.SortFunc(want, compareHolders)
		sortHolders(list)
		if !slices.Equal(list, want) {
			t.Errorf("%d holders are not in order", n)
		}
	}
}

// Every row is worked on once.
func TestSpans(t *testing.T) {
	for _, n := range []int{0, 1, spanRows, 3*spanRows + 1} {
		done := make([]atomic.Int32, n)
		spans(n, func(from, to int) {
			for i := from; i < to; i++ {
				done[i].Add(1)
			}
		})
		for i := range done {
			if times := done[i].Load(); times != 1 {
				t.Fatalf("row %d of %d was worked on %d times", i, n, times)
			}
		}
	}
}
