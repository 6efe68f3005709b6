package dedupe

import (
	"cmp"
	"slices"

	"rollcall/dedupe/normalize"
	"rollcall/dedupe/record"
	"rollcall/dedupe/scoring"
)

// JunkValue is a value that counts as missing: it stands for too many people.
type JunkValue struct {
	Column  string `json:"column"`
	Value   string `json:"value"`
	Records int    `json:"records"` // rows that had it
}

// Junk holds the hashes of values that count as missing, ascending, by column.
type Junk map[string][]uint64

// JunkFloor is the number of rows up to which no value is junk by frequency.
const JunkFloor = 40

// junkShare is the share of the filled rows from which a value is junk.
const junkShare = 0.004

// Junk returns the values that count as missing: the written ones, and those of
// frequent, by column, that more rows have than the floor and a share of the filled
// ones. frequent must list the suspects that more than JunkFloor rows have.
func (p *Profile) Junk(written map[string][]string, frequent map[string][]scoring.Counted) Junk {
	junk := Junk{}
	for column, values := range written {
		for _, value := range values {
			junk[column] = append(junk[column], record.Hash(normalize.Fold(value)), record.Hash(value))
		}
	}
	for column, values := range frequent {
		limit := max(JunkFloor, int64(junkShare*float64(p.Filled[column])))
		for _, v := range values {
			if v.Count > limit {
				junk[column] = append(junk[column], v.Hash)
			}
		}
	}
	for _, hashes := range junk {
		slices.Sort(hashes)
	}
	return junk
}

// frequent counts the suspects of a table that more than JunkFloor rows have.
func frequent(t *record.Table) map[string][]scoring.Counted {
	list := map[string][]scoring.Counted{}
	for _, column := range telling(t) {
		for s, n := range count(t, column) {
			if n > JunkFloor {
				list[t.Column(column)] = append(list[t.Column(column)], scoring.Counted{Hash: t.HashOf(column, record.Symbol(s)), Count: int64(n)})
			}
		}
	}
	return list
}

// count returns how many rows have each value of a column.
func count(t *record.Table, column int) []int {
	counts := make([]int, t.Symbols(column))
	for row := range uint32(t.RowCount()) {
		if s := t.Row(row)[column]; s != 0 {
			counts[s]++
		}
	}
	return counts
}

// Clear makes junk missing in a table and lists what it found, by column, the most
// frequent first.
func (j Junk) Clear(t *record.Table) []JunkValue {
	var list []JunkValue
	for column := range t.Stride {
		hashes := j[t.Column(column)]
		if len(hashes) == 0 {
			continue
		}
		counts := count(t, column)
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
