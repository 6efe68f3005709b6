// Package exporter writes tables of customers, their related records and their
// ids as CSV, XLSX or JSON Lines, into one file or several. It keeps every
// character: what is written in the portable columns and read into an empty
// store is written again as the same bytes.
package exporter

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"rollcall/exporter/sheet"
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

// Options say how a table is written.
type Options struct {
	Format          Format
	CSV             Dialect
	SpreadsheetSafe bool // CSV: no cell can be taken for a formula, see sheet.Safe
	Layout          Layout
}

// Written is what was written.
type Written struct {
	Rows     int    `json:"rows"`               // headers left aside
	Replaced int    `json:"replaced,omitempty"` // characters that the encoding lacks, written as ?
	Files    []File `json:"files,omitempty"`    // of ToFile, in their order
}

// File is one file of an export.
type File struct {
	Path string `json:"file"`
	Rows int    `json:"rows"`
}

// encoder writes rows of one table.
type encoder interface {
	begin(columns []Column) error
	row(r Row) error
	// end completes the file and returns how many characters were replaced.
	end() (replaced int, err error)
}

// Write writes the table to w and returns what it wrote, counted. An error of
// the stream is returned as it is and leaves w incomplete; so does the end of
// ctx. The layout has no meaning here.
func Write(ctx context.Context, w io.Writer, opts Options, t Table) (Written, error) {
	e, err := newEncoder(w, opts, t)
	if err != nil {
		return Written{}, err
	}
	defer release(e)
	if err := e.begin(t.Columns); err != nil {
		return Written{}, err
	}
	var out Written
	err = each(ctx, t, func(r Row) error {
		out.Rows++
		return e.row(r)
	})
	if err != nil {
		return out, err
	}
	out.Replaced, err = e.end()
	return out, err
}

// release gives back what an encoder holds beside its writer, also when it did
// not come to its end.
func release(e encoder) {
	if holder, ok := e.(interface{ discard() }); ok {
		holder.discard()
	}
}

// each passes the rows to write until an error or the end of ctx.
func each(ctx context.Context, t Table, write func(Row) error) error {
	n := 0
	for r, err := range t.Rows {
		n++
		if err == nil {
			err = ctx.Err()
		}
		if err == nil && len(r.Cells) != len(t.Columns) {
			err = fmt.Errorf("row %d: %d cells for %d columns: %w", n, len(r.Cells), len(t.Columns), ErrColumn)
		}
		if err != nil {
			return err
		}
		switch err = write(r); {
		case err != nil && r.ID != 0:
			return fmt.Errorf("customer %d: %w", r.ID, err)
		case err != nil:
			return fmt.Errorf("row %d: %w", n, err)
		}
	}
	return nil
}

func newEncoder(w io.Writer, opts Options, t Table) (encoder, error) {
	switch {
	case t.objects && opts.Format != JSONL:
		return nil, fmt.Errorf("whole objects as %s: %w", opts.Format, ErrFormat)
	case opts.Format == CSV:
		return newCSV(w, opts)
	case opts.Format == XLSX:
		return &xlsxFile{book: sheet.New(w), name: t.Name, lists: newLists(t.Lists)}, nil
	case opts.Format == JSONL:
		return &jsonl{w: bufio.NewWriterSize(w, bufferSize), objects: t.objects}, nil
	}
	return nil, fmt.Errorf("format %q: %w", strings.ToLower(string(opts.Format)), ErrFormat)
}

// bufferSize is how many bytes go to the writer at once.
const bufferSize = 1 << 16
