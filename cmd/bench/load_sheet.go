package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/xuri/excelize/v2"

	"rollcall/importer/row"
	"rollcall/samples/generate"
)

// sheets measures reading workbooks against excelize's row iterator: one with
// shared strings, as spreadsheet programs write them, and one with inline
// strings, as programs that stream do.
func (o *loadOptions) sheets(ctx context.Context) ([]figure, error) {
	var figures []figure
	for _, kind := range []struct {
		name  string
		write func(path string, rows [][]any) error
	}{{"shared", writeShared}, {"inline", writeInline}} {
		rows, err := o.cells()
		if err != nil {
			return nil, err
		}
		path := filepath.Join(o.dir, kind.name+".xlsx")
		if err := kind.write(path, rows); err != nil {
			return nil, err
		}
		theirs, err := measured("excelize Rows, "+kind.name+" strings", o.sheetRows, func() (int, error) { return readExcelize(path) })
		if err != nil {
			return nil, err
		}
		ours, err := measured("our reader, "+kind.name+" strings", o.sheetRows, func() (int, error) { return readOwn(ctx, path) })
		if err != nil {
			return nil, err
		}
		ours.ratio, ours.bar = ours.times(theirs), ">= 8x"
		whole, err := o.own(ctx, trial{name: "SQLite from it, " + kind.name + " strings", file: path, mapping: sheetMap, db: kind.name + ".db"})
		if err != nil {
			return nil, err
		}
		whole.rows, whole.bar = o.sheetRows, "< 400 MB"
		figures = append(figures, theirs, ours, whole)
	}
	return figures, nil
}

// cells are the sheet's rows, header first.
func (o *loadOptions) cells() ([][]any, error) {
	g, err := generate.New(generate.Options{Seed: 1, Customers: o.sheetRows, Noise: 1})
	if err != nil {
		return nil, err
	}
	rows := [][]any{anyCells(generate.Columns)}
	for r := range g.Rows() {
		rows = append(rows, anyCells(r.Cells(nil)))
	}
	return rows, nil
}

func anyCells(texts []string) []any {
	cells := make([]any, len(texts))
	for i, text := range texts {
		if text != "" {
			cells[i] = text
		}
	}
	return cells
}

func writeShared(path string, rows [][]any) error {
	f := excelize.NewFile()
	for i, cells := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &cells); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	return errors.Join(f.SaveAs(path), f.Close())
}

func writeInline(path string, rows [][]any) error {
	f := excelize.NewFile()
	return errors.Join(streamRows(f, rows), f.SaveAs(path), f.Close())
}

func streamRows(f *excelize.File, rows [][]any) error {
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	for i, cells := range rows {
		if err := w.SetRow(fmt.Sprint("A", i+1), cells); err != nil {
			return err
		}
	}
	return w.Flush()
}

// measured times a reader and checks that it saw every row.
func measured(name string, want int, read func() (int, error)) (figure, error) {
	runtime.GC() // what an earlier figure left is not this one's to collect
	started, before := time.Now(), processorTime()
	n, err := read()
	if err == nil && n != want {
		err = fmt.Errorf("%s: %d rows, want %d", name, n, want)
	}
	return figure{name: name, rows: want, took: time.Since(started), cpu: processorTime() - before}, err
}

// processorTime is what this program has used so far; 0 where it cannot be
// known.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// readExcelize counts the rows behind the header.
func readExcelize(path string) (int, error) {
	f, err := excelize.OpenFile(path)
	if err != nil {
		return 0, err
	}
	n, err := countRows(f)
	return n, errors.Join(err, f.Close())
}

func countRows(f *excelize.File) (int, error) {
	rows, err := f.Rows("Sheet1")
	if err != nil {
		return 0, err
	}
	n := -1
	for rows.Next() {
		if _, err := rows.Columns(); err != nil {
			return 0, err
		}
		n++
	}
	return n, rows.Close()
}

// readOwn counts the rows behind the header.
func readOwn(ctx context.Context, path string) (int, error) {
	r, err := row.Open(ctx, row.Source{Path: path}, row.Options{})
	if err != nil {
		return 0, err
	}
	defer r.Close()
	n := 0
	for _, err := range r.Rows() {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}
