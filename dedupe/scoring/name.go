package scoring

import (
	"math"

	"rollcall/dedupe/compare"
	"rollcall/dedupe/record"
)

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
	a.Rarity[family] = c.rarityOf(family, a.Levels[family], z, y)
	a.Rarity[given] = c.rarityOfSwapped(given, family, l, r)
}

// swaps is how many pairs of one name there are to one that stands crosswise.
const swaps = 20

// fewestBits is the least that names which agree crosswise say.
const fewestBits = 2 * unit

// rarityOfSwapped returns what given names add, to the family names' rarity, where
// both agree crosswise. That one of two records of a name was swapped is as rare
// among strangers as among matches, so that the names count as they do the right way
// round, which is the commoner one; less where the other way round is a name too,
// as James Thomas is: its bearers are strangers, and more than swapped records.
func (c *Comparer) rarityOfSwapped(given, family int, l, r []record.Symbol) int32 {
	one := c.rarity[given][l[record.First]] + c.rarity[family][l[record.Last]]
	other := c.rarity[given][r[record.First]] + c.rarity[family][r[record.Last]]
	crosswise := max(one, other) - fixed(math.Log2(swaps))
	counted := min(c.rarity[family][l[record.Last]], c.rarity[family][r[record.Last]])
	return min(min(one, other)-counted, max(crosswise-counted, fewestBits))
}

func (c *Comparer) likeName(family int, x, y record.Symbol) compare.Level {
	if x == y {
		return compare.FamilyExact
	}
	return c.level(family, x, y)
}

// An email is evidence of its own or comes with the name: then only its form counts,
// what it says beyond the name. It comes with the name where both addresses are made
// from their names and differ, for they are as near as the names are; and where one
// address is shared by names that agree.

// idleEmail returns which of an email's two comparisons does not count, whatever the
// names are: email or emailForm; -1: none, or the names decide (explainEmail).
func (c *Comparer) idleEmail(l, r []record.Symbol) int {
	if c.at.email < 0 || c.at.form < 0 || l[record.Email] == 0 || r[record.Email] == 0 {
		return -1
	}
	x, y := l[record.Form], r[record.Form]
	switch shared := l[record.Email] == r[record.Email]; {
	case shared && (x != 0 || y != 0):
		return -1
	case x != 0 && y != 0:
		return c.at.email
	}
	return c.at.form
}

// explainEmail decides what a shared email that one of the names has made counts as.
func (c *Comparer) explainEmail(l, r []record.Symbol, a *Agreement) {
	if !c.namesDecide(l, r) {
		return
	}
	whole, form := c.at.email, c.at.form
	if !agrees(a, c.at.given, compare.GivenInitial) || !agrees(a, c.at.family, compare.FamilyPart) {
		a.Levels[form], a.Rarity[form] = compare.Missing, 0
		return
	}
	a.Levels[form], a.Rarity[form] = compare.EmailExact, c.sharedForm(l, r)
	a.Levels[whole], a.Rarity[whole] = compare.Missing, 0
}

// namesDecide says whether it hangs on the names how a shared email counts.
func (c *Comparer) namesDecide(l, r []record.Symbol) bool {
	return c.at.email >= 0 && c.at.form >= 0 && l[record.Email] != 0 && l[record.Email] == r[record.Email] && (l[record.Form] != 0 || r[record.Form] != 0)
}

// sharedForm returns how rare the form of a shared email is.
func (c *Comparer) sharedForm(l, r []record.Symbol) int32 {
	return min(c.formRarity(c.at.form, l[record.Form]), c.formRarity(c.at.form, r[record.Form]))
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
