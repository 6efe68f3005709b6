package workbook

import (
	"io"
	"strings"

	"rollcall/exporter/sheet"
)

// Status is what became of a row.
type Status struct {
	Text    string
	Refused bool
}

// Return writes tables back as a workbook, each row with its status beside the
// decision, sheets that only inform left out. Rows without a status get none. It
// can be filled in and read again. A table's name becomes that of a sheet: at
// most 31 characters, none of them []:*?/\.
func Return(w io.Writer, tables []Table, status map[Place]Status) error {
	book := sheet.New(w)
	for _, t := range tables {
		if t.informs() {
			continue
		}
		if err := t.giveBack(book, status); err != nil {
			return err
		}
	}
	return book.Close()
}

func (t Table) giveBack(book *sheet.Book, status map[Place]Status) error {
	h, err := t.header()
	if err != nil {
		return err
	}
	order := t.order(h)
	columns := make([]sheet.Column, len(order))
	decision := 0
	for i, title := range order {
		columns[i] = titled(title)
		columns[i].Hidden = title == colFingerprint
		if title == colDecision {
			decision = i
		}
	}
	s, err := book.Sheet(sheet.Spec{Name: t.Name, Columns: columns, Freeze: decision + 1})
	if err != nil {
		return err
	}
	for row := 1; row < len(t.Rows); row++ {
		if err := s.Append(t.returned(row, h, order, status[Place{t.Name, row + 1}])...); err != nil {
			return err
		}
	}
	if s.Row() < 2 {
		return nil
	}
	return s.DropDown(sheet.DropDown{Column: decision, First: 2, List: Decisions, Strict: true})
}

// order lists the titles as they stand, the status right after the decision.
func (t Table) order(h header) []string {
	titles := make([]string, 0, len(h)+1)
	for i := range t.Rows[0] {
		for title, at := range h {
			if at != i || title == colStatus || title == "" {
				continue
			}
			titles = append(titles, title)
			if title == colDecision {
				titles = append(titles, colStatus)
			}
		}
	}
	return titles
}

func (t Table) returned(row int, h header, order []string, status Status) []sheet.Cell {
	cells := make([]sheet.Cell, len(order))
	for i, title := range order {
		cells[i] = sheet.Cell{Text: t.cell(row, h, title)}
		switch {
		case title == colStatus:
			cells[i] = sheet.Cell{Text: status.Text, Mark: sheet.Chosen}
			if status.Refused {
				cells[i].Mark = sheet.Bad
			}
			if status.Text == "" {
				cells[i].Mark = sheet.Plain
			}
		case title == colDecision || title == colGroup || strings.HasPrefix(title, choosePrefix):
			cells[i].Mark = sheet.Input
		}
	}
	return cells
}
