// Package sheet writes XLSX workbooks as a stream: rows go straight into the
// compressed file, so memory stays flat and no temporary copy of customer
// values is left on a disk. Text is never a formula and is never cut. The same
// calls give the same bytes: a workbook carries no time and no author.
//
// One sheet is written at a time; starting the next finishes the one before:
//
//	book, err := sheet.Create("out.xlsx")
//	defer book.Discard()
//	s, err := book.Sheet(sheet.Spec{Name: "Customers", Columns: []sheet.Column{{Title: "zip"}}})
//	err = s.Append(sheet.Cell{Text: "02134"})
//	err = book.Close()
//
// The format is that of ECMA-376, parts 1 and 2, with inline strings.
package sheet
