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
}

// Comparer compares records of one table. It keeps a cache and belongs to one
// goroutine; copies by Fork share what can be shared.
type Comparer struct {
	table       *record.Table
	comparisons []Comparison
	rarity      [][]int32 // by comparison and symbol
	zip, city   []int32   // by address symbol
	local       []int32   // by email symbol
	sketches    []sketch
	caches      []cache
	scratch     Agreement
}

// NewAgreement returns an agreement that the comparer can fill.
func NewAgreement(c *Comparer) Agreement { return newAgreement(len(c.comparisons)) }

func newAgreement(n int) Agreement {
	return Agreement{make([]compare.Level, n), make([]int32, n)}
}

// Fork returns a comparer for another goroutine.
func (c *Comparer) Fork() *Comparer {
	d := *c
	d.caches = newCaches(c.comparisons)
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
	given, family := -1, -1
	for i := range c.comparisons {
		switch c.comparisons[i].kind {
		case givenName:
			given = i
		case familyName:
			family = i
		}
		a.Levels[i], a.Rarity[i] = compare.Missing, 0
		column := c.comparisons[i].column
		if column == absent || l[column] == 0 || r[column] == 0 {
			continue
		}
		level := compare.Level(0)
		if l[column] != r[column] {
			level = glance(c.comparisons[i].kind, sketchL, sketchR)
		}
		if level == 0 {
			level = c.look(i, l[column], r[column])
		}
		a.Levels[i], a.Rarity[i] = level, c.rarityOf(i, level, l[column], r[column])
	}
	if given >= 0 && family >= 0 {
		c.swapped(given, family, l, r, a)
	}
	c.explainEmail(given, family, l, r, a)
}

// look compares two values that are there.
func (c *Comparer) look(i int, x, y record.Symbol) compare.Level {
	switch {
	case x != y:
		return c.level(i, x, y)
	case c.comparisons[i].kind == address:
		return compare.Address(&c.table.Places[x].Place, &c.table.Places[y].Place)
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

// measure compares two different values by their texts.
func (c *Comparer) measure(i int, x, y record.Symbol) compare.Level {
	t, comparison := c.table, &c.comparisons[i]
	switch comparison.kind {
	case givenName:
		return compare.Given(&t.Names[x].Name, &t.Names[y].Name)
	case familyName:
		return compare.Family(&t.Names[x].Name, &t.Names[y].Name)
	case middleName:
		return compare.Middle(&t.Names[x].Name, &t.Names[y].Name)
	case address:
		return compare.Address(&t.Places[x].Place, &t.Places[y].Place)
	}
	return texts(comparison.kind, &t.Texts[comparison.column][x], &t.Texts[comparison.column][y])
}

// texts compares two different values of a column of texts.
func texts(k kind, a, b *record.Text) compare.Level {
	switch k {
	case suffix:
		return suffixElse
	case organisation:
		return compare.Organisation(a.Text, b.Text)
	case email, emailForm:
		return compare.Email(a.Text, b.Text)
	case phone:
		return compare.Phone(a.Text, b.Text)
	case birthDate, otherDate:
		return compare.Date(a.Text, b.Text)
	case identifier:
		if compare.Far(a.Sign, b.Sign, 1) {
			return compare.CodeElse
		}
		return compare.Code(a.Text, b.Text)
	}
	return compare.Text(a.Text, b.Text)
}

// rarityOf returns how rare the agreement is: in full at an exact level, half of
// what the value differs from an unlisted one at a near level.
func (c *Comparer) rarityOf(i int, level compare.Level, x, y record.Symbol) int32 {
	switch k := c.comparisons[i].kind; {
	case k == address && level == compare.PlaceZip:
		return min(c.zip[x], c.zip[y])
	case k == address && level == compare.PlaceCity:
		return min(c.city[x], c.city[y])
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
		return (min(rarity[x], rarity[y]) - rarity[0]) / 2
	}
	return 0
}

// swapped looks whether the given name of one is the family name of the other: one
// way the very same, the other way at least near.
func (c *Comparer) swapped(given, family int, l, r []record.Symbol, a *Agreement) {
	if a.Levels[given] < compare.GivenInitial || a.Levels[family] < compare.FamilyAlike {
		return
	}
	x, y := l[record.First], r[record.Last]
	z, w := l[record.Last], r[record.First]
	if x == 0 || y == 0 || z == 0 || w == 0 || x != y && z != w {
		return
	}
	one, two := c.likeName(family, x, y), c.likeName(family, z, w)
	if max(one, two) > compare.FamilyNear {
		return
	}
	a.Levels[given], a.Levels[family] = compare.GivenSwapped, max(one, two)
	a.Rarity[given] = min(c.rarity[given][x], c.rarity[given][w])
	a.Rarity[family] = c.rarityOf(family, a.Levels[family], z, y)
}

func (c *Comparer) likeName(family int, x, y record.Symbol) compare.Level {
	if x == y {
		return compare.FamilyExact
	}
	return c.level(family, x, y)
}

// explainEmail decides whether an email is evidence of its own or comes with the
// name: then only its form counts, what it says beyond the name. It comes with the
// name where both addresses are made from their names and differ, for they are as
// near as the names are; and where one address is shared by names that agree.
func (c *Comparer) explainEmail(given, family int, l, r []record.Symbol, a *Agreement) {
	whole, form := c.find(email), c.find(emailForm)
	if whole < 0 || form < 0 || a.Levels[whole] == compare.Missing {
		return
	}
	x, y := l[record.Form], r[record.Form]
	shared := a.Levels[whole] == compare.EmailExact
	made := x != 0 && y != 0
	if shared {
		made = (x != 0 || y != 0) && agrees(a, given, compare.GivenInitial) && agrees(a, family, compare.FamilyPart)
	}
	if !made {
		a.Levels[form], a.Rarity[form] = compare.Missing, 0
		return
	}
	if shared {
		a.Levels[form] = compare.EmailExact
		a.Rarity[form] = min(c.formRarity(form, x), c.formRarity(form, y))
	}
	a.Levels[whole], a.Rarity[whole] = compare.Missing, 0
}

func (c *Comparer) formRarity(form int, s record.Symbol) int32 {
	if s == 0 {
		return c.rarity[form][0]
	}
	return c.rarity[form][s]
}

func agrees(a *Agreement, comparison int, upTo compare.Level) bool {
	return comparison < 0 || a.Levels[comparison] <= upTo
}

func (c *Comparer) find(k kind) int {
	for i := range c.comparisons {
		if c.comparisons[i].kind == k {
			return i
		}
	}
	return -1
}
