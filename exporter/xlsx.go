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
	line    []sheet.Cell
}

func (f *xlsxFile) begin(columns []Column) error {
	f.columns = make([]sheet.Column, len(columns))
	for i, c := range columns {
		f.columns[i] = sheet.Column{Title: c.Title, Width: widths[c.Name]}
	}
	f.line = make([]sheet.Cell, len(columns))
	return f.next()
}

// next starts the next sheet.
func (f *xlsxFile) next() (err error) {
	f.sheets++
	name := f.name
	if f.sheets > 1 {
		name = fmt.Sprintf("%s %d", f.name, f.sheets)
	}
	f.current, err = f.book.Sheet(sheet.Spec{Name: name, Columns: f.columns})
	return err
}

func (f *xlsxFile) row(cells []Cell) error {
	for i := range cells {
		f.line[i] = sheet.Cell{Text: cells[i].Text, Kind: cells[i].Kind}
	}
	err := f.current.Append(f.line...)
	if errors.Is(err, sheet.ErrFull) {
		if err = f.next(); err == nil {
			err = f.current.Append(f.line...)
		}
	}
	if errors.Is(err, sheet.ErrTooLong) {
		return fmt.Errorf("%w: export it as csv or jsonl, or leave the column out", err)
	}
	return err
}

func (f *xlsxFile) end() (int, error) {
	err := f.book.Close()
	return f.book.Replaced(), err
}

// widths, in characters, of the columns that their title does not fit.
var widths = map[string]float64{
	"externalCustomerImportId": 26, "firstName": 16, "middleName": 14, "lastName": 20, "orgName": 28, "email": 36, "phoneNumber": 18,
	"address[primary].streetAddress1": 30, "address[billing].streetAddress1": 30, "address[primary].city": 20, "address[billing].city": 20,
	"solicitationCodeList": 24, "attributeList": 36, "fieldList": 36, "relatedCount": 24, "createdOn": 20, "updatedOn": 20,
}
