package scoring

import (
	"testing"

	"rollcall/dedupe/compare"
	"rollcall/dedupe/record"
)

// TestLikely wants Likely to say what scores say, of any pairs and of those that a
// shared value brings together.
func TestLikely(t *testing.T) {
	for _, ignore := range [][]string{nil, {"email_form"}, {"email"}, {"first_name"}, {"address", "birth_date"}} {
		table, _ := base(t, 3000, 5)
		model := shippedFor(table, ignore)
		comparer, weights := NewComparer(table, model), model.Weights()
		likely, a := NewLikely(comparer.Fork(), model), NewAgreement(comparer)
		matches := 0
		for pair := range pairsToTry(table) {
			comparer.Compare(pair[0], pair[1], &a)
			want := weights.Score(&a) > 0
			if got := likely.Match(pair[0], pair[1]); got != want {
				t.Fatalf("without %v: records %d and %d: %v, but the score says %v", ignore, pair[0], pair[1], got, want)
			}
			if want {
				matches++
			}
		}
		if matches < 500 {
			t.Errorf("without %v: only %d likely matches were met", ignore, matches)
		}
	}
}

// TestLikelyWithoutStreets is about levels whose rarity is that of a postal code or a
// city: bounds must know of all of them.
func TestLikelyWithoutStreets(t *testing.T) {
	table, _ := base(t, 500, 11)
	model := shippedFor(table, nil)
	l := NewLikely(NewComparer(table, model), model)
	i := l.find(address)
	for level := compare.Level(3); int(level) < len(l.weights.match[i]); level++ {
		rare := false
		for row := range uint32(table.RowCount()) {
			s := table.Row(row)[record.Address]
			rare = rare || s != 0 && l.rarityOf(i, level, s, s) != 0
		}
		if rare != l.scarce(i, level) {
			t.Errorf("level %d has a rarity: %v, but bounds take it for %v", level, rare, !rare)
		}
	}
}

// pairsToTry returns pairs of records that are near each other in the table, or share a
// value of a column.
func pairsToTry(table *record.Table) map[[2]uint32]bool {
	pairs, n := map[[2]uint32]bool{}, uint32(table.Len())
	for left := range n - 5 {
		pairs[[2]uint32{left, left + 1 + left%4}] = true
	}
	for column := range record.Fixed {
		last := map[record.Symbol]uint32{}
		for right := range n {
			from, _ := table.Rows(int(right))
			s := table.Row(from)[column]
			if left, met := last[s]; met && s != 0 {
				pairs[[2]uint32{left, right}] = true
			}
			last[s] = right
		}
	}
	return pairs
}

// TestLikelySettles wants most of what does not match to be settled without all
// comparisons, and nothing else.
func TestLikelySettles(t *testing.T) {
	table, _ := base(t, 2000, 7)
	model := shippedFor(table, nil)
	likely := NewLikely(NewComparer(table, model), model)
	settled, n := 0, uint32(table.Len())
	for left := range n {
		from, _ := table.Rows(int(left))
		other, _ := table.Rows(int((left + 977) % n))
		if likely.unlikely(from, other) {
			settled++
		}
	}
	if settled < int(n)*9/10 {
		t.Errorf("%d of %d random pairs are settled early", settled, n)
	}
}
