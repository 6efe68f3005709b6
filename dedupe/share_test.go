package dedupe

import (
	"context"
	"testing"
)

// Everything is done once, and nothing after the context has ended.
func TestShare(t *testing.T) {
	for _, n := range []int{0, 1, 99, 100, 101, 5000} {
		done := make([]int, n)
		workers := share(context.Background(), n, 100, func() *int { return new(int) }, func(w *int, i int) {
			done[i]++
			*w++
		})
		sum := 0
		for _, w := range workers {
			sum += *w
		}
		for i := range done {
			if done[i] != 1 {
				t.Fatalf("%d of %d was done %d times", i, n, done[i])
			}
		}
		if sum != n || len(workers) == 0 {
			t.Errorf("%d workers did %d of %d", len(workers), sum, n)
		}
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	share(ended, 10, 1, func() int { return 0 }, func(int, int) { t.Error("work went on after the end") })
}
