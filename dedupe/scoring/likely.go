package scoring

import (
	"math"

	"rollcall/dedupe/compare"
	"rollcall/dedupe/record"
)

// Likely says of pairs of records whether they are more likely than not to match. It
// compares no more than that takes: where even the best that the values not yet
// compared could show leaves a pair below, the pair is settled. It belongs to one
// goroutine.
type Likely struct {
	*Comparer
	weights   *Weights
	agreement Agreement
	rest      []int32 // by comparison: the most that a level says whose rarity does not count
	order     []int   // of comparisons: what is cheap to compare first
	most      []int32 // by comparison: the most that it can say of the pair at hand
	open      []bool  // by comparison: it may say less
}

// NewLikely prepares a model for the comparer's table.
func NewLikely(c *Comparer, m *Model) *Likely {
	n := len(c.comparisons)
	l := &Likely{Comparer: c, weights: m.Weights(), agreement: newAgreement(n), most: make([]int32, n), open: make([]bool, n)}
	for i := range c.comparisons {
		l.rest = append(l.rest, l.leastRare(i))
		if k := c.comparisons[i].kind; k == givenName || k == familyName {
			l.order = append(l.order, i) // known names repeat
		}
	}
	for i := range c.comparisons {
		if k := c.comparisons[i].kind; k != givenName && k != familyName {
			l.order = append(l.order, i)
		}
	}
	return l
}

// leastRare returns the most that a level of a comparison says to which rarity adds nothing.
func (l *Likely) leastRare(i int) int32 {
	most := int32(math.MinInt32)
	for level, weight := range l.weights.match[i] {
		if compare.Level(level) > 2 {
			most = max(most, weight)
		}
	}
	return most
}

// Match says whether two records score above 0.
func (l *Likely) Match(left, right uint32) bool {
	fromL, toL := l.table.Rows(int(left))
	fromR, toR := l.table.Rows(int(right))
	if toL-fromL == 1 && toR-fromR == 1 && l.unlikely(fromL, fromR) {
		return false
	}
	l.Compare(left, right, &l.agreement)
	return l.weights.Score(&l.agreement) > 0
}

// unlikely says that two rows cannot score above 0; false says nothing.
func (l *Likely) unlikely(left, right uint32) bool {
	x, y := l.table.Row(left), l.table.Row(right)
	if crosswiseNames(x, y) {
		return false
	}
	sum := l.weights.Prior + max(0, l.weights.together) + l.bound(left, right) // relations only take from it
	for _, i := range l.order {
		if sum <= 0 {
			return true
		}
		if l.open[i] {
			column := l.comparisons[i].column
			sum += l.says(i, l.look(i, x[column], y[column]), x, y) - l.most[i]
		}
	}
	return sum <= 0
}

// crosswiseNames says whether one row's given name is the other's family name.
func crosswiseNames(x, y []record.Symbol) bool {
	return x[record.First] != 0 && x[record.First] == y[record.Last] || y[record.First] != 0 && y[record.First] == x[record.Last]
}

// bound sums up the most that the comparisons can say of two rows, as far as that
// shows without looking at values, and keeps it of each.
func (l *Likely) bound(left, right uint32) (sum int32) {
	x, y := l.table.Row(left), l.table.Row(right)
	sketchL, sketchR := &l.sketches[left], &l.sketches[right]
	idle, named := l.idleEmail(x, y), l.namesDecide(x, y)
	for i := range l.comparisons {
		column := l.comparisons[i].column
		l.open[i] = false
		if column == absent || x[column] == 0 || y[column] == 0 || i == idle || named && i == l.at.form {
			continue
		}
		if level := l.first(i, pairOf{x[column], y[column], sketchL, sketchR}); level != 0 {
			l.most[i] = l.says(i, level, x, y)
		} else {
			l.most[i], l.open[i] = l.best(i, x, y), true
		}
		if named && i == l.at.email {
			l.most[i] = max(l.most[i], l.weights.match[l.at.form][compare.EmailExact]+l.sharedForm(x, y))
		}
		sum += l.most[i]
	}
	return sum
}

// best returns the most that any level of a comparison says of two rows.
func (l *Likely) best(i int, x, y []record.Symbol) int32 {
	most := l.rest[i]
	for level := 1; level < len(l.weights.match[i]); level++ {
		if level <= 2 || l.scarce(i, compare.Level(level)) {
			most = max(most, l.says(i, compare.Level(level), x, y))
		}
	}
	return most
}

// scarce says whether a level beyond the second has a rarity.
func (c *Comparer) scarce(i int, level compare.Level) bool {
	switch c.comparisons[i].kind {
	case address:
		return level == compare.PlaceZip || level == compare.PlaceCity || level == compare.PlaceArea || level == compare.PlaceAreaPart
	case email:
		return level == compare.EmailLocal
	}
	return false
}

// says returns what a level says of two rows.
func (l *Likely) says(i int, level compare.Level, x, y []record.Symbol) int32 {
	if level == compare.Missing {
		return 0
	}
	column := l.comparisons[i].column
	return l.weights.match[i][level] + l.rarityOf(i, level, x[column], y[column])
}
