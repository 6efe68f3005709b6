// Package record holds customers prepared for comparison: normalised values as
// numbers (symbols) in one table of rows, so that equal values are equal numbers
// and a pair is compared without touching text where that can be helped.
package record

import (
	"rollcall/dedupe/compare"
	"rollcall/store/customer"
)

// Symbol numbers a value of one dictionary; 0 is a missing value. Symbols depend
// on the order of input: nothing that is written may depend on them.
type Symbol = uint32

// The fixed columns of a row. Custom fields follow from Fixed on.
const (
	First = iota
	Middle
	Last
	Suffix
	Org
	Email
	Form // what an email says beyond its owner's name
	Phone
	Address
	Birth
	Fixed
)

// Ref names a record's customer.
type Ref struct {
	ID       int64
	ImportID string
	Version  int64
}

// Field is a custom field that is evidence. Birth dates, emails and phones have
// fixed columns; every other field has its own.
type Field struct {
	Name string        `json:"name"`
	Type customer.Type `json:"type"`
}

// Table is a set of records, sorted by import id bytewise (then by id). A record
// has one row or more: further rows hold its further values (a second address,
// the values of customers merged into it). Rows of a record are neighbours.
type Table struct {
	Refs   []Ref
	Fields []Field // custom columns, by name
	Stride int     // symbols per row
	marks  []uint64
	start  []uint32
	owner  []uint32
	rows   []Symbol
	Dictionaries
}

// Dictionaries hold the values behind symbols; index 0 is the missing value.
type Dictionaries struct {
	Names  []Name
	Texts  []*List[Text] // by column; nil where Names or Places serve
	Places *List[Place]
}

// Text is a value with what is derived from it: its hash; the hash of its part
// that may agree alone (an email's local part, a phone's last seven digits; 0:
// there is none); and the signature of that part, or of the whole.
type Text struct {
	Text       string
	Hash, Part uint64
	Sign       compare.Signature
}

// Name is a word or words of a person's name. Full and Sound are hashes of the
// full form's and of its phonetic code.
type Name struct {
	compare.Name
	Hash, Full, Sound uint64
}

// Place is an address with the hashes of its parts; 0 where a part is missing.
type Place struct {
	compare.Place
	Hash, HouseKey, ZipKey, CityKey, StreetKey, NumberKey uint64
}

// Len returns the number of records.
func (t *Table) Len() int { return len(t.Refs) }

// Mark returns the hash of a record's import id: chance that depends on nothing else.
func (t *Table) Mark(record uint32) uint64 { return t.marks[record] }

// PairMark returns the mark of a pair of records.
func (t *Table) PairMark(a, b uint32) uint64 { return PairMark(t.marks[a], t.marks[b]) }

// RowCount returns the number of rows, at least that of records.
func (t *Table) RowCount() int { return len(t.owner) }

// Rows returns the range [from, to) of a record's rows.
func (t *Table) Rows(record int) (from, to uint32) { return t.start[record], t.start[record+1] }

// Owner returns the record that a row belongs to.
func (t *Table) Owner(row uint32) uint32 { return t.owner[row] }

// Row returns a row's symbols by column. It must not be changed.
func (t *Table) Row(row uint32) []Symbol {
	at := int(row) * t.Stride
	return t.rows[at : at+t.Stride : at+t.Stride]
}

// HashOf returns the hash of a symbol in a column; 0 for a missing value.
func (t *Table) HashOf(column int, s Symbol) uint64 {
	switch column {
	case First, Middle, Last:
		return t.Names[s].Hash
	case Address:
		return t.Places.At(s).Hash
	}
	return t.Texts[column].At(s).Hash
}

// TextOf returns the text of a symbol in a column, for reports.
func (t *Table) TextOf(column int, s Symbol) string {
	switch column {
	case First, Middle, Last:
		return t.Names[s].Text
	case Address:
		p := t.Places.At(s)
		return joinParts(p.Number, p.Street, p.Extra, p.Unit, p.City, p.State, p.Zip)
	}
	return t.Texts[column].At(s).Text
}

// Symbols returns how many values a column's dictionary has, the missing one
// included.
func (t *Table) Symbols(column int) int {
	switch column {
	case First, Middle, Last:
		return len(t.Names)
	case Address:
		return t.Places.Len()
	}
	return t.Texts[column].Len()
}

// Clear makes every occurrence of the given values missing: drop[s] says so for
// symbol s of the column.
func (t *Table) Clear(column int, drop []bool) {
	for at := column; at < len(t.rows); at += t.Stride {
		if drop[t.rows[at]] {
			t.rows[at] = 0
		}
	}
}

// Column returns the name of a column as reports call it.
func (t *Table) Column(column int) string {
	if column >= Fixed {
		return "fields." + t.Fields[column-Fixed].Name
	}
	return fixedNames[column]
}

// ColumnName returns the name of a fixed column.
func ColumnName(column int) string { return fixedNames[column] }

var fixedNames = [Fixed]string{"first_name", "middle_name", "last_name", "suffix", "org_name", "email", "email_form", "phone", "address", "birth_date"}

// Filled returns how many rows have a value, by the name of the column; columns that
// have none are left out.
func (t *Table) Filled() map[string]int {
	counts := make([]int, t.Stride)
	for row := range uint32(t.RowCount()) {
		for column, s := range t.Row(row) {
			if s != 0 {
				counts[column]++
			}
		}
	}
	filled := map[string]int{}
	for column, n := range counts {
		if n > 0 {
			filled[t.Column(column)] += n
		}
	}
	return filled
}

// Identifies says whether a column holds a custom identifier.
func (t *Table) Identifies(column int) bool {
	return column >= Fixed && t.Fields[column-Fixed].Type == customer.Identifier
}
