package exporter

import (
	"errors"
	"fmt"

	"rollcall/exporter/sheet"
)

// sheetName is the name of the first sheet of customers; further ones are
// numbered.
const sheetName = "Customers"

// xlsxFile writes a workbook. A full sheet is followed by the next, under the
// same header.
type xlsxFile struct {
	book    *sheet.Book
	name    string
	current *sheet.Sheet
	columns []sheet.Column
	sheets  int
	lists   []list
	line    []sheet.Cell
}

func (f *xlsxFile) begin(columns []Column) error {
	f.columns = sheetColumns(columns)
	f.line = make([]sheet.Cell, len(columns))
	for i := range f.lists {
		if err := f.lists[i].next(f.book); err != nil {
			return err
		}
	}
	return f.next()
}

func sheetColumns(columns []Column) []sheet.Column {
	list := make([]sheet.Column, len(columns))
	for i, c := range columns {
		list[i] = sheet.Column{Title: c.Title, Width: widths[c.Name]}
	}
	return list
}

// next starts the next sheet.
func (f *xlsxFile) next() (err error) {
	f.sheets++
	f.current, err = f.book.Sheet(sheet.Spec{Name: numbered(f.name, f.sheets), Columns: f.columns})
	return err
}

// numbered is the name of the n-th sheet of a table.
func numbered(name string, n int) string {
	if n > 1 {
		return fmt.Sprintf("%s %d", name, n)
	}
	return name
}

func (f *xlsxFile) row(r Row) error {
	line := fill(f.line, r.Cells)
	err := f.current.Append(line...)
	if errors.Is(err, sheet.ErrFull) {
		if err = f.next(); err == nil {
			err = f.current.Append(line...)
		}
	}
	for i := range r.Lists {
		if err == nil {
			err = f.lists[r.Lists[i].List].add(f.book, r.Lists[i].Cells)
		}
	}
	if errors.Is(err, sheet.ErrTooLong) {
		return fmt.Errorf("%w: export it as csv or jsonl, or leave the column out", err)
	}
	return err
}

// fill puts cells into a line of a sheet.
func fill(line []sheet.Cell, cells []Cell) []sheet.Cell {
	for i := range cells {
		line[i] = sheet.Cell{Text: cells[i].Text, Kind: cells[i].Kind}
	}
	return line
}

func (f *xlsxFile) end() (int, error) {
	err := f.book.Close()
	return f.book.Replaced(), err
}

func (f *xlsxFile) discard() { f.book.Discard() }

// widths, in characters, of the columns that their title does not fit.
var widths = map[string]float64{
	"externalCustomerImportId": 26, "firstName": 16, "middleName": 14, "lastName": 20, "orgName": 28, "email": 36, "phoneNumber": 18,
	"address[primary].streetAddress1": 30, "address[billing].streetAddress1": 30, "address[primary].city": 20, "address[billing].city": 20,
	"solicitationCodeList": 24, "attributeList": 36, "fieldList": 36, "relatedCount": 24, "createdOn": 20, "updatedOn": 20,
}
