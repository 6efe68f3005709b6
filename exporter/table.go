package exporter

import (
	"iter"

	"rollcall/store/customer"
)

// Table is a stream of rows under a header: customers, related records, old
// ids. Make one with Customers, Related or Crosswalk, or fill it.
type Table struct {
	Name    string                // of the XLSX sheet
	Columns []Column              // what stands above the cells
	Rows    iter.Seq2[Row, error] // each as long as Columns; an error ends the stream
	Lists   []List                // what XLSX shows on sheets beside; other formats leave them out

	objects bool // the one cell of a row is a JSON object, to be written as it is
}

// Row is one row on its way to a file.
type Row struct {
	ID    int64  // of the customer that it speaks of, for errors; 0: none
	Key   string // what a shard is chosen by: the customer's import id
	Group string // what SplitBy puts it with
	Cells []Cell // valid until the next row
	Lists []Item // of the table's lists, in their order
}

// Titles makes columns of plain text of their titles.
func Titles(titles ...string) []Column {
	columns := make([]Column, len(titles))
	for i, title := range titles {
		columns[i] = Column{Name: title, Title: title}
	}
	return columns
}

// Source is a stream of customers to make a table of.
type Source struct {
	Customers iter.Seq2[*customer.Customer, error]
	Group     *Column // whose text is Row.Group; nil: ""
	Totals    *Totals // counts what passes; must not be nil
}

// Row returns the row of a customer, without its cells.
func (s *Source) Row(c *customer.Customer) Row {
	r := Row{ID: c.ID, Key: c.ImportID}
	if s.Group != nil {
		r.Group = s.Group.get(c).Text
	}
	return r
}

// Customers returns the table of one row a customer. Columns nil are the
// default ones.
func Customers(s Source, columns []Column) Table {
	if columns == nil {
		columns = Default()
	}
	complete := filler(columns)
	return s.table(columns, func(c *customer.Customer, r *Row) error {
		complete(c, r)
		return nil
	})
}

// filler returns what sets a row's cells to the columns of a customer.
func filler(columns []Column) func(*customer.Customer, *Row) {
	cells := make([]Cell, len(columns))
	return func(c *customer.Customer, r *Row) {
		for i := range columns {
			cells[i] = columns[i].get(c)
		}
		r.Cells = cells
	}
}

// Objects returns the table of whole customers but their history, for JSON
// Lines only, each with the key phoneE164: the form of its phone by which it is found
// and compared. The columns more are further keys, where they have a value.
func Objects(s Source, more ...Column) Table {
	cells := make([]Cell, 1)
	t := s.table(Titles(""), func(c *customer.Customer, r *Row) error {
		present := *c
		present.MergeHistory = nil
		line, err := present.MarshalJSON()
		line = appendKey(line, "phoneE164", c.PhoneE164) // made with the region of the file that it came from
		for i := range more {
			line = appendKey(line, more[i].Title, more[i].get(c).Text)
		}
		cells[0] = Cell{Text: string(line), JSON: true}
		r.Cells = cells
		return err
	})
	t.objects = true
	return t
}

// appendKey adds a key to a customer's object, which always has some; none for the
// empty text.
func appendKey(object []byte, key, text string) []byte {
	if text == "" {
		return object
	}
	object = append(object[:len(object)-1], ',')
	object = append(appendString(object, key), ':')
	return append(appendString(object, text), '}')
}

// table makes a row of each customer and counts them.
func (s Source) table(columns []Column, complete func(*customer.Customer, *Row) error) Table {
	return Table{Name: sheetName, Columns: columns, Rows: func(yield func(Row, error) bool) {
		for c, err := range s.Customers {
			var row Row
			if err == nil {
				row = s.Row(c)
				err = complete(c, &row)
			}
			if err != nil {
				yield(row, err)
				return
			}
			s.Totals.Add(c)
			if !yield(row, nil) {
				return
			}
		}
	}}
}
