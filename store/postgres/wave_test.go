package postgres

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

func bounds(list [][]int64) (out [][2]int) {
	for from, to := range waves(list, func(ids []int64) []int64 { return ids }) {
		out = append(out, [2]int{from, to})
	}
	return out
}

func TestWaves(t *testing.T) {
	for _, c := range []struct {
		list [][]int64
		want [][2]int
	}{
		{nil, nil},
		{[][]int64{{1, 2}, {3}, {4}}, [][2]int{{0, 3}}},
		{[][]int64{{1, 2}, {3, 1}, {4}}, [][2]int{{0, 1}, {1, 3}}},
		{[][]int64{{1}, {1}, {1}}, [][2]int{{0, 1}, {1, 2}, {2, 3}}},
		{[][]int64{{1, 1}, {2}}, [][2]int{{0, 2}}},
		{[][]int64{{}, {}}, [][2]int{{0, 2}}},
	} {
		if got := bounds(c.list); !reflect.DeepEqual(got, c.want) {
			t.Errorf("waves of %v: %v, want %v", c.list, got, c.want)
		}
	}
}

// Waves cover the list in order, and no customer is in one of them twice.
func TestWavesOfRandomLists(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		list := make([][]int64, random.IntN(12))
		for i := range list {
			first := random.Int64N(20)
			list[i] = []int64{first, first + 1 + random.Int64N(3)}
		}
		at := 0
		for _, w := range bounds(list) {
			if w[0] != at || w[1] <= w[0] {
				t.Fatalf("bounds %v after %d", w, at)
			}
			seen := map[int64]bool{}
			for _, ids := range list[w[0]:w[1]] {
				for _, id := range ids {
					if seen[id] {
						t.Fatalf("customer %d twice in a wave of %v", id, list)
					}
					seen[id] = true
				}
			}
			at = w[1]
		}
		if at != len(list) {
			t.Fatalf("waves end at %d of %d", at, len(list))
		}
	}
}
