package scoring

import (
	"rollcall/dedupe/compare"
	"rollcall/dedupe/record"
)

// cacheSize is the number of cells per comparison, a power of two.
const cacheSize = 1 << 13

// cacheCell holds the level of one pair of values, the smaller symbol first.
type cacheCell struct {
	x, y  record.Symbol
	level compare.Level
}

// cache remembers levels of recent pairs of values; a cell is overwritten by the
// next pair that falls on it.
type cache []cacheCell

// cachedFrom is the number of rows from which a cache pays.
const cachedFrom = 1 << 9

// newCaches makes a cache for each comparison whose values repeat, in a table of so
// many rows.
func newCaches(comparisons []Comparison, rows int) []cache {
	caches := make([]cache, len(comparisons))
	if rows < cachedFrom {
		return caches
	}
	for i := range comparisons {
		switch comparisons[i].kind {
		case givenName, familyName, middleName, organisation:
			caches[i] = make(cache, cacheSize)
		}
	}
	return caches
}

func (c cache) cell(x, y record.Symbol) *cacheCell {
	h := (uint64(x)<<32 | uint64(y)) * 0x9e3779b97f4a7c15
	return &c[h>>51&(cacheSize-1)]
}
