package exporter

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"rollcall/exporter/sheet"
)

// ErrDelimiter says that a character cannot separate cells.
var ErrDelimiter = errors.New("a CSV delimiter is one character, and no quote or line end")

// csvFile writes RFC 4180: a cell is quoted when it holds the delimiter, a
// quote or a line end, starts or ends with white space, or starts with # (some
// readers take such a line for a comment); line ends inside a cell stay as they
// are.
type csvFile struct {
	w         *bufio.Writer
	delimiter string
	special   string // characters that ask for quotes
	lineEnd   string
	bom       bool
	safe      bool
	buf       []byte
}

func newCSV(w io.Writer, opts Options) (*csvFile, error) {
	d := opts.CSV.Delimiter
	if d == 0 {
		d = ','
	}
	if d == '"' || d == '\r' || d == '\n' || !utf8.ValidRune(d) || d == utf8.RuneError {
		return nil, ErrDelimiter
	}
	f := &csvFile{w: bufio.NewWriterSize(w, bufferSize), delimiter: string(d), special: string(d) + "\"\r\n",
		lineEnd: "\n", bom: opts.CSV.BOM, safe: opts.SpreadsheetSafe}
	if opts.CSV.CRLF {
		f.lineEnd = "\r\n"
	}
	return f, nil
}

func (f *csvFile) begin(columns []Column) error {
	if f.bom {
		_, _ = f.w.WriteString("\ufeff") // bufio keeps the error for the next write
	}
	titles := make([]cell, len(columns))
	for i, c := range columns {
		titles[i].text = c.Title
	}
	return f.row(titles)
}

func (f *csvFile) row(cells []cell) error {
	b := f.buf[:0]
	for i := range cells {
		if i > 0 {
			b = append(b, f.delimiter...)
		}
		text := cells[i].text
		if f.safe {
			text = sheet.Safe(text)
		}
		b = f.appendCell(b, text, len(cells) == 1)
	}
	b = append(b, f.lineEnd...)
	f.buf = b
	_, err := f.w.Write(b)
	return err
}

// appendCell appends one cell. An empty cell that is alone in its row gets
// quotes, because readers skip empty lines.
func (f *csvFile) appendCell(b []byte, text string, alone bool) []byte {
	if (text != "" || !alone) && !f.quotes(text) {
		return append(b, text...)
	}
	b = append(b, '"')
	for {
		i := strings.IndexByte(text, '"')
		if i < 0 {
			break
		}
		b = append(append(b, text[:i]...), '"', '"')
		text = text[i+1:]
	}
	return append(append(b, text...), '"')
}

func (f *csvFile) quotes(text string) bool {
	if text == "" {
		return false
	}
	first, last := text[0], text[len(text)-1]
	return first == ' ' || first == '\t' || first == '#' || last == ' ' || last == '\t' || strings.ContainsAny(text, f.special)
}

func (f *csvFile) end() error { return f.w.Flush() }
