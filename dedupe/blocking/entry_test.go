package blocking

import (
	"cmp"
	"slices"
	"testing"
)

// Entries are the short keys of all records, in order and each once, and may be left
// unread.
func TestEntries(t *testing.T) {
	table := people(t, 400, 5)
	plan := bare(someRules)
	keyer, err := NewKeyer(table, plan)
	if err != nil {
		t.Fatal(err)
	}
	var want []Entry
	for rec := range table.Len() {
		for _, k := range keyer.Keys(nil, rec) {
			want = append(want, Entry{k.Short(), table.Refs[rec].ID})
		}
	}
	slices.SortFunc(want, func(a, b Entry) int { return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.ID, b.ID)) })
	want = slices.Compact(want)
	if got := slices.Collect(keyer.Entries()); !slices.Equal(got, want) {
		t.Errorf("%d entries, want %d", len(got), len(want))
	}
	read := 0
	for range keyer.Entries() {
		if read++; read == 3 {
			break
		}
	}
}

func TestAhead(t *testing.T) {
	for _, n := range []int{0, 1, 50} {
		got := slices.Collect(ahead(n, func(i int) int { return i * i }))
		if len(got) != n || n > 0 && got[n-1] != (n-1)*(n-1) || !slices.IsSorted(got) {
			t.Errorf("%v of %d", got, n)
		}
	}
}
