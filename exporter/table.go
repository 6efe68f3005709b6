package exporter

import (
	"context"
	"fmt"
	"io"
	"iter"
)

// Table is a stream of rows of text that are no customers: aliases, journals.
type Table struct {
	Name   string // of the XLSX sheet
	Titles []string
	Rows   iter.Seq2[[]string, error] // each as long as Titles
}

// WriteTable writes the table in the same formats and returns the rows
// written. opts.Columns has no meaning here. The errors are those of Write; a
// row of another length than the titles is ErrColumn.
func WriteTable(ctx context.Context, w io.Writer, opts Options, t Table) (int, error) {
	e, err := newEncoder(w, opts, t.Name)
	if err != nil {
		return 0, err
	}
	columns, cells := make([]Column, len(t.Titles)), make([]cell, len(t.Titles))
	for i, title := range t.Titles {
		columns[i] = Column{Name: title, Title: title}
	}
	if err := e.begin(columns); err != nil {
		return 0, err
	}
	n := 0
	for row, err := range t.Rows {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil && len(row) != len(cells) {
			err = fmt.Errorf("row %d: %d texts for %d titles: %w", n+1, len(row), len(cells), ErrColumn)
		}
		if err != nil {
			return n, err
		}
		if err := e.row(fill(cells, row)); err != nil {
			return n, fmt.Errorf("row %d: %w", n+1, err)
		}
		n++
	}
	return n, e.end()
}

// fill puts the texts of a row into cells.
func fill(cells []cell, row []string) []cell {
	for i := range cells {
		cells[i] = cell{text: row[i]}
	}
	return cells
}
