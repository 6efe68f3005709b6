package keylist

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"rollcall/store"
)

func random(r *rand.Rand, n int) []store.Keyed {
	list := make([]store.Keyed, n)
	for i := range list {
		list[i] = store.Keyed{Key: r.Uint64N(uint64(n)), Customer: r.Int64N(int64(n) + 1)}
	}
	slices.SortFunc(list, compareEntries)
	return slices.Compact(list)
}

func chunks(list []store.Keyed) []Chunk { return slices.Collect(Pack(slices.Values(list))) }

func TestPack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 5000, 3 * Size} {
		want := random(r, n)
		var got []store.Keyed
		for _, c := range chunks(want) {
			before := len(got)
			var err error
			if got, err = Entries(got, c.Data); err != nil {
				t.Fatal(err)
			}
			if c.Count != len(got)-before || c.Count > Size || c.First != got[before].Key || c.Last != got[len(got)-1].Key {
				t.Fatalf("chunk of %d from %d to %d does not say what it holds", c.Count, c.First, c.Last)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d entries did not come back", n)
		}
	}
	big := []store.Keyed{{Key: 0, Customer: 1 << 62}, {Key: 1<<64 - 1, Customer: -5}}
	if got, err := Entries(nil, chunks(big)[0].Data); err != nil || !slices.Equal(got, big) {
		t.Errorf("got %v, %v", got, err)
	}
}

// What is packed ahead is the same, and may be left unread.
func TestAhead(t *testing.T) {
	list := random(rand.New(rand.NewPCG(5, 6)), 3*Size)
	packed, stop := Ahead(slices.Values(list))
	if got := slices.Collect(packed); !reflect.DeepEqual(got, chunks(list)) {
		t.Errorf("%d chunks, not those that Pack makes", len(got))
	}
	stop()
	endless := func(yield func(store.Keyed) bool) {
		for key := uint64(0); yield(store.Keyed{Key: key}); key++ {
		}
	}
	packed, stop = Ahead(endless)
	for range packed {
		break
	}
	stop()
	_, stop = Ahead(endless)
	stop()
}

func TestIDs(t *testing.T) {
	got, err := IDs(PackIDs([]int64{7, 3, 7, 1 << 60}))
	if err != nil || !slices.Equal(got, []int64{3, 7, 1 << 60}) {
		t.Errorf("got %v, %v", got, err)
	}
}

// A search over segments answers like one over the entries that hold today.
func TestSearch(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		parts := []Part{{Entries: random(r, 300)}}
		today := parts[0].Entries
		for range r.IntN(5) {
			next := Part{Entries: random(r, 40), Masked: []int64{r.Int64N(300), r.Int64N(300)}}
			for _, e := range next.Entries {
				next.Masked = append(next.Masked, e.Customer)
			}
			today = slices.DeleteFunc(slices.Clone(today), func(e store.Keyed) bool { return slices.Contains(next.Masked, e.Customer) })
			today = append(today, next.Entries...)
			parts = append(parts, next)
		}
		keys := []uint64{r.Uint64N(300), r.Uint64N(300), r.Uint64N(30), 299, 0}
		want := slices.DeleteFunc(slices.Clone(today), func(e store.Keyed) bool { return !slices.Contains(keys, e.Key) })
		slices.SortFunc(want, compareEntries)
		from := 1 + r.IntN(len(parts))
		merged := append(slices.Clone(parts[:from]), Merge(parts[from:]))
		for _, set := range [][]Part{parts, merged} {
			if got := search(t, set, keys); !slices.Equal(got, want) {
				t.Fatalf("found %v, want %v", got, want)
			}
		}
	}
}

func search(t *testing.T, parts []Part, keys []uint64) (got []store.Keyed) {
	t.Helper()
	s := NewSearch(keys)
	for _, p := range slices.Backward(parts) {
		for _, c := range chunks(p.Entries) {
			if !s.Touches(c.First, c.Last) {
				continue
			}
			if _, err := s.Chunk(c.Data, func(e store.Keyed) bool { got = append(got, e); return true }); err != nil {
				t.Fatal(err)
			}
		}
		s.Mask(p.Masked)
	}
	slices.SortFunc(got, compareEntries)
	return got
}

func TestErase(t *testing.T) {
	list := []store.Keyed{{Key: 1, Customer: 5}, {Key: 1, Customer: 6}, {Key: 9, Customer: 5}}
	rest, found, err := Erase(chunks(list)[0].Data, map[int64]bool{6: true})
	if err != nil || !found || rest.Count != 2 || rest.Last != 9 {
		t.Errorf("left %+v, %v, %v", rest, found, err)
	}
	if rest, found, _ := Erase(chunks(list)[0].Data, map[int64]bool{7: true}); found || rest.Count != 3 {
		t.Errorf("left %+v, %v", rest, found)
	}
	if rest, _, _ := Erase(chunks(list)[0].Data, map[int64]bool{5: true, 6: true}); rest.Count != 0 || len(rest.Data) != 0 {
		t.Errorf("left %+v", rest)
	}
}

// FuzzEntries: any bytes are read or refused, and what is read is packed again to
// the same entries where they ascend.
func FuzzEntries(f *testing.F) {
	f.Add(chunks([]store.Keyed{{Key: 3, Customer: 4}, {Key: 3, Customer: 9}})[0].Data)
	f.Add([]byte{0x80})
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, err := Entries(nil, data)
		if err != nil {
			if !errors.Is(err, ErrCorrupt) {
				t.Errorf("got %v", err)
			}
			return
		}
		if !slices.IsSortedFunc(entries, compareEntries) || len(entries) == 0 || len(entries) > Size {
			return
		}
		again, err := Entries(nil, chunks(entries)[0].Data)
		if err != nil || !reflect.DeepEqual(again, entries) {
			t.Errorf("read %v, packed and read %v, %v", entries, again, err)
		}
	})
}
