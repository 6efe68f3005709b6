package scoring

import (
	"cmp"
	"slices"

	"rollcall/dedupe/compare"
)

// Pattern is an agreement pattern with how often it was seen. Rarity is the sum
// of the rarities, to half a bit. Free tells, by comparison, whether the pairs
// were found without it.
type Pattern struct {
	Levels string // one byte per comparison: its level, and the crowd that shares its value
	Rarity int32
	Free   uint64
}

// Patterns counts agreement patterns.
type Patterns map[Pattern]int64

// levelBits is how many bits of a pattern's byte hold the level.
const levelBits = 4

// Add counts an agreement once.
func (p Patterns) Add(a *Agreement, free uint64) {
	rarity := int32(0)
	levels := make([]byte, len(a.Levels))
	for i, level := range a.Levels {
		rarity += a.Rarity[i]
		levels[i] = byte(level) | byte(a.crowds[i])<<levelBits
	}
	p[Pattern{string(levels), (rarity + unit/4) / (unit / 2) * (unit / 2), free}]++
}

// Merge adds other counts to these.
func (p Patterns) Merge(other Patterns) {
	for pattern, n := range other {
		p[pattern] += n
	}
}

// FreeComparisons turns a set of columns into one of comparisons.
func (c *Comparer) FreeComparisons(columns uint64) uint64 {
	var free uint64
	for i := range c.comparisons {
		column := c.comparisons[i].column
		if column == absent || columns>>uint(column)&1 == 1 {
			free |= 1 << uint(i)
		}
	}
	return free
}

// shared returns the patterns as they weigh beside a sample in which each pair stands
// for so many.
func (p Patterns) shared(scale float64) []weighted {
	list := p.sorted()
	for i := range list {
		list[i].count /= scale
	}
	return list
}

// newWeighted takes a pattern apart.
func newWeighted(p Pattern, n int64) weighted {
	w := weighted{p, make([]compare.Level, len(p.Levels)), make([]crowd, len(p.Levels)), float64(n)}
	for i := range p.Levels {
		w.levels[i] = compare.Level(p.Levels[i] & (1<<levelBits - 1))
		w.crowds[i] = crowd(p.Levels[i] >> levelBits)
	}
	return w
}

func (p Patterns) sorted() []weighted {
	list := make([]weighted, 0, len(p))
	for pattern, n := range p {
		list = append(list, newWeighted(pattern, n))
	}
	slices.SortFunc(list, func(a, b weighted) int {
		return cmp.Or(cmp.Compare(a.Levels, b.Levels), cmp.Compare(a.Rarity, b.Rarity), cmp.Compare(a.Free, b.Free))
	})
	return list
}
