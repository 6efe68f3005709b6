package blocking

import (
	"cmp"
	"math/bits"
	"slices"
)

// sortEntries sorts by key, then row. Keys are hashes, so that their top bits
// spread the entries evenly over small piles, which are then sorted each.
func sortEntries(entries []entry) {
	const small = 256
	if len(entries) < small {
		slices.SortFunc(entries, compareEntries)
		return
	}
	shift := uint(64 - bits.Len(uint(len(entries)/8)))
	ends := make([]uint32, 1<<(64-shift)+1)
	for _, e := range entries {
		ends[e.key>>shift+1]++
	}
	for i := 1; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	spread := make([]entry, len(entries))
	for _, e := range entries {
		pile := e.key >> shift
		spread[ends[pile]] = e
		ends[pile]++
	}
	from := uint32(0)
	for _, to := range ends[:len(ends)-1] {
		sortPile(spread[from:to])
		from = to
	}
	copy(entries, spread)
}

// sortPile uses insertion for the few entries that a pile usually has; rows come
// in ascending order, so that equal keys cost nothing.
func sortPile(pile []entry) {
	if len(pile) > 32 {
		slices.SortFunc(pile, compareEntries)
		return
	}
	for i := 1; i < len(pile); i++ {
		for j := i; j > 0 && pile[j].key < pile[j-1].key; j-- {
			pile[j], pile[j-1] = pile[j-1], pile[j]
		}
	}
}

func compareEntries(a, b entry) int {
	if a.key != b.key {
		return cmp.Compare(a.key, b.key)
	}
	return cmp.Compare(a.row, b.row)
}
