package pipeline

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	decisions "rollcall/dedupe/merge/workbook"
	"rollcall/importer/row"
	"rollcall/importer/row/workbook"
)

// readTables reads every sheet of an XLSX workbook, at least one, or a CSV file
// in whatever dialect and encoding it came back, as rows of text.
func readTables(ctx context.Context, path string) ([]decisions.Table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	magic := make([]byte, 4)
	if _, err := io.ReadFull(f, magic); err == nil && bytes.HasPrefix(magic, []byte("PK")) {
		return readSheets(f)
	}
	table, err := readCSV(ctx, path)
	return []decisions.Table{table}, err
}

func readSheets(f *os.File) ([]decisions.Table, error) {
	stat, err := f.Stat()
	if err != nil {
		return nil, err
	}
	book, err := workbook.Open(f, stat.Size())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name(), err)
	}
	var tables []decisions.Table
	for _, sheet := range book.Sheets() {
		t := decisions.Table{Name: sheet.Name}
		for r, err := range book.Rows(sheet) {
			if err != nil {
				return nil, fmt.Errorf("%s: sheet %q: %w", f.Name(), sheet.Name, err)
			}
			for len(t.Rows) < r.Number {
				t.Rows = append(t.Rows, nil) // blank rows may be left out of the file
			}
			for _, cell := range r.Cells {
				t.Rows[r.Number-1] = append(t.Rows[r.Number-1], cell.Text)
			}
		}
		tables = append(tables, t)
	}
	if len(tables) == 0 {
		return nil, fmt.Errorf("%s: the workbook has no sheet", f.Name())
	}
	return tables, nil
}

func readCSV(ctx context.Context, path string) (decisions.Table, error) {
	t := decisions.Table{Name: strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), CSV: true}
	r, err := row.Open(ctx, row.Source{Path: path}, row.Options{Format: "csv", CSV: row.CSVOptions{HeaderRow: 1}})
	if err != nil {
		return t, err
	}
	defer r.Close()
	t.Rows = append(t.Rows, r.Header())
	for record, err := range r.Rows() {
		if err != nil {
			return t, err
		}
		if f := record.Fault; f != nil && f.Unreadable {
			return t, fmt.Errorf("%s: line %d: %s: save the file from the spreadsheet program again", path, record.Line, f.Message)
		}
		cells := make([]string, len(record.Cells))
		for i, cell := range record.Cells {
			cells[i] = cell.Text
		}
		t.Rows = append(t.Rows, cells)
	}
	return t, nil
}
