package dedupe

import (
	"cmp"
	"slices"

	"rollcall/dedupe/normalize"
	"rollcall/dedupe/record"
)

// JunkValue is a value that counts as missing: it stands for too many people.
type JunkValue struct {
	Column  string `json:"column"`
	Value   string `json:"value"`
	Records int    `json:"records"` // rows that had it
}

// junkColumns are those whose values should tell people apart.
var junkColumns = []int{record.Email, record.Phone, record.Birth}

const (
	junkFloor = 40    // rows below which no value is junk by frequency
	junkShare = 0.004 // share of the filled rows from which it is
)

// findJunk returns the hashes of values that are too frequent, and of written
// ones, by column name.
func findJunk(t *record.Table, written map[string][]string) map[string][]uint64 {
	junk := map[string][]uint64{}
	for column := range t.Stride {
		name := t.Column(column)
		for _, value := range written[name] {
			junk[name] = append(junk[name], record.Hash(normalize.Fold(value)), record.Hash(value))
		}
		if slices.Contains(junkColumns, column) || column >= record.Fixed && t.Identifies(column) {
			junk[name] = append(junk[name], frequent(t, column)...)
		}
		slices.Sort(junk[name])
		if len(junk[name]) == 0 {
			delete(junk, name)
		}
	}
	return junk
}

// frequent returns the values of a column that are out of all proportion: over
// the floor and the share.
func frequent(t *record.Table, column int) (hashes []uint64) {
	counts, filled := count(t, column)
	limit := max(junkFloor, int(junkShare*float64(filled)))
	for s, n := range counts {
		if n > limit {
			hashes = append(hashes, t.HashOf(column, record.Symbol(s)))
		}
	}
	return hashes
}

func count(t *record.Table, column int) (counts []int, filled int) {
	counts = make([]int, t.Symbols(column))
	for row := range uint32(t.RowCount()) {
		if s := t.Row(row)[column]; s != 0 {
			counts[s]++
			filled++
		}
	}
	return counts, filled
}

// clearJunk makes junk missing and lists what it found.
func clearJunk(t *record.Table, junk map[string][]uint64) []JunkValue {
	var list []JunkValue
	for column := range t.Stride {
		hashes := junk[t.Column(column)]
		if len(hashes) == 0 {
			continue
		}
		counts, _ := count(t, column)
		drop := make([]bool, len(counts))
		for s, n := range counts {
			if _, found := slices.BinarySearch(hashes, t.HashOf(column, record.Symbol(s))); found && n > 0 {
				drop[s] = true
				list = append(list, JunkValue{t.Column(column), t.TextOf(column, record.Symbol(s)), n})
			}
		}
		t.Clear(column, drop)
	}
	slices.SortFunc(list, func(a, b JunkValue) int {
		return cmp.Or(cmp.Compare(a.Column, b.Column), cmp.Compare(b.Records, a.Records), cmp.Compare(a.Value, b.Value))
	})
	return list
}
