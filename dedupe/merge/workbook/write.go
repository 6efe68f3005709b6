package workbook

import (
	"fmt"
	"io"

	"rollcall/exporter/sheet"
)

// Decisions are the words of the decision column.
var Decisions = []string{"merge", "different", "unsure"}

// Create writes the workbook to a file that appears, mode 0600, when it is
// complete. The same contents give the same bytes.
func Create(path string, c Contents) error {
	book, err := sheet.Create(path)
	if err != nil {
		return err
	}
	defer book.Discard()
	if err := fill(book, c); err != nil {
		return err
	}
	return book.Close()
}

// Write writes the workbook to w.
func Write(w io.Writer, c Contents) error {
	book := sheet.New(w)
	if err := fill(book, c); err != nil {
		return err
	}
	return book.Close()
}

func fill(book *sheet.Book, c Contents) error {
	if err := deciding(book, sheetConflicts, byStake(c.Waiting)); err != nil {
		return err
	}
	if err := deciding(book, sheetPossible, c.Possible); err != nil {
		return err
	}
	if err := merging(book, c); err != nil {
		return err
	}
	return book.Prose(sheetHowTo, "How to decide", howTo(c)...)
}

// deciding writes a sheet that decisions are made in.
func deciding(book *sheet.Book, name string, list []Waiting) error {
	p := &painter{layout: layoutOf(list)}
	s, err := book.Sheet(sheet.Spec{Name: name, Columns: p.layout.columns(), Freeze: 3})
	if err != nil {
		return err
	}
	p.sheet = s
	for _, w := range list {
		if err := p.waiting(w); err != nil {
			return err
		}
	}
	if len(list) == 0 {
		return nil
	}
	return s.DropDown(sheet.DropDown{Column: 2, First: 2, List: Decisions, Strict: true})
}

// merging writes the sheet of what merges by itself.
func merging(book *sheet.Book, c Contents) error {
	var list []Waiting
	if c.Auto != nil {
		for w, err := range c.Auto {
			if err != nil {
				return err
			}
			list = append(list, w)
			if len(list) == autoShown {
				break
			}
		}
	}
	p := &painter{layout: layoutOf(list)}
	columns := append([]sheet.Column{titled(colCluster), {Title: "role", Width: 11}}, p.layout.shownColumns()...)
	s, err := book.Sheet(sheet.Spec{Name: sheetAuto, Columns: columns, Freeze: 2})
	if err != nil {
		return err
	}
	p.sheet = s
	for _, w := range list {
		if err := p.merges(w); err != nil {
			return err
		}
	}
	if c.AutoTotal > len(list) {
		return s.Append(sheet.Cell{Text: fmt.Sprintf("%d of %d clusters are shown", len(list), c.AutoTotal), Mark: sheet.Muted})
	}
	return nil
}

// merges writes a cluster that needs no decision.
func (p *painter) merges(w Waiting) error {
	for i, c := range w.Plan.Members() {
		role := "secondary"
		if i == 0 {
			role = "survivor"
		}
		if err := p.sheet.Append(append([]sheet.Cell{p.plain(w.Cluster.ID), p.plain(role)}, p.shown(w, c)...)...); err != nil {
			return err
		}
	}
	p.band = !p.band
	return nil
}
