package dedupe

import (
	"cmp"
	"iter"
	"slices"

	"rollcall/dedupe/record"
)

// Profile counts what there is in a set of records. Profiles of different records
// add up: Merge.
type Profile struct {
	Records int            `json:"records"`
	Rows    int            `json:"rows"`
	Fields  []record.Field `json:"fields,omitempty"` // by name, then type
	Filled  map[string]int `json:"filled"`           // rows with a value, by column
}

// NewProfile counts a table, before its junk is cleared.
func NewProfile(t *record.Table) Profile {
	return Profile{Records: t.Len(), Rows: t.RowCount(), Fields: slices.Clone(t.Fields), Filled: t.Filled()}
}

// Merge adds the profile of other records.
func (p *Profile) Merge(other Profile) {
	p.Records, p.Rows = p.Records+other.Records, p.Rows+other.Rows
	p.Fields = append(p.Fields, other.Fields...)
	slices.SortFunc(p.Fields, func(a, b record.Field) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Type, b.Type))
	})
	p.Fields = slices.Compact(p.Fields)
	if p.Filled == nil {
		p.Filled = map[string]int{}
	}
	for column, n := range other.Filled {
		p.Filled[column] += n
	}
}

// shares returns the share of rows that have a value, by column.
func (p *Profile) shares() map[string]float64 {
	shares := map[string]float64{}
	for column, n := range p.Filled {
		shares[column] = float64(n) / float64(p.Rows)
	}
	return shares
}

// Suspects yields, row by row, the values that are junk where too many rows have
// them: the column's name and the value's hash.
func Suspects(t *record.Table) iter.Seq2[string, uint64] {
	return func(yield func(string, uint64) bool) {
		for _, column := range telling(t) {
			for row := range uint32(t.RowCount()) {
				if s := t.Row(row)[column]; s != 0 && !yield(t.Column(column), t.HashOf(column, s)) {
					return
				}
			}
		}
	}
}

// telling returns the columns whose values should tell people apart.
func telling(t *record.Table) []int {
	columns := []int{record.Email, record.Phone, record.Birth}
	for column := record.Fixed; column < t.Stride; column++ {
		if t.Identifies(column) {
			columns = append(columns, column)
		}
	}
	return columns
}
