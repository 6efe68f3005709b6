package blocking

import (
	"cmp"
	"iter"
	"runtime"
	"slices"
	"sync"
)

// Short returns the key in 48 bits, rules apart, in the order of rules. Different keys
// may have the same short one, once in some hundred thousand million.
func (k Key) Short() uint64 { return uint64(k.Rule)<<40 | k.Hash>>24 }

// Entry is a short key and the customer whose record has it.
type Entry struct {
	Key uint64
	ID  int64
}

// Entries yields the short keys of all records with the ids of their customers, by
// key, then id, each once. Rules are worked on ahead, on all cores.
func (k *Keyer) Entries() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		ids := make([]int64, k.table.Len()) // beside each other they are found faster than in the table
		for i := range ids {
			ids[i] = k.table.Refs[i].ID
		}
		for list := range ahead(len(k.rules), func(rule int) []Entry { return k.entries(rule, ids) }) {
			for _, e := range list {
				if !yield(e) {
					return
				}
			}
		}
	}
}

// dropped are the bits of a hash that a short key leaves out.
const dropped = 24

// entries returns those of one rule. ids are those of the records.
func (k *Keyer) entries(rule int, ids []int64) []Entry {
	keyed := make([]entry, 0, k.table.RowCount())
	for row := range uint32(k.table.RowCount()) {
		if h := k.rules[rule].settled(k.table.Row(row), k.plan.Split[rule]); h != 0 {
			keyed = append(keyed, entry{h >> dropped << dropped, k.table.Owner(row)})
		}
	}
	sortEntries(keyed)
	list := make([]Entry, len(keyed))
	for i, e := range keyed {
		list[i] = Entry{Key{rule, e.key}.Short(), ids[e.row]}
	}
	sortIDs(list)
	return slices.Compact(list)
}

// sortIDs sorts entries that ascend by key by id too.
func sortIDs(list []Entry) {
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && list[to].Key == list[from].Key {
			to++
		}
		if to-from > 1 {
			slices.SortFunc(list[from:to], func(a, b Entry) int { return cmp.Compare(a.ID, b.ID) })
		}
		from = to
	}
}

// ahead yields what work makes of 0 to n-1, in order, and has as many made ahead as
// there are cores.
func ahead[T any](n int, work func(i int) T) iter.Seq[T] {
	return func(yield func(T) bool) {
		results := make([]T, n)
		doing := make([]sync.WaitGroup, n)
		start := func(i int) {
			if i < n {
				doing[i].Go(func() { results[i] = work(i) })
			}
		}
		started := min(n, runtime.GOMAXPROCS(0))
		for i := range started {
			start(i)
		}
		defer func() {
			for i := range doing {
				doing[i].Wait()
			}
		}()
		for i := range n {
			doing[i].Wait()
			start(i + started)
			result := results[i]
			clear(results[i : i+1]) // it may be large
			if !yield(result) {
				return
			}
		}
	}
}
