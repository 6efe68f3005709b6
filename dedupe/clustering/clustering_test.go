package clustering

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// weights is a symmetric table; pairs that are not in it weigh least.
type weights map[[2]uint32]float64

func (w weights) of(a, b uint32) float64 {
	if v, ok := w[[2]uint32{min(a, b), max(a, b)}]; ok {
		return v
	}
	return -20
}

func (w weights) edges() (list []Edge) {
	for k, v := range w {
		if v > 4 {
			list = append(list, Edge{k[0], k[1], v})
		}
	}
	return list
}

func build(w weights, forbidden ...[2]uint32) []Cluster {
	return Build(w.edges(), Options{w.of, func(a, b uint32) bool { return slices.Contains(forbidden, [2]uint32{a, b}) }})
}

func members(clusters []Cluster) (list [][]uint32) {
	for _, c := range clusters {
		list = append(list, c.Members)
	}
	return list
}

func TestBuild(t *testing.T) {
	for _, c := range []struct {
		name string
		w    weights
		want [][]uint32
	}{
		{"pair", weights{{1, 2}: 9}, [][]uint32{{1, 2}}},
		{"triangle", weights{{1, 2}: 9, {2, 3}: 8, {1, 3}: 7}, [][]uint32{{1, 2, 3}}},
		{"third pair says little", weights{{1, 2}: 9, {2, 3}: 8, {1, 3}: -1}, [][]uint32{{1, 2, 3}}},
		{"third pair contradicts", weights{{1, 2}: 9, {2, 3}: 5, {1, 3}: -20}, [][]uint32{{1, 2}, {3}}},
		{"chain", weights{{1, 2}: 9, {2, 3}: 8, {3, 4}: 9}, [][]uint32{{1, 2}, {3, 4}}},
		{"nothing", weights{}, nil},
	} {
		got := members(build(c.w))
		want := slices.DeleteFunc(slices.Clone(c.want), func(m []uint32) bool { return len(m) < 2 })
		if len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", c.name, got, want)
		}
	}
}

func TestJudgements(t *testing.T) {
	w := weights{{1, 2}: 9, {2, 3}: 8, {1, 3}: 7}
	if got := members(build(w, [2]uint32{1, 3})); !reflect.DeepEqual(got, [][]uint32{{1, 2}}) {
		t.Errorf("with 1 and 3 forbidden: %v", got)
	}
	w[[2]uint32{3, 9}] = math.Inf(1)
	if got := members(build(w)); !reflect.DeepEqual(got, [][]uint32{{1, 2, 3, 9}}) && !reflect.DeepEqual(got, [][]uint32{{1, 2}, {3, 9}}) {
		t.Errorf("with 3 and 9 judged to match: %v", got)
	}
}

func TestWeakestLink(t *testing.T) {
	got := build(weights{{1, 2}: 9, {2, 3}: 6, {1, 3}: 5})
	if len(got) != 1 || got[0].Weakest != 6 {
		t.Errorf("weakest link %+v, want 6: the weakest that was needed", got)
	}
}

// Members are disjoint, every cluster is connected by its edges, nothing
// forbidden is joined, and the order of the edges does not matter.
func FuzzBuild(f *testing.F) {
	for seed := range uint64(5) {
		f.Add(seed, uint8(10+seed*5))
	}
	f.Fuzz(func(t *testing.T, seed uint64, n uint8) {
		r := rand.New(rand.NewPCG(seed, 3))
		w := weights{}
		for range int(n) * 2 {
			a, b := uint32(r.IntN(int(n)+2)), uint32(r.IntN(int(n)+2))
			if a < b {
				w[[2]uint32{a, b}] = float64(r.IntN(30) - 10)
			}
		}
		forbids := func(a, b uint32) bool { return (a+b)%7 == 0 }
		edges := w.edges()
		clusters := Build(edges, Options{w.of, forbids})
		seen := map[uint32]bool{}
		for _, c := range clusters {
			for i, a := range c.Members {
				if seen[a] || i > 0 && c.Members[i-1] >= a {
					t.Fatal("members are not disjoint and ascending")
				}
				seen[a] = true
				for _, b := range c.Members[i+1:] {
					if forbids(a, b) {
						t.Fatalf("%d and %d are joined against a judgement", a, b)
					}
				}
			}
		}
		r.Shuffle(len(edges), func(i, j int) { edges[i], edges[j] = edges[j], edges[i] })
		if again := Build(edges, Options{w.of, forbids}); !reflect.DeepEqual(again, clusters) {
			t.Fatal("the order of edges matters")
		}
	})
}

func groups(lists ...[]string) (list []Group) {
	for _, members := range lists {
		list = append(list, Group{Members: members})
	}
	return list
}

func TestName(t *testing.T) {
	first := groups([]string{"a", "b", "c"}, []string{"d", "e"})
	Name(first, nil)
	if first[0].ID == "" || first[0].ID == first[1].ID {
		t.Fatalf("ids %q and %q", first[0].ID, first[1].ID)
	}
	for _, c := range []struct {
		name string
		now  []Group
		ids  []string // expected; "" is a new one
	}{
		{"one joins", groups([]string{"0", "a", "b", "c"}, []string{"d", "e"}), []string{first[0].ID, first[1].ID}},
		{"one leaves", groups([]string{"b", "c"}), []string{first[0].ID}},
		{"two clusters join", groups([]string{"a", "b", "c", "d", "e"}), []string{first[0].ID}},
		{"split in the minority", groups([]string{"a", "x"}, []string{"b", "c"}), []string{"", first[0].ID}},
		{"gone", groups([]string{"x", "y"}), []string{""}},
	} {
		Name(c.now, first)
		used := map[string]bool{}
		for i, g := range c.now {
			if used[g.ID] {
				t.Errorf("%s: id %s is given twice", c.name, g.ID)
			}
			used[g.ID] = true
			fresh := g.ID != first[0].ID && g.ID != first[1].ID
			if c.ids[i] == "" && !fresh || c.ids[i] != "" && g.ID != c.ids[i] {
				t.Errorf("%s: cluster %d is %s, want %q", c.name, i, g.ID, c.ids[i])
			}
		}
	}
}

func TestNameDoesNotDependOnOrder(t *testing.T) {
	before := groups([]string{"a", "b"}, []string{"c", "d"}, []string{"e", "f"})
	Name(before, nil)
	one := groups([]string{"a", "b", "c", "d"}, []string{"e", "f"})
	Name(one, before)
	slices.Reverse(before)
	two := groups([]string{"a", "b", "c", "d"}, []string{"e", "f"})
	Name(two, before)
	if fmt.Sprint(one) != fmt.Sprint(two) {
		t.Errorf("%v and %v", one, two)
	}
}
