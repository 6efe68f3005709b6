package exporter

import (
	"errors"

	"rollcall/exporter/sheet"
	"rollcall/store/customer"
)

// List is a list that the rows of a table hold: in XLSX a sheet of its own.
type List struct {
	Name    string // of the sheet
	Columns []Column
}

// Item is one item of a list.
type Item struct {
	List  int // 0-based, of Table.Lists
	Cells []Cell
}

// list is a list on its way to a workbook.
type list struct {
	List
	current *sheet.Sheet
	sheets  int
}

func newLists(lists []List) []list {
	made := make([]list, len(lists))
	for i := range lists {
		made[i].List = lists[i]
	}
	return made
}

// add appends an item; a full sheet is followed by the next.
func (l *list) add(book *sheet.Book, cells []Cell) error {
	line := fill(make([]sheet.Cell, len(cells)), cells)
	err := l.current.Append(line...)
	if errors.Is(err, sheet.ErrFull) {
		if err = l.next(book); err == nil {
			err = l.current.Append(line...)
		}
	}
	return err
}

// next starts the list's next sheet. One without items is left out.
func (l *list) next(book *sheet.Book) (err error) {
	l.sheets++
	columns := sheetColumns(l.Columns)
	for i := range columns {
		if columns[i].Width == 0 { // the values of such keys are longer than their names
			columns[i].Width = float64(max(len(columns[i].Title)+4, listWidth))
		}
	}
	l.current, err = book.Beside(sheet.Spec{Name: numbered(l.Name, l.sheets), Columns: columns, Freeze: 1})
	return err
}

// listWidth is how many characters wide the columns of lists are at least.
const listWidth = 20

// The lists that every customer can have, before those of the kinds.
const (
	addressList = iota
	attributeItems
	fieldItems
	firstKind
)

// customerLists returns the lists of a customer: addresses, attributes, custom
// fields, and the records of each kind, with a column for each of its keys (see
// RelatedKeys). Every item begins with the import id of its customer.
func customerLists(keys map[customer.Kind][]string) []List {
	lists := []List{
		{"Addresses", ownedTitles(customer.AddressParts...)},
		{"Attributes", ownedTitles(customer.AttributeParts...)},
		{"Custom fields", ownedTitles("name", "type", "value")},
	}
	for _, kind := range customer.Kinds {
		lists = append(lists, List{kindSheets[kind], ownedTitles(append([]string{"id"}, keys[kind]...)...)})
	}
	return lists
}

var kindSheets = map[customer.Kind]string{
	customer.Notes: "Notes", customer.Memberships: "Memberships", customer.Cards: "Cards",
	customer.Orders: "Orders", customer.Subscriptions: "Subscriptions", customer.Integrations: "Integrations",
}

func ownedTitles(titles ...string) []Column {
	return Titles(append([]string{relatedTitles[1]}, titles...)...)
}

// WithLists is Customers with their lists: keys are those of RelatedKeys, and a
// record with another key is ErrData.
func WithLists(s Source, columns []Column, keys map[customer.Kind][]string) Table {
	if columns == nil {
		columns = Default()
	}
	lister, complete := newLister(keys), filler(columns)
	t := s.table(columns, func(c *customer.Customer, r *Row) (err error) {
		complete(c, r)
		r.Lists, err = lister.items(c)
		return err
	})
	t.Lists = customerLists(keys)
	return t
}

// lister makes the items of customers.
type lister struct {
	at map[customer.Kind]map[string]int // places of the keys among the cells
}

func newLister(keys map[customer.Kind][]string) *lister {
	l := &lister{map[customer.Kind]map[string]int{}}
	for kind, list := range keys {
		l.at[kind] = placesOf(list)
	}
	return l
}

// items returns the customer's items, list by list.
func (l *lister) items(c *customer.Customer) ([]Item, error) {
	var items []Item
	owner := Cell{Text: c.ImportID, Kind: sheet.Text}
	add := func(list int, cells ...Cell) { items = append(items, Item{list, append([]Cell{owner}, cells...)}) }
	for i := range c.Address {
		add(addressList, partCells(customer.AddressParts, c.Address[i].Part)...)
	}
	for i := range c.Attributes {
		add(attributeItems, partCells(customer.AttributeParts, c.Attributes[i].Part)...)
	}
	for _, name := range c.FieldNames() {
		v := c.Fields[name]
		add(fieldItems, Cell{Text: name, Kind: sheet.Text}, Cell{Text: string(v.Type), Kind: sheet.Text}, fieldCell(v))
	}
	for i := range c.Related {
		r := &c.Related[i]
		cells := make([]Cell, len(relatedTitles)+len(l.at[r.Kind]))
		cells[0], cells[1] = owner, Cell{Text: r.ID, Kind: sheet.Text}
		if err := dataCells(cells, r, l.at[r.Kind]); err != nil {
			return nil, err
		}
		items = append(items, Item{kindList(r.Kind), cells})
	}
	return items, nil
}

func kindList(kind customer.Kind) int {
	for i, k := range customer.Kinds {
		if k == kind {
			return firstKind + i
		}
	}
	return firstKind
}

func partCells(parts []string, get func(string) string) []Cell {
	cells := make([]Cell, len(parts))
	for i, part := range parts {
		cells[i] = Cell{Text: get(part), Kind: sheet.Text}
	}
	return cells
}
