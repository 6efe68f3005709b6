package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
)

// CellKind says what a cell is beyond its text.
type CellKind int8

// The kinds of cells.
const (
	Empty CellKind = iota
	Text
	Number  // numbers, dates, booleans
	Failed  // an error such as #REF!; the text is its name
	NoValue // a formula whose value the file does not hold
)

// Cell is one cell as people see it.
type Cell struct {
	Text string
	Kind CellKind
}

// Row is one row of a sheet. Cells start at column A and end at the last that
// holds something; they are valid until the next row.
type Row struct {
	Number int // 1-based
	Hidden bool
	Cells  []Cell
}

// The size of the largest sheet.
const (
	MaxRows    = 1 << 20
	MaxColumns = 1 << 14
)

// Rows streams the rows that the file holds, in its order; blank rows between
// them are often left out by the writer. An error ends the stream.
func (b *Book) Rows(sheet Sheet) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		err := b.eachRow(sheet, func(r Row) bool { return yield(r, nil) })
		if err != nil {
			yield(Row{}, err)
		}
	}
}

func (b *Book) eachRow(sheet Sheet, yield func(Row) bool) error {
	if err := b.loadShared(); err != nil {
		return err
	}
	part, err := b.open(sheet.part, MaxSheet)
	if err != nil {
		return err
	}
	unpacked := newAhead(part)
	r := rowReader{book: b, scanner: newScanner(unpacked)}
	err = r.run(yield)
	if errors.Is(err, io.EOF) || errors.Is(err, errStop) {
		err = nil
	}
	return errors.Join(damaged(sheet.part, err), unpacked.Close())
}

// rowReader turns a sheet's tokens into rows.
type rowReader struct {
	*scanner
	book   *Book
	row    Row
	column int // 0-based, of the current cell
	cell   rawCell
	inData bool

	block   []byte // texts of the row's cells that wait for settle
	waiting []pending
}

// rawCell is a cell while it is read.
type rawCell struct {
	open    bool
	sort    string // the attribute t
	style   int
	value   []byte
	inValue bool
	rich    richText
	formula bool
}

func (r *rowReader) run(yield func(Row) bool) error {
	for {
		if r.inData && !r.cell.open && r.quickCell() {
			continue
		}
		k, err := r.next()
		if err != nil {
			return r.atEnd(err)
		}
		switch {
		case r.cell.open:
			err = r.inCell(k)
		case k == text:
		case string(r.name) == "c" && k == opening:
			err = r.startCell()
		case string(r.name) == "row" && k == opening:
			err = r.startRow()
		case string(r.name) == "row" && r.inData:
			r.settle()
			if !yield(r.row) {
				return errStop
			}
		case string(r.name) == "sheetData":
			r.inData = k == opening
			if k == closing {
				return nil
			}
		}
		if err != nil {
			return err
		}
	}
}

// atEnd says what the end of the part means: inside the data it is damage.
func (r *rowReader) atEnd(err error) error {
	if errors.Is(err, io.EOF) && r.inData {
		return fmt.Errorf("%w: it ends too early", errSyntax)
	}
	return err
}

func (r *rowReader) startRow() error {
	number := r.number("r", r.row.Number+1)
	if number <= r.row.Number || number > MaxRows {
		return fmt.Errorf("%w: row %d after row %d", errSyntax, number, r.row.Number)
	}
	r.row = Row{Number: number, Hidden: r.flag("hidden"), Cells: r.row.Cells[:0]}
	r.column = -1
	r.block, r.waiting = r.block[:0], r.waiting[:0]
	return nil
}

// startCell reads a cell's attributes in one pass: there are millions.
func (r *rowReader) startCell() error {
	r.column++
	r.cell = rawCell{open: true, value: r.cell.value[:0], rich: richText{out: r.cell.rich.out[:0]}}
	for rest := r.attrs; ; {
		name, value, after, ok := nextAttr(rest)
		if !ok {
			break
		}
		rest = after
		if len(name) != 1 {
			continue
		}
		switch name[0] {
		case 'r':
			if column := columnOf(value); column >= 0 {
				r.column = column
			}
		case 's':
			r.cell.style = wholeNumber(value)
		case 't':
			r.cell.sort = sortOf(value)
		}
	}
	if r.column >= MaxColumns || r.row.Number == 0 {
		return fmt.Errorf("%w: a cell outside the sheet", errSyntax)
	}
	return nil
}

// sortOf is a cell's attribute t as a string that takes no memory of its own.
func sortOf(value []byte) string {
	for _, known := range [...]string{"s", "inlineStr", "str", "b", "e", "d", "n"} {
		if string(value) == known {
			return known
		}
	}
	return "n"
}

// wholeNumber reads decimal digits; -1 when there is anything else.
func wholeNumber(digits []byte) int {
	n := 0
	for _, c := range digits {
		if c < '0' || c > '9' || n > 1<<40 {
			return -1
		}
		n = 10*n + int(c-'0')
	}
	if len(digits) == 0 {
		return -1
	}
	return n
}

// columnOf reads the letters of a reference such as AB12; -1 when there are
// none.
func columnOf(ref []byte) int {
	n := 0
	for i := 0; i < len(ref) && i < 4; i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	return n - 1
}

func (r *rowReader) inCell(k kind) error {
	switch {
	case k == text && r.cell.inValue:
		r.cell.value = append(r.cell.value, r.text...)
	case k == text:
		r.cell.rich.take(r.scanner, k)
	case string(r.name) == "c" && k == closing:
		r.cell.open = false
		return r.endCell()
	case string(r.name) == "v":
		r.cell.inValue = k == opening
	case string(r.name) == "f":
		r.cell.formula = true
	default:
		r.cell.rich.take(r.scanner, k)
	}
	return nil
}

func (r *rowReader) endCell() error {
	cell, err := r.finish()
	if err == nil {
		r.put(r.column, cell)
	}
	return err
}

// finish makes the cell of what was read.
func (r *rowReader) finish() (Cell, error) {
	switch r.cell.sort {
	case "s":
		return r.sharedText(bytes.TrimSpace(r.cell.value))
	case "inlineStr":
		return textCell(string(r.cell.rich.result())), nil
	case "str":
		return textCell(string(unescapeControls(r.cell.value))), nil
	}
	value := string(bytes.TrimSpace(r.cell.value))
	switch {
	case value == "" && r.cell.formula:
		return Cell{Text: "#FORMULA", Kind: NoValue}, nil
	case value == "":
		return Cell{}, nil
	case r.cell.sort == "b":
		return Cell{Text: strconv.FormatBool(value == "1" || value == "true"), Kind: Number}, nil
	case r.cell.sort == "e":
		return Cell{Text: value, Kind: Failed}, nil
	case r.cell.sort == "d":
		return Cell{Text: isoDate(value), Kind: Number}, nil
	}
	return Cell{Text: r.book.show(value, r.book.format(r.cell.style)), Kind: Number}, nil
}

func textCell(text string) Cell {
	if text == "" {
		return Cell{}
	}
	return Cell{Text: text, Kind: Text}
}

func (r *rowReader) sharedText(index []byte) (Cell, error) {
	if len(index) == 0 {
		return Cell{}, nil
	}
	n := wholeNumber(index)
	if n < 0 || n >= len(r.book.shared.texts) {
		return Cell{}, fmt.Errorf("%w: row %d refers to a text that is not there", errSyntax, r.row.Number)
	}
	return textCell(r.book.shared.texts[n]), nil
}
