package scoring

import (
	"cmp"
	"math/bits"
	"slices"
)

// Holder is one row's value and a coarse key of its name.
type Holder struct{ Value, Name uint64 }

// sortHolders sorts by value, then name. Values are hashes, so that their top bits
// spread the holders over small piles, which are then sorted each.
func sortHolders(values []Holder) {
	const small = 256
	if len(values) < small {
		slices.SortFunc(values, compareHolders)
		return
	}
	shift := uint(64 - bits.Len(uint(len(values)/8)))
	ends := make([]uint32, 1<<(64-shift)+1)
	for i := range values {
		ends[values[i].Value>>shift+1]++
	}
	for i := 1; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	spread := make([]Holder, len(values))
	for _, v := range values {
		pile := v.Value >> shift
		spread[ends[pile]] = v
		ends[pile]++
	}
	copy(values, spread)
	from := uint32(0)
	for _, to := range ends[:len(ends)-1] {
		sortPile(values[from:to])
		from = to
	}
}

// sortPile uses insertion for the few holders that a pile usually has.
func sortPile(pile []Holder) {
	if len(pile) > 32 {
		slices.SortFunc(pile, compareHolders)
		return
	}
	for i := 1; i < len(pile); i++ {
		for j := i; j > 0 && compareHolders(pile[j], pile[j-1]) < 0; j-- {
			pile[j], pile[j-1] = pile[j-1], pile[j]
		}
	}
}

// compareHolders looks at names only where values are the same: millions are sorted.
func compareHolders(a, b Holder) int {
	if a.Value != b.Value {
		return cmp.Compare(a.Value, b.Value)
	}
	return cmp.Compare(a.Name, b.Name)
}
