package importer

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"rollcall/exporter/sheet"
	"rollcall/store/customer"
)

// FieldCount says what an import changes in one field of the customers and
// records that it updates. A list, such as the addresses, is one value.
type FieldCount struct {
	FilledBefore int64 `json:"filled_before"` // of the changed values, those that were not empty before
	FilledAfter  int64 `json:"filled_after"`  // and those that are not empty after
	Set          int64 `json:"set"`           // empty before
	Replaced     int64 `json:"replaced"`      // filled before and after
	Cleared      int64 `json:"cleared"`       // empty after
}

func (c *FieldCount) add(f customer.FieldChange) {
	switch {
	case f.Before == "":
		c.Set++
	case f.After == "":
		c.Cleared++
	default:
		c.Replaced++
	}
	c.FilledBefore, c.FilledAfter = c.Replaced+c.Cleared, c.Replaced+c.Set
}

// changed is how many values of the field change.
func (c FieldCount) changed() int64 { return c.Set + c.Replaced + c.Cleared }

// fieldCounts counts by field; the records of one kind are one field.
type fieldCounts map[string]*FieldCount

func (cs fieldCounts) add(fields []customer.FieldChange) {
	for _, f := range fields {
		name := f.Field
		if kind, _, record := strings.Cut(name, "["); record && slices.Contains(customer.Kinds, customer.Kind(kind)) {
			name = kind
		}
		if cs[name] == nil {
			cs[name] = &FieldCount{}
		}
		cs[name].add(f)
	}
}

// counted returns the counts, and how many values change, by field.
func (cs fieldCounts) counted() (counts map[string]FieldCount, changes map[string]int64) {
	counts, changes = map[string]FieldCount{}, map[string]int64{}
	for name, c := range cs {
		counts[name], changes[name] = *c, c.changed()
	}
	return counts, changes
}

// rowChange is what a row would change on one customer: the one that it names,
// or the survivor of that one.
type rowChange struct {
	customerID string
	fields     []customer.FieldChange
}

// changesName is the report of what a dry run would change. A real run needs
// none: the journal holds the same, and there it is kept from reports that
// stay on a disk for longer.
const changesName = "changes.csv"

// changeColumns is the header of changes.csv.
var changeColumns = []string{"file", "sheet", "row", "key", "customerId", "field", "before", "after"}

// changeFile writes changes.csv: one line a changed value, in row order,
// spreadsheet-safe, readable by its owner only.
type changeFile struct {
	file *os.File
	csv  *csv.Writer
}

func openChangeFile(dir string) (*changeFile, error) {
	f, err := openAt(filepath.Join(dir, changesName), 0)
	if err != nil {
		return nil, err
	}
	c := &changeFile{file: f, csv: csv.NewWriter(f)}
	_ = c.csv.Write(changeColumns) // a csv.Writer keeps its error for Flush
	return c, nil
}

// write adds what a row changes; nil, the file of a real run, takes nothing.
func (c *changeFile) write(p *prepared) {
	if c == nil {
		return
	}
	for _, change := range p.changes {
		for _, f := range change.fields {
			cells := []string{p.in.info.File, p.in.info.Sheet, strconv.Itoa(p.row.Line), p.key, change.customerID, f.Field, f.Before, f.After}
			for i := range cells {
				cells[i] = sheet.Safe(cells[i])
			}
			_ = c.csv.Write(cells)
		}
	}
}

func (c *changeFile) close() (path string, err error) {
	if c == nil {
		return "", nil
	}
	c.csv.Flush()
	return c.file.Name(), errors.Join(c.csv.Error(), c.file.Close())
}
