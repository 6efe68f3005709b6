package scoring

import (
	"rollcall/dedupe/compare"
	"rollcall/dedupe/record"
)

// scale is a range of levels, as probabilities are counted, that are alternatives to
// each other: their probabilities sum to 1.
type scale struct{ from, to int }

// scales returns the scales of a comparison. An address has two, as a street is missing on
// one side or not: which of them a pair is on says what is missing, and that must not
// count as evidence.
func (p *Parameters) scales() []scale {
	if n := len(p.M); p.kind() != address || n <= compare.PlaceWhole {
		return []scale{{0, n}}
	}
	return []scale{{0, compare.PlaceWhole}, {compare.PlaceWhole, len(p.M)}}
}

// areaRarity returns how rare what two addresses of one area have in common is: the
// postal code where it agrees, else the city.
func (c *Comparer) areaRarity(x, y record.Symbol) int32 {
	if p, q := c.table.Places.At(x), c.table.Places.At(y); p.Zip != "" && p.Zip == q.Zip {
		return min(c.zip[x], c.zip[y])
	}
	return min(c.city[x], c.city[y])
}
