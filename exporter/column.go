package exporter

import (
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/importer/setting"
	"rollcall/store/customer"
)

// ErrColumn says that a column is not known or named twice.
var ErrColumn = errors.New("these columns cannot be written")

// Column is one column of an export: where its values come from and what
// stands above them. Make it with ParseColumns, Portable, Default or All.
type Column struct {
	Name  string // a path of the Customer object, or a whole-object column
	Title string // what the file's header, or JSON key, says
	source
}

// source is where a column's values come from.
type source struct {
	reads string // the core field or list of the customer that get looks at, "" where there is none
	get   func(*customer.Customer) Cell
}

// Cell returns the column's value of a customer.
func (c *Column) Cell(one *customer.Customer) Cell { return c.get(one) }

// Reads returns the core fields and lists that a table of these columns looks
// at, each once: what else a customer has need not be loaded. Every table looks
// at the id, the import id and mergedInto.
func Reads(columns ...Column) []string {
	names := []string{"id", "externalCustomerImportId", "mergedInto"}
	for _, c := range columns {
		if c.reads != "" && !slices.Contains(names, c.reads) {
			names = append(names, c.reads)
		}
	}
	return names
}

// ParseColumns reads a list of columns, separated by commas: names of the
// Customer object (firstName, address[primary].city, fields.NAME), whole-object
// columns (address, attributes, solicitationCodes, fields, fieldTypes, notes,
// memberships, cards, orders, subscriptions, integrations: as JSON text), the
// readable columns solicitationCodeList, attributeList, fieldList and
// relatedCount, or the sets portable, default and all. NAME=TITLE writes
// another header. A name that holds a comma stands in double quotes.
func ParseColumns(spec string) ([]Column, error) {
	names, err := splitColumns(spec)
	if err != nil {
		return nil, err
	}
	var columns []Column
	for _, name := range names {
		if set, ok := sets[name]; ok {
			columns = append(columns, set()...)
			continue
		}
		c, err := parseColumn(name)
		if err != nil {
			return nil, err
		}
		columns = append(columns, c)
	}
	return columns, unique(columns)
}

func splitColumns(spec string) ([]string, error) {
	r := csv.NewReader(strings.NewReader(spec))
	r.TrimLeadingSpace = true
	names, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("columns: expected names separated by commas: %w", ErrColumn)
	}
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return names, nil
}

func parseColumn(name string) (Column, error) {
	if c, ok := ColumnNamed(name); ok {
		return c, nil
	}
	if i := strings.LastIndexByte(name, '='); i > 0 && i < len(name)-1 {
		if c, ok := ColumnNamed(name[:i]); ok {
			c.Title = name[i+1:]
			return c, nil
		}
		name = name[:i]
	}
	return Column{}, fmt.Errorf("unknown column %q%s: %w", name, Suggestion(name), ErrColumn)
}

// ColumnNamed returns the column of one name that ParseColumns knows; not a set
// and not NAME=TITLE.
func ColumnNamed(name string) (Column, bool) {
	if from, ok := whole[name]; ok {
		return Column{name, name, from}, true
	}
	p, err := customer.ParsePath(name)
	if err != nil {
		return Column{}, false
	}
	return Column{name, name, source{p.Field, pathGetter(p)}}, true
}

// Suggestion names the column that was probably meant, as a hint that goes behind
// a message; "" when none is near.
func Suggestion(name string) string {
	names := make([]string, 0, len(whole))
	for _, c := range All() {
		names = append(names, c.Name)
	}
	if meant := setting.Meant(name, names); meant != "" {
		return fmt.Sprintf(" (did you mean %s?)", meant)
	}
	return ""
}

func unique(columns []Column) error {
	seen := map[string]bool{}
	for _, c := range columns {
		if seen[c.Title] {
			return fmt.Errorf("column %q: named twice: %w", c.Title, ErrColumn)
		}
		seen[c.Title] = true
	}
	return nil
}
