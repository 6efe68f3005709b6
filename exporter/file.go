package exporter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"rollcall/exporter/internal/draft"
)

// FormatOf returns the format that a file name tells: .csv, .tsv and .txt are
// CSV, .jsonl and .ndjson JSON Lines, .xlsx XLSX; .gz or .zst may follow.
func FormatOf(path string) (Format, error) {
	switch strings.ToLower(filepath.Ext(strings.TrimSuffix(path, packing(path)))) {
	case ".csv", ".tsv", ".txt":
		return CSV, nil
	case ".xlsx":
		return XLSX, nil
	case ".jsonl", ".ndjson":
		return JSONL, nil
	}
	return "", fmt.Errorf("%s: %w", path, ErrFormat)
}

// packing returns the suffix that says how the file is compressed, or "".
func packing(path string) string {
	ext := filepath.Ext(path)
	switch strings.ToLower(ext) {
	case ".gz", ".zst":
		return ext
	}
	return ""
}

// ToFile writes the table to the file at path, readable by its owner only,
// compressed as its suffix says (.gz, .zst). The file appears under its name
// when it is complete; after an error what was there before is still there. An
// empty opts.Format is taken from the name. With a layout, several files are
// named after path: name-00001-of-00004.csv, or name-COLUMN=VALUE.csv for each
// value. They take the place of the set that was there before, all or none.
func ToFile(ctx context.Context, path string, opts Options, t Table) (Written, error) {
	opts, err := forFile(path, opts)
	if err != nil {
		return Written{}, err
	}
	if opts.Layout.several() {
		return writeSet(ctx, path, opts, t)
	}
	var out Written
	err = create(path, func(w io.Writer) (err error) {
		out, err = Write(ctx, w, opts, t)
		return err
	})
	if err == nil {
		out.Files = []File{{path, out.Rows}}
	}
	return out, err
}

// forFile completes the options from the file's name.
func forFile(path string, opts Options) (Options, error) {
	if opts.Format == "" {
		format, err := FormatOf(path)
		if err != nil {
			return opts, err
		}
		opts.Format = format
	}
	plain := strings.TrimSuffix(path, packing(path))
	if opts.CSV.Delimiter == 0 && strings.EqualFold(filepath.Ext(plain), ".tsv") {
		opts.CSV.Delimiter = '\t'
	}
	return opts, opts.Layout.Check()
}

// create writes the file through a draft, compressed as its name says.
func create(path string, write func(io.Writer) error) error {
	d, err := draft.Create(path)
	if err != nil {
		return err
	}
	defer d.Discard()
	packed, err := compress(d, packing(path))
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := errors.Join(write(packed), packed.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return d.Commit()
}

func compress(w io.Writer, packing string) (io.WriteCloser, error) {
	switch strings.ToLower(packing) {
	case ".gz":
		return gzip.NewWriter(w), nil
	case ".zst":
		// One core, so that the bytes do not depend on how many there are.
		return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
	}
	return plainCloser{w}, nil
}

// plainCloser is a writer whose owner closes it.
type plainCloser struct{ io.Writer }

func (plainCloser) Close() error { return nil }
