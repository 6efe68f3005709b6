package scoring

import (
	"math"

	"rollcall/dedupe/record"
)

// crowd classes values by how many hold them, coarsely. A pair that shares a value is
// in the value's class, so that it can be learned, class by class, how many of such
// pairs are one customer twice.
type crowd uint8

const (
	alone    crowd = iota // no value is shared
	unlisted              // two hold it, or so many that hardly any value has more
	three                 // then four and five, six to nine, and so on
	crowds   = 8
)

// namesake marks a pair that shares a value between two of one name: they are
// counted as one holder, where values are counted once per name.
const namesake crowd = crowds

// crowdOf classes a value by its rarity.
func (f *Frequencies) crowdOf(bits int32) crowd {
	if bits == f.Rest {
		return unlisted
	}
	doubled := math.Ceil(math.Log2((f.count(bits)-1)/2) - 0.01)
	return three + crowd(min(max(0, doubled), float64(crowds-1-three)))
}

// count returns how many hold a listed value, by its rarity.
func (f *Frequencies) count(bits int32) float64 {
	return math.Exp2(-float64(bits)/unit)*f.Holders + ownHolders
}

// shared returns how many pairs of holders share a value, by its class.
func (f *Frequencies) shared() (pairs [crowds]float64) {
	listed := 0.0
	for _, bits := range f.Bits {
		n := f.count(bits)
		pairs[f.crowdOf(bits)] += n * (n - 1) / 2
		listed += n * (n - 1) / 2
	}
	pairs[unlisted] += max(0, f.Repeat*f.Holders*(f.Holders-1)/2-listed)
	return pairs
}

// Classify fills in, by comparison, the class of the value that two records share,
// whatever its level says, for the value may count with another comparison. Patterns
// of a sample that a model is learned from need it; scores do not. Records of several
// rows are left out.
func (c *Comparer) Classify(left, right uint32, a *Agreement) {
	clear(a.crowds)
	fromL, toL := c.table.Rows(int(left))
	fromR, toR := c.table.Rows(int(right))
	if toL-fromL > 1 || toR-fromR > 1 {
		return
	}
	l, r := c.table.Row(fromL), c.table.Row(fromR)
	same := nameKey(c.table, l) == nameKey(c.table, r)
	for i := range c.comparisons {
		if c.frequencies[i] == nil || !c.comparisons[i].shared(c.table, l, r) {
			continue
		}
		column := c.comparisons[i].column
		a.crowds[i] = c.frequencies[i].crowdOf(min(c.rarity[i][l[column]], c.rarity[i][r[column]]))
		if same && !c.comparisons[i].everyRow() {
			a.crowds[i] |= namesake
		}
	}
}

// shared says whether two rows hold one value, as values are counted.
func (c *Comparison) shared(t *record.Table, l, r []record.Symbol) bool {
	if l[c.column] == 0 || r[c.column] == 0 || l[c.column] != r[c.column] && c.kind != address {
		return false
	}
	value := c.hash(t, l)
	return value != 0 && value == c.hash(t, r)
}
