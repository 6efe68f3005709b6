package report

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"rollcall/exporter/sheet"
)

// record is one row of a CSV report.
type record struct {
	columns map[string]int
	header  []string
	cells   []string
}

// get returns the value in a column, "" when there is no such column.
func (r record) get(column string) string {
	i, ok := r.columns[column]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return sheet.Unsafe(r.cells[i])
}

// first returns the value of the first of the columns that has one.
func (r record) first(columns ...string) string {
	for _, column := range columns {
		if text := r.get(column); text != "" {
			return text
		}
	}
	return ""
}

// records yields the rows of a CSV report; none when there is no such file.
// The record is valid until the next. An error names the file and the line.
func records(path string) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		f, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			return
		}
		if err != nil {
			yield(record{}, err)
			return
		}
		defer func() { _ = f.Close() }()
		if err := eachRow(f, func(r record) bool { return yield(r, nil) }); err != nil {
			yield(record{}, fmt.Errorf("%s: %w", filepath.Base(path), err))
		}
	}
}

// eachRow passes the rows below the header to do, until it returns false.
func eachRow(r io.Reader, do func(record) bool) error {
	rows := csv.NewReader(bufio.NewReaderSize(r, 1<<16))
	rows.FieldsPerRecord = -1
	rows.ReuseRecord = true
	first, err := rows.Read()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	head := record{columns: map[string]int{}, header: append([]string(nil), first...)}
	for i, name := range head.header {
		head.columns[name] = i
	}
	for {
		cells, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		head.cells = cells
		if !do(head) {
			return nil
		}
	}
}
