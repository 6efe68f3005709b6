package row

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// Errors of Open, all wrapped with the file's name and what to do.
var (
	ErrFormat  = errors.New("the file is not in a format that can be read") // a PDF, an old .xls, a damaged workbook
	ErrLocked  = errors.New("the workbook is protected with a password")
	ErrTooBig  = errors.New("the file is refused") // a zip bomb
	ErrEmpty   = errors.New("the file holds no header")
	ErrOption  = errors.New("wrong reading option")
	ErrChanged = errors.New("the file changed while it was read") // ends Rows: another program still writes it
)

// Source names an input: a file, or standard input.
type Source struct {
	Path  string    // "-": standard input
	Stdin io.Reader // what "-" reads
}

// Options say how a file is written. Every zero value means: detect it, or
// take the default.
type Options struct {
	Format string // csv, xlsx, jsonl
	CSV    CSVOptions
	XLSX   XLSXOptions
	// MaxRecord is the longest CSV or JSON record in bytes, 256 KiB at least;
	// default DefaultMaxRecord. It bounds the memory of a reader.
	MaxRecord int64
}

// DefaultMaxRecord holds a record with several cells of 10 MB.
const DefaultMaxRecord = 64 << 20

// CSVOptions describe a CSV file's dialect.
type CSVOptions struct {
	Delimiter string // one character, \t or "tab"
	Quote     string // one character, or "none"
	Escape    string // one character before a quote inside quotes, or "none": quotes are doubled
	Encoding  string // as charset.Named takes it
	HeaderRow int    // 1-based line of the header
	Comment   string // lines that start with it are no records
}

// XLSXOptions describe a workbook.
type XLSXOptions struct {
	Sheet     string // default: the first sheet with data
	HeaderRow int    // 1-based row of the header
}

// opener makes a reader of one format; it owns the input on success.
type opener func(*input, Options) (Reader, error)

var openers = map[string]opener{"csv": openCSV, "xlsx": openXLSX, "jsonl": openJSON}

// Open opens an input, detects what the options leave open and reads its
// header. Standard input, and what is no regular file, is first copied to a
// private temporary file, so that everything can be read twice. ctx ends the
// copying and hashing; the rows end when the caller stops. The caller closes
// the Reader.
func Open(ctx context.Context, src Source, options Options) (Reader, error) {
	if options.MaxRecord == 0 {
		options.MaxRecord = DefaultMaxRecord
	}
	in, err := openInput(ctx, src)
	if err != nil {
		return nil, err
	}
	reader, err := openFormat(in, options)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.name, errors.Join(err, in.Close()))
	}
	return reader, nil
}

func openFormat(in *input, options Options) (Reader, error) {
	format, err := in.format(options.Format)
	if err != nil {
		return nil, err
	}
	open, known := openers[format]
	if !known {
		return nil, fmt.Errorf("%w: format %q is none of csv, xlsx, jsonl", ErrOption, format)
	}
	return open(in, options)
}
