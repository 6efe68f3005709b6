package exporter

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"

	"rollcall/exporter/sheet"
	"rollcall/store/customer"
)

// ErrData says that a related record's data cannot be a row.
var ErrData = errors.New("the record's data cannot be written as a row")

// relatedTitles stand before the keys of the data: what an import of related
// records needs to know.
var relatedTitles = []string{"id", "externalCustomerImportId"}

// RelatedKeys returns, for each of the kinds, the keys that the data of its
// records have, sorted bytewise: the columns of Related. The customers come with
// their records loaded. A key that the row itself uses is ErrData.
func RelatedKeys(customers iter.Seq2[*customer.Customer, error], kinds ...customer.Kind) (map[customer.Kind][]string, error) {
	keys, seen := map[customer.Kind][]string{}, map[string]bool{}
	for c, err := range customers {
		if err != nil {
			return nil, err
		}
		for i := range c.Related {
			r := &c.Related[i]
			if !slices.Contains(kinds, r.Kind) {
				continue
			}
			data, err := dataOf(r)
			if err != nil {
				return nil, err
			}
			for key := range data {
				if name := string(r.Kind) + "." + key; !seen[name] {
					seen[name] = true
					keys[r.Kind] = append(keys[r.Kind], key)
				}
			}
		}
	}
	for kind, list := range keys {
		slices.Sort(list)
		for _, own := range relatedTitles {
			if slices.Contains(list, own) {
				return nil, fmt.Errorf("%s have a key %q of their own: %w; export customers as jsonl, which holds the records whole", kind, own, ErrData)
			}
		}
	}
	return keys, nil
}

// placesOf says where the keys of a record stand among its row's cells.
func placesOf(keys []string) map[string]int {
	at := make(map[string]int, len(keys))
	for i, key := range keys {
		at[key] = len(relatedTitles) + i
	}
	return at
}

// dataCells puts the values of a record's data into their cells.
func dataCells(cells []Cell, r *customer.Related, at map[string]int) error {
	data, err := dataOf(r)
	for key, raw := range data {
		i, known := at[key]
		if !known {
			return fmt.Errorf("a record of kind %s was written meanwhile and has the new key %q: export again: %w", r.Kind, key, ErrData)
		}
		cells[i] = jsonCell(raw)
	}
	return err
}

// Related returns the table of one row a record of the kind: its id, the import
// id of the customer that holds it, and a column for each of the keys. Lists
// and objects are JSON text. A record with another key is ErrData. Only
// customers that hold such a record are counted.
func Related(s Source, kind customer.Kind, keys []string) Table {
	columns, at := Titles(append(slices.Clone(relatedTitles), keys...)...), placesOf(keys)
	cells := make([]Cell, len(columns))
	return s.records(kind, columns, func(c *customer.Customer, r *customer.Related) ([]Cell, error) {
		clear(cells)
		cells[0], cells[1] = Cell{Text: r.ID, Kind: sheet.Text}, Cell{Text: c.ImportID, Kind: sheet.Text}
		return cells, dataCells(cells, r, at)
	})
}

// RelatedObjects returns the table of one JSON object a record, for JSON Lines
// only: the id, the import id of the customer that holds it, and the data.
func RelatedObjects(s Source, kind customer.Kind) Table {
	cells := make([]Cell, 1)
	t := s.records(kind, Titles(""), func(c *customer.Customer, r *customer.Related) ([]Cell, error) {
		data, err := dataOf(r)
		if err != nil {
			return nil, err
		}
		data[relatedTitles[1]] = appendString(nil, c.ImportID)
		full := customer.Related{ID: r.ID, Data: customer.CanonicalData(data)}
		cells[0] = Cell{Text: string(full.JSON()), JSON: true}
		return cells, nil
	})
	t.objects = true
	return t
}

func (s Source) records(kind customer.Kind, columns []Column, cells func(*customer.Customer, *customer.Related) ([]Cell, error)) Table {
	return Table{Name: string(kind), Columns: columns, Rows: func(yield func(Row, error) bool) {
		for c, err := range s.Customers {
			if err != nil {
				yield(Row{}, err)
				return
			}
			row, held := s.Row(c), false
			for i := range c.Related {
				if c.Related[i].Kind != kind {
					continue
				}
				held = true
				row.Cells, err = cells(c, &c.Related[i])
				if !yield(row, err) || err != nil {
					return
				}
			}
			if held {
				s.Totals.Add(c)
			}
		}
	}}
}

func dataOf(r *customer.Related) (map[string]json.RawMessage, error) {
	data := map[string]json.RawMessage{}
	if len(bytes.TrimSpace(r.Data)) == 0 {
		return data, nil
	}
	if err := json.Unmarshal(r.Data, &data); err != nil {
		return nil, fmt.Errorf("%s %q: %w", r.Kind, r.ID, ErrData)
	}
	return data, nil
}

// jsonCell writes a JSON value as a cell: texts as they are, null as nothing,
// lists and objects as JSON.
func jsonCell(raw json.RawMessage) Cell {
	var text string
	switch raw[0] {
	case '"':
		_ = json.Unmarshal(raw, &text) // it was read as JSON before
		return Cell{Text: text, Kind: sheet.Text}
	case 'n':
		return Cell{}
	case 't', 'f':
		return Cell{string(raw), sheet.Bool, true}
	case '{', '[':
		return Cell{string(raw), sheet.Text, true}
	}
	return Cell{string(raw), sheet.Number, true}
}
