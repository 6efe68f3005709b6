// Package scoring compares candidate pairs and turns their agreement into a
// match weight: the Fellegi-Sunter model in log space, with frequencies of values
// taken into account, a class of non-matching pairs that live together, and
// parameters learned from the data, blended with shipped ones where data are few.
package scoring

import (
	"slices"
	"strings"

	"rollcall/dedupe/compare"
	"rollcall/dedupe/record"
	"rollcall/store/customer"
)

// kind says how a comparison works and which shipped parameters it starts from.
type kind uint8

const (
	givenName kind = iota
	familyName
	middleName
	suffix
	organisation
	email
	emailForm
	phone
	address
	birthDate
	identifier
	text
	otherDate
)

// Comparison is one thing that is compared. Levels are named best first; 0 is
// "missing", which is no evidence.
type Comparison struct {
	Name   string
	Levels []string
	kind   kind
	column int
}

var fixedComparisons = []Comparison{
	{"first_name", compare.GivenLevels, givenName, record.First},
	{"last_name", compare.FamilyLevels, familyName, record.Last},
	{"middle_name", compare.MiddleLevels, middleName, record.Middle},
	{"suffix", suffixLevels, suffix, record.Suffix},
	{"org_name", compare.OrgLevels, organisation, record.Org},
	{"email", compare.EmailLevels, email, record.Email},
	{"email_form", compare.EmailLevels, emailForm, record.Form},
	{"phone", compare.PhoneLevels, phone, record.Phone},
	{"address", compare.PlaceLevels, address, record.Address},
	{"birth_date", compare.DateLevels, birthDate, record.Birth},
}

// Levels of a generation suffix.
const (
	suffixSame compare.Level = 1 + iota
	suffixElse
)

var suffixLevels = []string{"missing", "same", "else"}

// Comparisons returns what is compared: the fixed columns that hold any value, as
// filled says by their names, then the custom fields. Name columns hold some when any
// of them does. ignore names comparisons to leave out.
func Comparisons(fields []record.Field, filled map[string]int, ignore []string) []Comparison {
	var list []Comparison
	for _, c := range fixedComparisons {
		if !slices.Contains(ignore, c.Name) && present(c.column, filled) {
			list = append(list, c)
		}
	}
	for i, field := range fields {
		if c := fieldComparison(field, record.Fixed+i); !slices.Contains(ignore, c.Name) && !taken(list, c.Name) {
			list = append(list, c)
		}
	}
	return list
}

func present(column int, filled map[string]int) bool {
	switch column {
	case record.First, record.Middle, record.Last:
		return filled[record.ColumnName(record.First)]+filled[record.ColumnName(record.Middle)]+filled[record.ColumnName(record.Last)] > 0
	}
	return filled[record.ColumnName(column)] > 0
}

// Known says whether a comparison of that name can be: a fixed one, or fields.NAME.
func Known(name string) bool {
	field, custom := strings.CutPrefix(name, "fields.")
	return custom && field != "" || !custom && taken(fixedComparisons, name)
}

func taken(list []Comparison, name string) bool {
	for i := range list {
		if list[i].Name == name {
			return true
		}
	}
	return false
}

func fieldComparison(field record.Field, column int) Comparison {
	c := Comparison{"fields." + field.Name, compare.CodeLevels, text, column}
	switch field.Type {
	case customer.Identifier:
		c.kind = identifier
	case customer.Date:
		c.kind, c.Levels = otherDate, compare.DateLevels
	}
	return c
}

// absent is the column of a comparison whose field no record of the table has.
const absent = -1

// named returns the comparisons of a model for a table, in the model's order.
func named(t *record.Table, parameters []Parameters) []Comparison {
	list := make([]Comparison, len(parameters))
	for i, p := range parameters {
		list[i] = Comparison{Name: p.Comparison, Levels: p.Levels, kind: p.kind(), column: absent}
		for _, c := range fixedComparisons {
			if c.Name == p.Comparison {
				list[i] = c
			}
		}
		if name, ok := strings.CutPrefix(p.Comparison, "fields."); ok {
			list[i].column = columnOf(t, name)
		}
	}
	return list
}

// columnOf returns the column of the first custom field of that name.
func columnOf(t *record.Table, name string) int {
	for i, field := range t.Fields {
		if field.Name == name {
			return record.Fixed + i
		}
	}
	return absent
}
