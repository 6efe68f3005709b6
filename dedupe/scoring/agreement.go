package scoring

import (
	"rollcall/dedupe/compare"
	"rollcall/dedupe/record"
)

// Agreement is how a pair compares: a level per comparison, and the rarity of
// what agrees in 1/10,000 bit (0 where the level does not depend on it).
type Agreement struct {
	Levels []compare.Level
	Rarity []int32

	crowds []crowd
}

// Comparer compares records of one table. It keeps a cache and belongs to one
// goroutine; copies by Fork share what can be shared.
type Comparer struct {
	table       *record.Table
	comparisons []Comparison
	at          places
	frequencies []*Frequencies // by comparison; nil: none
	rarity      [][]int32      // by comparison and symbol
	zip, city   []int32        // by address symbol
	local       []int32        // by email symbol
	sketches    []sketch
	caches      []cache
	scratch     Agreement
	fetched     uint32 // of no meaning: it keeps Fetch from being left out
}

// places are the comparisons that hang together; -1: there is none.
type places struct{ given, family, email, form int }

// NewAgreement returns an agreement that the comparer can fill.
func NewAgreement(c *Comparer) Agreement { return newAgreement(len(c.comparisons)) }

func newAgreement(n int) Agreement {
	return Agreement{make([]compare.Level, n), make([]int32, n), make([]crowd, n)}
}

// Table returns the table whose records are compared.
func (c *Comparer) Table() *record.Table { return c.table }

// Fetch reads what Compare will look at first of two records. Asked for some pairs ahead,
// it makes them several times as fast to compare: what is read does not wait for each
// other.
func (c *Comparer) Fetch(left, right uint32) {
	l, _ := c.table.Rows(int(left))
	r, _ := c.table.Rows(int(right))
	c.fetched ^= c.sketches[l].zip ^ c.sketches[r].zip ^ c.table.Row(l)[record.Email] ^ c.table.Row(r)[record.Email]
}

// Fork returns a comparer for another goroutine.
func (c *Comparer) Fork() *Comparer {
	d := *c
	d.caches = newCaches(c.comparisons, c.table.RowCount())
	d.scratch = newAgreement(len(c.comparisons))
	return &d
}

// Compare fills a with the agreement of two records: per comparison the best
// over their rows. It does not depend on which record comes first.
func (c *Comparer) Compare(left, right uint32, a *Agreement) {
	fromL, toL := c.table.Rows(int(left))
	fromR, toR := c.table.Rows(int(right))
	c.rows(fromL, fromR, a)
	if toL-fromL == 1 && toR-fromR == 1 {
		return
	}
	for l := fromL; l < toL; l++ {
		for r := fromR; r < toR; r++ {
			if l != fromL || r != fromR {
				c.rows(l, r, &c.scratch)
				a.improve(&c.scratch)
			}
		}
	}
}

// improve takes the better level of each comparison.
func (a *Agreement) improve(b *Agreement) {
	for i, level := range b.Levels {
		if level == compare.Missing {
			continue
		}
		if a.Levels[i] == compare.Missing || level < a.Levels[i] || level == a.Levels[i] && b.Rarity[i] > a.Rarity[i] {
			a.Levels[i], a.Rarity[i] = level, b.Rarity[i]
		}
	}
}

// rows compares two rows.
func (c *Comparer) rows(left, right uint32, a *Agreement) {
	l, r := c.table.Row(left), c.table.Row(right)
	sketchL, sketchR := &c.sketches[left], &c.sketches[right]
	idle := c.idleEmail(l, r)
	for i := range c.comparisons {
		a.Levels[i], a.Rarity[i] = compare.Missing, 0
		column := c.comparisons[i].column
		if column == absent || l[column] == 0 || r[column] == 0 || i == idle {
			continue
		}
		level := c.first(i, pairOf{l[column], r[column], sketchL, sketchR})
		if level == 0 {
			level = c.look(i, l[column], r[column])
		}
		a.Levels[i], a.Rarity[i] = level, c.rarityOf(i, level, l[column], r[column])
	}
	if c.at.given >= 0 && c.at.family >= 0 {
		c.swapped(c.at.given, c.at.family, l, r, a)
	}
	c.explainEmail(l, r, a)
}

// pairOf is a pair of values that are there, with the sketches of their rows.
type pairOf struct {
	x, y             record.Symbol
	sketchL, sketchR *sketch
}

// first compares two values by their symbols and sketches. 0: they must be looked at.
func (c *Comparer) first(i int, p pairOf) compare.Level {
	switch {
	case p.x != p.y:
		return glance(c.comparisons[i].kind, p.sketchL, p.sketchR)
	case c.comparisons[i].kind != address, p.sketchL.streetKey != 0:
		return 1 // an address too that has a street
	}
	return 0
}

// look compares two values that are there.
func (c *Comparer) look(i int, x, y record.Symbol) compare.Level {
	switch {
	case x != y:
		return c.level(i, x, y)
	case c.comparisons[i].kind == address:
		return compare.Address(&c.table.Places.At(x).Place, &c.table.Places.At(y).Place)
	}
	return 1
}

// level compares two different values. Names repeat: a cache remembers them.
func (c *Comparer) level(i int, x, y record.Symbol) compare.Level {
	if c.caches[i] == nil {
		return c.measure(i, x, y)
	}
	if x > y {
		x, y = y, x
	}
	cell := c.caches[i].cell(x, y)
	if cell.x != x || cell.y != y {
		*cell = cacheCell{x, y, c.measure(i, x, y)}
	}
	return cell.level
}

// rarityOf returns how rare the agreement is: in full at an exact level, half of
// what the value differs from the usual one at a near level.
func (c *Comparer) rarityOf(i int, level compare.Level, x, y record.Symbol) int32 {
	switch k := c.comparisons[i].kind; {
	case k == address && level == compare.PlaceZip:
		return min(c.zip[x], c.zip[y])
	case k == address && level == compare.PlaceCity:
		return min(c.city[x], c.city[y])
	case k == address && (level == compare.PlaceArea || level == compare.PlaceAreaPart):
		return c.areaRarity(x, y)
	case k == email && level == compare.EmailLocal && c.local != nil:
		return min(c.local[x], c.local[y])
	}
	rarity := c.rarity[i]
	if rarity == nil {
		return 0
	}
	switch level {
	case 1:
		return min(rarity[x], rarity[y])
	case 2:
		return (min(rarity[x], rarity[y]) - c.frequencies[i].Usual) / 2
	}
	return 0
}
