package forest

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
)

// edges draws a random graph of a few components, chains among them.
func edges(r *rand.Rand) []Edge {
	var list []Edge
	for range r.IntN(60) {
		a := 1 + r.Int64N(50)
		b := a + 1
		if r.IntN(3) == 0 {
			b = 1 + r.Int64N(50)
		}
		if a != b {
			list = append(list, Edge{a, b})
		}
	}
	return list
}

// plain finds the components by walking the edges until nothing changes.
func plain(list []Edge) []Member {
	root := map[int64]int64{}
	for _, e := range list {
		root[e.A], root[e.B] = e.A, e.B
	}
	for changed := true; changed; {
		changed = false
		for _, e := range list {
			if least := min(root[e.A], root[e.B]); root[e.A] != least || root[e.B] != least {
				root[e.A], root[e.B], changed = least, least, true
			}
		}
	}
	var members []Member
	for id, r := range root {
		members = append(members, Member{id, r})
	}
	slices.SortFunc(members, func(a, b Member) int { return int(a.ID - b.ID) })
	return members
}

func TestForestIsAssociativeAndCommutative(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		list := edges(r)
		want := plain(list)
		parts := make([]Forest, 1+r.IntN(5))
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		for _, e := range list {
			parts[r.IntN(len(parts))].Link(e.A, e.B)
		}
		for len(parts) > 1 { // join neighbours at random: any grouping
			i := r.IntN(len(parts) - 1)
			again, err := Parse(parts[i+1].Bytes())
			if err != nil {
				t.Fatal(err)
			}
			parts[i].Join(again)
			parts = slices.Delete(parts, i+1, i+2)
		}
		if got := parts[0].Members(); !slices.Equal(got, want) {
			t.Fatalf("components %v, want %v", got, want)
		}
	}
}

func TestEqualComponentsGiveEqualBytes(t *testing.T) {
	var a, b Forest
	for _, e := range []Edge{{1, 2}, {2, 3}, {7, 9}} {
		a.Link(e.A, e.B)
	}
	for _, e := range []Edge{{9, 7}, {3, 1}, {1, 2}} {
		b.Link(e.A, e.B)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) || a.Len() != 5 {
		t.Errorf("%x and %x of %d ids", a.Bytes(), b.Bytes(), a.Len())
	}
}

// propagate runs rounds of stars until they change nothing.
func propagate(list []Edge) (members []Member, rounds int) {
	for rounds = 1; ; rounds++ {
		list = round(round(list, LargeStar), SmallStar)
		settled := true
		for id, near := range neighbours(list) {
			settled = settled && Settled(id, near)
		}
		if settled {
			break
		}
	}
	for id, near := range neighbours(list) {
		members = append(members, Member{id, min(id, slices.Min(near))})
	}
	slices.SortFunc(members, func(a, b Member) int { return int(a.ID - b.ID) })
	return members, rounds
}

func neighbours(list []Edge) map[int64][]int64 {
	near := map[int64][]int64{}
	for _, e := range list {
		near[e.A], near[e.B] = append(near[e.A], e.B), append(near[e.B], e.A)
	}
	return near
}

func round(list []Edge, star func(int64, []int64) []Edge) (out []Edge) {
	for id, near := range neighbours(list) {
		out = append(out, star(id, near)...)
	}
	return out
}

func TestLabelPropagationEqualsUnionFind(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		list := edges(r)
		if len(list) == 0 {
			continue
		}
		var f Forest
		for _, e := range list {
			f.Link(e.A, e.B)
		}
		got, rounds := propagate(slices.Clone(list))
		if !slices.Equal(got, f.Members()) {
			t.Fatalf("components %v, want %v, of %v", got, f.Members(), list)
		}
		if rounds > 6 {
			t.Errorf("%d rounds for %d edges", rounds, len(list))
		}
	}
}

func TestLongChainSettlesInFewRounds(t *testing.T) {
	var chain []Edge
	for i := int64(1); i < 1000; i++ {
		chain = append(chain, Edge{i, i + 1})
	}
	members, rounds := propagate(chain)
	if len(members) != 1000 || members[999].Root != 1 || rounds > 12 {
		t.Errorf("%d members, last root %d, %d rounds", len(members), members[999].Root, rounds)
	}
}

func FuzzParse(f *testing.F) {
	var one Forest
	one.Link(5, 9)
	f.Add(one.Bytes())
	f.Add([]byte{0x80})
	f.Fuzz(func(t *testing.T, data []byte) {
		forest, err := Parse(data)
		if err != nil {
			if !errors.Is(err, ErrDamaged) {
				t.Fatal(err)
			}
			return
		}
		again, err := Parse(forest.Bytes())
		if err != nil || !slices.Equal(again.Members(), forest.Members()) {
			t.Errorf("%v after %v: %v", again.Members(), forest.Members(), err)
		}
	})
}
