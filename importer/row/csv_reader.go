package row

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"rollcall/importer/row/charset"
)

// csvReader reads CSV and its kin.
type csvReader struct {
	in       *input
	info     Info
	charset  charset.Charset
	dialect  dialect
	comment  string
	header   []string
	bodyAt   int // offset of the first record in working bytes, behind the BOM
	bodyLine int
	max      int
	trailing bool // records end with a delimiter more than the header
	padded   bool // records leave out trailing cells
	slab     slab
}

func (r *csvReader) note(format string, args ...any) {
	r.info.Notes = append(r.info.Notes, fmt.Sprintf(format, args...))
}

// Header implements Reader.
func (r *csvReader) Header() []string { return r.header }

// Info implements Reader.
func (r *csvReader) Info() Info { return r.info }

// Close implements Reader.
func (r *csvReader) Close() error { return r.in.Close() }

// Rows implements Reader.
func (r *csvReader) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		scan, closer, err := r.body()
		if err != nil {
			yield(Row{}, fmt.Errorf("%s: %w", r.in.name, err))
			return
		}
		if r.each(scan, yield) {
			err = errors.Join(r.in.settled(), closer.Close())
		} else {
			err = nil
			_ = closer.Close() // the caller broke off: there is nobody to tell
		}
		if err != nil {
			yield(Row{}, err)
		}
	}
}

// body opens the file anew, at the first record.
func (r *csvReader) body() (*scanner, io.Closer, error) {
	working, closer, err := r.in.working(r.charset, r.info.BOM)
	if err != nil {
		return nil, nil, err
	}
	if _, err := io.CopyN(io.Discard, working, int64(r.bodyAt)); err != nil {
		return nil, nil, r.in.ended(err, closer)
	}
	return &scanner{src: working, dialect: &r.dialect, width: len(r.header), comment: []byte(r.comment),
		max: r.max, line: r.bodyLine}, closer, nil
}

// each yields every record; false: the caller broke off or the file cannot be
// read further.
func (r *csvReader) each(scan *scanner, yield func(Row, error) bool) bool {
	for record := 1; ; {
		p, err := scan.next()
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			yield(Row{}, fmt.Errorf("%s: line %d: %w", r.in.name, scan.line, r.in.readError(err)))
			return false
		}
		if p.sort == remark {
			continue
		}
		row := r.row(p)
		row.Record = record
		if !yield(row, nil) {
			return false
		}
		record++
	}
}

// row makes a row of a piece.
func (r *csvReader) row(p piece) Row {
	row := Row{Line: p.line, Raw: r.charset.Raw(p.bytes)}
	row.Own = len(row.Raw)
	switch p.sort {
	case damaged:
		row.Fault = &Fault{BrokenQuote, "a quoted cell is not closed, or text follows its closing quote: double the quotes inside it", true}
	case enormous:
		row.Fault = &Fault{RecordTooLong, fmt.Sprintf("the record is longer than %d bytes", r.max), true}
	default:
		r.fill(&row, p)
	}
	return row
}

// fill gives the row its cells and what is wrong with them.
func (r *csvReader) fill(row *Row, p piece) {
	row.Own = r.own(p)
	clean := r.readCells(row, p)
	r.fit(row, p)
	switch {
	case !clean:
		row.Fault = &Fault{NotText, "bytes that are no text in " + r.charset.Name() + ": check the file's encoding", false}
	case bytes.IndexByte(p.bytes, 0) >= 0:
		row.Fault = &Fault{NotText, "the record holds NUL bytes", false}
	case p.suspect && row.Warning == nil:
		row.Warning = &Fault{Code: QuoteSpansRecords, Message: "a quoted cell holds lines that look like records: a closing quote may be missing"}
	}
}

// readCells decodes the cells; false: some bytes are no text.
func (r *csvReader) readCells(row *Row, p piece) (clean bool) {
	row.Cells = r.slab.cells(len(p.fields), len(r.header))
	if r.charset.Verbatim() {
		if text, ok := r.charset.Text(p.bytes); ok {
			for i, f := range p.fields {
				row.Cells[i].Text = text[f.from:f.to]
				if f.escaped {
					row.Cells[i].Text = string(r.dialect.unescape(p.bytes[f.from:f.to]))
				}
			}
			return true
		}
	}
	clean = true
	for i, f := range p.fields {
		cell := p.bytes[f.from:f.to]
		if f.escaped {
			cell = r.dialect.unescape(cell)
		}
		text, ok := r.charset.Text(cell)
		row.Cells[i].Text = text
		clean = clean && ok
	}
	return clean
}

// fit makes the row as wide as the header where that loses nothing, and
// faulty where it does not.
func (r *csvReader) fit(row *Row, p piece) {
	n, width := len(row.Cells), len(r.header)
	switch {
	case n == width:
	case n == 1 && row.Cells[0].Text == "":
		row.Cells = r.slab.cells(width, len(r.header)) // a blank line
	case n > width && emptyCells(row.Cells[width:]):
		row.Cells = row.Cells[:width:width]
		if !r.trailing || n > width+1 {
			row.Warning = &Fault{Code: ExtraEmptyCells, Message: fmt.Sprintf("%d empty cells more than the header", n-width)}
		}
	case n < width && r.padded:
		for len(row.Cells) < width {
			row.Cells = append(row.Cells, Cell{Kind: Absent})
		}
	default:
		row.Fault = &Fault{RaggedRow, raggedMessage(n, width), false}
	}
}

func raggedMessage(n, width int) string {
	advice := "quote cells that hold the delimiter"
	if n < width {
		advice = "add the missing cells, and quote cells that hold line breaks"
	}
	return strings.Join([]string{fmt.Sprintf("%d cells where the header has %d", n, width), advice}, ": ")
}

func emptyCells(cells []Cell) bool {
	for _, c := range cells {
		if c.Text != "" {
			return false
		}
	}
	return true
}
