package row

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"rollcall/importer/row/workbook"
)

// xlsxReader reads one sheet of a workbook.
type xlsxReader struct {
	in       *input
	file     *input // in, or its unpacked copy
	info     Info
	book     *workbook.Book
	sheet    workbook.Sheet
	merges   []workbook.Range
	header   []string
	hidden   int // rows with values that are hidden
	formulas int // cells with a formula but no value
	slab     slab
}

// note adds a note that is not there yet: the rows may be read twice.
func (r *xlsxReader) note(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(r.info.Notes, text) {
		r.info.Notes = append(r.info.Notes, text)
	}
}

// Header implements Reader.
func (r *xlsxReader) Header() []string { return r.header }

// Info implements Reader.
func (r *xlsxReader) Info() Info { return r.info }

// Close implements Reader.
func (r *xlsxReader) Close() error { return errors.Join(r.closeCopy(), r.in.Close()) }

func (r *xlsxReader) closeCopy() error {
	if r.file == r.in {
		return nil
	}
	return r.file.Close()
}

// Rows implements Reader. Blank rows between rows with values are records,
// whether the file holds them or not; those after the last are none.
func (r *xlsxReader) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		line, record := r.info.HeaderRow, 0
		r.hidden, r.formulas = 0, 0
		merged := merger{ranges: r.merges}
		blank := make([]Cell, len(r.header))
		for sheetRow, err := range r.book.Rows(r.sheet) {
			if err != nil {
				yield(Row{}, fmt.Errorf("%s: sheet %q, after row %d: %w", r.in.name, r.sheet.Name, line, workbookError(err)))
				return
			}
			cells := merged.fill(sheetRow)
			if sheetRow.Number <= r.info.HeaderRow || blankCells(cells) {
				continue
			}
			for line++; line < sheetRow.Number; line++ {
				record++
				if !yield(Row{Line: line, Record: record, Cells: blank}, nil) {
					return
				}
			}
			record++
			if !yield(r.row(sheetRow, cells, record), nil) {
				return
			}
		}
		r.noteOddities()
		if err := r.in.settled(); err != nil {
			yield(Row{}, err)
		}
	}
}

// noteOddities tells of what only the whole sheet shows.
func (r *xlsxReader) noteOddities() {
	if r.hidden > 0 {
		r.note("%d hidden rows were read too", r.hidden)
	}
	if r.formulas > 0 {
		r.note("%d formulas have no stored value: open and save the workbook in a spreadsheet program", r.formulas)
	}
}

// row makes a row of a sheet's row.
func (r *xlsxReader) row(sheetRow workbook.Row, cells []workbook.Cell, record int) Row {
	if sheetRow.Hidden {
		r.hidden++
	}
	out := Row{Line: sheetRow.Number, Record: record, Cells: r.slab.cells(max(len(r.header), len(cells)), len(r.header))}
	for i, c := range cells {
		out.Cells[i].Text = c.Text
		switch c.Kind {
		case workbook.NoValue:
			r.formulas++
			out.Cells[i].Kind = Broken
		case workbook.Failed:
			out.Cells[i].Kind = Broken
		}
	}
	if n, width := len(out.Cells), len(r.header); n > width {
		out.Fault = &Fault{RaggedRow, fmt.Sprintf("a value in column %d, where the header has %d columns: name the column or remove the value", n, width), false}
	}
	return out
}

// merger repeats the value of vertically merged cells in the rows below.
// Rows come in their order.
type merger struct {
	ranges []workbook.Range
	active []mergedValue
}

type mergedValue struct {
	workbook.Range
	cell workbook.Cell
}

// fill returns the row's cells with the values of merged cells above. A row
// that has no value of its own stays blank.
func (m *merger) fill(row workbook.Row) []workbook.Cell {
	cells := row.Cells
	m.active = slices.DeleteFunc(m.active, func(v mergedValue) bool { return v.Bottom < row.Number })
	for len(m.ranges) > 0 && m.ranges[0].Top <= row.Number {
		next := m.ranges[0]
		m.ranges = m.ranges[1:]
		if next.Top == row.Number && next.Bottom > next.Top && next.Left < len(cells) {
			m.active = append(m.active, mergedValue{next, cells[next.Left]})
		}
	}
	if blankCells(cells) {
		return cells
	}
	for _, v := range m.active {
		if v.Top == row.Number {
			continue
		}
		for len(cells) <= v.Left {
			cells = append(cells, workbook.Cell{})
		}
		if cells[v.Left].Kind == workbook.Empty {
			cells[v.Left] = v.cell
		}
	}
	return cells
}
