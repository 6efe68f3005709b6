package exporter

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"rollcall/exporter/sheet"
)

// csvFile writes RFC 4180: a cell is quoted when it holds the delimiter, a
// quote or a line end, starts or ends with white space, or starts with # (some
// readers take such a line for a comment); line ends inside a cell stay as they
// are.
type csvFile struct {
	w         *bufio.Writer
	dialect   Dialect
	encode    encode // nil: the text is written as it is
	delimiter string
	special   [256]bool // bytes that ask for quotes
	lineEnd   string
	safe      bool
	titles    []string
	replaced  int
	plain     []byte // the row in UTF-8
	encoded   []byte
}

func newCSV(w io.Writer, opts Options) (*csvFile, error) {
	d, err := opts.CSV.Check()
	if err != nil {
		return nil, err
	}
	f := &csvFile{w: bufio.NewWriterSize(w, bufferSize), dialect: d, delimiter: string(d.Delimiter), lineEnd: "\n", safe: opts.SpreadsheetSafe}
	for _, c := range []byte("\"\r\n" + f.delimiter[:1]) {
		f.special[c] = true
	}
	if d.CRLF {
		f.lineEnd = "\r\n"
	}
	if d.Encoding == Windows1252 || d.Encoding == UTF16 {
		f.encode = encoders[d.Encoding]
	}
	return f, nil
}

func (f *csvFile) begin(columns []Column) error {
	if mark := byteOrderMark[f.dialect.Encoding]; mark != "" {
		b, _ := encoders[f.dialect.Encoding](nil, mark)
		_, _ = f.w.Write(b) // bufio keeps the error for the next write
	}
	titles := make([]Cell, len(columns))
	for i, c := range columns {
		titles[i].Text = c.Title
		f.titles = append(f.titles, c.Title)
	}
	return f.line(titles)
}

func (f *csvFile) row(r Row) error { return f.line(r.Cells) }

func (f *csvFile) line(cells []Cell) error {
	b := f.plain[:0]
	for i := range cells {
		if i > 0 {
			b = append(b, f.delimiter...)
		}
		text := cells[i].Text
		if f.safe {
			text = sheet.Safe(text)
		}
		b = f.appendCell(b, text, len(cells) == 1)
	}
	b = append(b, f.lineEnd...)
	f.plain = b
	if f.encode != nil {
		if err := f.recode(cells); err != nil {
			return err
		}
		b = f.encoded
	}
	_, err := f.w.Write(b)
	return err
}

// recode brings the row into the encoding.
func (f *csvFile) recode(cells []Cell) error {
	lost := 0
	f.encoded, lost = f.encode(f.encoded[:0], string(f.plain))
	f.replaced += lost
	if lost == 0 || f.dialect.Replace {
		return nil
	}
	for i := range cells {
		if _, lost := f.encode(nil, cells[i].Text); lost > 0 {
			return fmt.Errorf("column %q, %s: %w; use utf-8 or utf-16, or --unencodable replace", f.titles[i], f.dialect.Encoding, ErrCharacter)
		}
	}
	return ErrCharacter
}

// appendCell appends one cell. An empty cell that is alone in its row gets
// quotes, because readers skip empty lines.
func (f *csvFile) appendCell(b []byte, text string, alone bool) []byte {
	if f.dialect.Quote != QuoteAll && (text != "" || !alone) && !f.quotes(text) {
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

// quotes says whether a text needs quotes. The first byte of a delimiter is
// enough to ask for them: quotes never change what a cell says.
func (f *csvFile) quotes(text string) bool {
	if text == "" {
		return false
	}
	first, last := text[0], text[len(text)-1]
	if first == ' ' || first == '\t' || first == '#' || last == ' ' || last == '\t' {
		return true
	}
	for i := range len(text) {
		if f.special[text[i]] {
			return true
		}
	}
	return false
}

func (f *csvFile) end() (int, error) { return f.replaced, f.w.Flush() }
