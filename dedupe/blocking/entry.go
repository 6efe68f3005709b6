package blocking

import (
	"cmp"
	"iter"
	"slices"
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
// key, then id, each once.
func (k *Keyer) Entries() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for rule := range k.rules {
			for _, block := range sameShort(k.sorted(rule)) {
				for _, e := range k.entries(rule, block) {
					if !yield(e) {
						return
					}
				}
			}
		}
	}
}

// sorted returns the rows that have a key under a rule, by key.
func (k *Keyer) sorted(rule int) []entry {
	list := make([]entry, 0, k.table.RowCount())
	for row := range uint32(k.table.RowCount()) {
		if h := k.rules[rule].settled(k.table.Row(row), k.plan.Split[rule]); h != 0 {
			list = append(list, entry{h, row})
		}
	}
	sortEntries(list)
	return list
}

// sameShort yields the stretches of entries that share a short key.
func sameShort(list []entry) iter.Seq2[int, []entry] {
	return func(yield func(int, []entry) bool) {
		for from := 0; from < len(list); {
			to := from + 1
			for to < len(list) && list[to].key>>24 == list[from].key>>24 {
				to++
			}
			if !yield(from, list[from:to]) {
				return
			}
			from = to
		}
	}
}

// entries returns the entries of one short key, by id.
func (k *Keyer) entries(rule int, block []entry) []Entry {
	list := make([]Entry, len(block))
	for i, e := range block {
		list[i] = Entry{Key{rule, e.key}.Short(), k.table.Refs[k.table.Owner(e.row)].ID}
	}
	if len(list) > 1 {
		slices.SortFunc(list, func(a, b Entry) int { return cmp.Compare(a.ID, b.ID) })
		list = slices.Compact(list)
	}
	return list
}
