// Package exporter writes a stream of customers as CSV, XLSX or JSON Lines.
// It keeps every character: what is written in the portable columns and read
// into an empty store is written again as the same bytes.
package exporter

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"rollcall/exporter/sheet"
	"rollcall/store/customer"
)

// Format names a file format.
type Format string

// The formats.
const (
	CSV   Format = "csv"   // RFC 4180, lines end with LF
	XLSX  Format = "xlsx"  // one sheet, more when a sheet is full
	JSONL Format = "jsonl" // one JSON object a line
)

// ErrFormat says that a format is none of csv, xlsx and jsonl, or that a file
// name does not tell it.
var ErrFormat = errors.New("unknown format: give csv, xlsx or jsonl")

// Options say how customers are written.
type Options struct {
	Format Format
	// Columns to write, in their order; nil: the default columns, or, as JSON
	// Lines, the whole object but its history.
	Columns         []Column
	CSV             Dialect
	SpreadsheetSafe bool // CSV: no cell can be taken for a formula, see sheet.Safe
}

// Dialect is how CSV is written. The zero value is RFC 4180 with LF, in UTF-8
// without a byte order mark.
type Dialect struct {
	Delimiter rune // 0: a comma
	CRLF      bool
	BOM       bool // for programs that take UTF-8 for something else without
}

// encoder writes rows of one table.
type encoder interface {
	begin(columns []Column) error
	row(cells []cell) error
	end() error
}

// Write writes the customers to w in the order of the stream and returns what
// it wrote, counted. An error of the stream is returned as it is and leaves w
// incomplete; so does the end of ctx.
func Write(ctx context.Context, w io.Writer, opts Options, customers iter.Seq2[*customer.Customer, error]) (Totals, error) {
	if opts.Format == JSONL && opts.Columns == nil {
		return writeObjects(ctx, w, customers)
	}
	if opts.Columns == nil {
		opts.Columns = Default()
	}
	e, err := newEncoder(w, opts, sheetName)
	if err != nil {
		return Totals{}, err
	}
	if err := e.begin(opts.Columns); err != nil {
		return Totals{}, err
	}
	cells := make([]cell, len(opts.Columns))
	totals, err := each(ctx, customers, func(c *customer.Customer) error {
		for i := range opts.Columns {
			cells[i] = opts.Columns[i].get(c)
		}
		return e.row(cells)
	})
	if err != nil {
		return totals, err
	}
	return totals, e.end()
}

// each runs write over the customers and counts them.
func each(ctx context.Context, customers iter.Seq2[*customer.Customer, error], write func(*customer.Customer) error) (Totals, error) {
	var totals Totals
	for c, err := range customers {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return totals, err
		}
		if err := write(c); err != nil {
			return totals, fmt.Errorf("customer %d: %w", c.ID, err)
		}
		totals.add(c)
	}
	return totals, nil
}

func newEncoder(w io.Writer, opts Options, name string) (encoder, error) {
	switch opts.Format {
	case CSV:
		return newCSV(w, opts)
	case XLSX:
		return &xlsxFile{book: sheet.New(w), name: name}, nil
	case JSONL:
		return &jsonl{w: bufio.NewWriterSize(w, bufferSize)}, nil
	}
	return nil, fmt.Errorf("format %q: %w", strings.ToLower(string(opts.Format)), ErrFormat)
}

// bufferSize is how many bytes go to the writer at once.
const bufferSize = 1 << 16
