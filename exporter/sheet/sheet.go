package sheet

import (
	"bufio"
	"fmt"
	"strconv"
)

// Limits of a sheet. The format allows 1,048,576 rows: a million leaves room for
// what people add below.
const (
	maxRows    = 1_000_000
	maxColumns = 1 << 14
	maxUnits   = 32767
)

// Spec describes a sheet: a header row in a style of its own, frozen, with
// filters, over typed columns.
type Spec struct {
	Name    string // at most 31 characters, unique in the workbook
	Columns []Column
	Freeze  int  // this many columns stay in view when scrolling sideways
	Hidden  bool // kept in the file, not shown
}

// Column is one column of a sheet.
type Column struct {
	Title  string
	Width  float64 // in characters; 0: from the title
	Kind   Kind
	Note   string // shown when the header is selected; at most 255 characters
	Hidden bool
}

// Sheet is a sheet being written. It takes rows until the next sheet is
// started or the workbook is closed.
type Sheet struct {
	book    *Book
	entry   *entry
	waiting *waiting // beside others only: where out goes
	out     *bufio.Writer
	columns []Column
	letters []string
	table   bool // has a header row, filters and frozen panes
	row     int
	buf     []byte
	drops   []DropDown
	ended   bool
}

// Sheet starts a new sheet and writes its header as row 1.
func (b *Book) Sheet(spec Spec) (*Sheet, error) {
	if err := spec.check(); err != nil {
		return nil, err
	}
	s, err := b.open(spec.Name, spec.Hidden)
	if err != nil {
		return nil, err
	}
	return s, s.begin(spec)
}

func (spec Spec) check() error {
	if n := len(spec.Columns); n == 0 || n > maxColumns {
		return fmt.Errorf("sheet %q: %d columns: %w", spec.Name, n, ErrColumns)
	}
	return nil
}

// begin writes the header.
func (s *Sheet) begin(spec Spec) error {
	s.columns, s.table = spec.Columns, true
	s.letters = make([]string, len(spec.Columns))
	header := make([]Cell, len(spec.Columns))
	for i, c := range spec.Columns {
		s.letters[i] = letters(i)
		header[i] = Cell{Text: c.Title, Kind: Text}
	}
	s.buf = appendSheetHead(s.buf[:0], spec)
	return s.append(header, func(Mark, look) int { return xfHeader })
}

// Row returns the number of the row written last; the header is row 1.
func (s *Sheet) Row() int { return s.row }

// Append writes a row; cells that are left out at its end stay empty. The
// errors ErrTooLong, ErrFull and ErrColumns name sheet, row and column, and
// leave the sheet as it was: the caller may go on.
func (s *Sheet) Append(cells ...Cell) error { return s.append(cells, xfID) }

func (s *Sheet) append(cells []Cell, style func(Mark, look) int) error {
	if err := s.check(cells); err != nil {
		return err
	}
	s.row++
	b := append(s.buf, `<row r="`...)
	b = append(strconv.AppendInt(b, int64(s.row), 10), `">`...)
	for i := range cells {
		if cells[i].Text != "" || cells[i].Mark != Plain {
			b = s.appendCell(b, i, cells[i], style)
		}
	}
	b = append(b, "</row>"...)
	s.buf = b[:0]
	_, err := s.out.Write(b)
	return s.wrap(err)
}

func (s *Sheet) check(cells []Cell) error {
	switch {
	case s.ended || s.book.closed:
		return ErrClosed
	case s.row == maxRows:
		return s.wrap(ErrFull)
	case len(cells) > len(s.columns):
		return fmt.Errorf("sheet %q, row %d: %d cells for %d columns: %w", s.name(), s.row+1, len(cells), len(s.columns), ErrColumns)
	}
	for i := range cells {
		if text := cells[i].Text; len(text) > maxUnits && units(text) > maxUnits {
			return fmt.Errorf("sheet %q, row %d, column %q: %w", s.name(), s.row+1, s.columns[i].Title, ErrTooLong)
		}
	}
	return nil
}

// appendCell appends one cell's XML.
func (s *Sheet) appendCell(b []byte, column int, c Cell, style func(Mark, look) int) []byte {
	kind := c.Kind
	if kind == AsColumn {
		kind = s.columns[column].Kind
	}
	v := typed(c.Text, kind)
	b = append(append(b, `<c r="`...), s.letters[column]...)
	b = strconv.AppendInt(b, int64(s.row), 10)
	b = append(strconv.AppendInt(append(b, `" s="`...), int64(style(c.Mark, v.look)), 10), '"')
	switch {
	case c.Text == "":
		return append(b, "/>"...)
	case v.look == lookText:
		b = append(b, ` t="inlineStr">`...)
		return append(s.appendInline(b, c.Text), "</c>"...)
	case v.look == lookBool:
		b = append(b, ` t="b"`...)
	}
	b = append(append(b, "><v>"...), v.v...)
	return append(b, "</v></c>"...)
}

func (s *Sheet) appendInline(b []byte, text string) []byte {
	if needsSpace(text) {
		b = append(b, `<is><t xml:space="preserve">`...)
	} else {
		b = append(b, "<is><t>"...)
	}
	b, bad := appendText(b, text)
	s.book.replaced += bad
	return append(b, "</t></is>"...)
}

// end writes what follows the rows.
func (s *Sheet) end() error {
	if s.ended {
		return nil
	}
	s.ended = true
	if s.table {
		s.entry.filter = fmt.Sprintf("$A$1:$%s$%d", s.letters[len(s.letters)-1], s.row)
	}
	_, _ = s.out.WriteString(s.tail()) // bufio keeps the error for Flush
	return s.wrap(s.out.Flush())
}

func (s *Sheet) name() string { return s.entry.name }

func (s *Sheet) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("sheet %q, row %d: %w", s.name(), s.row+1, err)
}

// letters returns the name of a column, 0-based: A, B, ... Z, AA.
func letters(column int) string {
	name := ""
	for n := column; n >= 0; n = n/26 - 1 {
		name = string(rune('A'+n%26)) + name
	}
	return name
}
