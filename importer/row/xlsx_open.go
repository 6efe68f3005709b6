package row

import (
	"errors"
	"fmt"
	"strings"

	"rollcall/importer/row/workbook"
)

// maxWorkbook is the largest compressed workbook (.xlsx.gz), unpacked: it is
// copied to a temporary file.
const maxWorkbook = 2 << 30

// headerSearch is how many rows with values are looked at for the header.
const headerSearch = 200

// openXLSX picks the sheet and finds its header.
func openXLSX(in *input, options Options) (Reader, error) {
	r := &xlsxReader{in: in, file: in}
	r.info = Info{File: in.name, Format: "xlsx", SHA256: in.sum}
	err := r.openBook()
	if err == nil {
		err = r.pick(options.XLSX)
	}
	if err != nil {
		return nil, errors.Join(workbookError(err), r.closeCopy())
	}
	return r, nil
}

// openBook opens the archive, after unpacking or decrypting it where that is
// needed and possible.
func (r *xlsxReader) openBook() (err error) {
	if r.in.packed != unpacked {
		contents, err := r.in.contents()
		if err != nil {
			return err
		}
		r.file = &input{name: r.in.name}
		err = r.file.spoolTo(contents, maxWorkbook)
		if err := r.in.ended(err, contents); err != nil {
			return err
		}
	}
	archive, size, err := unlocked(r.file)
	if err != nil {
		return err
	}
	r.book, err = workbook.Open(archive, size)
	return err
}

// workbookError says what a failure to read a workbook means for the file.
func workbookError(err error) error {
	switch {
	case errors.Is(err, workbook.ErrTooBig):
		return fmt.Errorf("%w: %w", ErrTooBig, err)
	case errors.Is(err, workbook.ErrNoSheet):
		return fmt.Errorf("%w: %w", ErrOption, err)
	case errors.Is(err, workbook.ErrNotWorkbook), errors.Is(err, workbook.ErrDamaged):
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return err
}

// pick chooses the sheet that was asked for, or the first one with data,
// hidden ones last.
func (r *xlsxReader) pick(options XLSXOptions) error {
	if options.Sheet != "" {
		sheet, err := r.book.Sheet(options.Sheet)
		if err != nil {
			return err
		}
		found, err := r.use(sheet, options.HeaderRow)
		if err == nil && !found {
			err = fmt.Errorf("%w: sheet %q has no header there", ErrEmpty, sheet.Name)
		}
		return err
	}
	for _, hidden := range []bool{false, true} {
		for _, sheet := range r.book.Sheets() {
			if sheet.Hidden != hidden {
				continue
			}
			if found, err := r.use(sheet, options.HeaderRow); found || err != nil {
				r.noteSheets(sheet)
				return err
			}
		}
	}
	return fmt.Errorf("%w: no sheet has values", ErrEmpty)
}

// noteSheets tells of the sheets that are not read.
func (r *xlsxReader) noteSheets(used workbook.Sheet) {
	var others []string
	for _, sheet := range r.book.Sheets() {
		if sheet.Name != used.Name {
			others = append(others, fmt.Sprintf("%q", sheet.Name))
		}
	}
	if len(others) > 0 {
		r.note("sheet %q was read; the workbook also has %s: set xlsx.sheet to read another", used.Name, strings.Join(others, ", "))
	}
	if used.Hidden {
		r.note("sheet %q is hidden", used.Name)
	}
}

// use makes the sheet the one that is read, when a header is found in it. The
// merged ranges are learnt first, for titles and headers use them most.
func (r *xlsxReader) use(sheet workbook.Sheet, headerRow int) (bool, error) {
	merges, err := r.book.Merges(sheet)
	if err != nil {
		return false, err
	}
	r.sheet, r.merges = sheet, merges
	rows, err := r.sampleRows(headerRow)
	if err != nil {
		return false, err
	}
	at := 0
	if headerRow == 0 {
		at = r.lastHeaderRow(rows, headerIndex(texts(rows)))
	}
	if at < 0 || at >= len(rows) || (headerRow > 0 && rows[at].Number != headerRow) {
		return false, nil
	}
	r.takeHeader(rows, at)
	return true, nil
}

// lastHeaderRow goes down to the last row of a header of several rows: cells
// that are merged over them show how many there are.
func (r *xlsxReader) lastHeaderRow(rows []workbook.Row, at int) int {
	const deepest = 4
	if at < 0 {
		return at
	}
	first := rows[at].Number
	for _, m := range r.merges {
		if m.Top > first || m.Bottom <= first || m.Bottom >= first+deepest || m.Left >= len(rows[at].Cells) {
			continue
		}
		for at+1 < len(rows) && rows[at+1].Number <= m.Bottom {
			at++
		}
	}
	return at
}

// sampleRows reads the first rows with values, from the row of the header on
// when that is known.
func (r *xlsxReader) sampleRows(from int) ([]workbook.Row, error) {
	var rows []workbook.Row
	merged := merger{ranges: r.merges}
	for row, err := range r.book.Rows(r.sheet) {
		if err != nil {
			return nil, err
		}
		row.Cells = merged.fill(row)
		if row.Number < from || blankCells(row.Cells) {
			continue
		}
		row.Cells = append([]workbook.Cell(nil), row.Cells...)
		if rows = append(rows, row); len(rows) == headerSearch {
			break
		}
	}
	return rows, nil
}

func texts(rows []workbook.Row) [][]string {
	out := make([][]string, len(rows))
	for i, row := range rows {
		for _, c := range row.Cells {
			out[i] = append(out[i], c.Text)
		}
	}
	return out
}

func blankCells(cells []workbook.Cell) bool {
	for _, c := range cells {
		if c.Text != "" {
			return false
		}
	}
	return true
}

// takeHeader names the columns: those of the header row, and nameless ones
// that hold values in the rows looked at.
func (r *xlsxReader) takeHeader(rows []workbook.Row, at int) {
	header := rows[at]
	names := texts(rows)[at]
	for _, m := range r.merges {
		if m.Top <= header.Number && header.Number <= m.Bottom && m.Left < len(names) {
			right := min(m.Right, workbook.MaxColumns-1)
			for len(names) <= right {
				names = append(names, "")
			}
			for column := m.Left + 1; column <= right; column++ {
				names[column] = names[m.Left]
			}
		}
	}
	for _, row := range rows[at+1:] {
		for len(names) < len(row.Cells) {
			names = append(names, "")
		}
	}
	var notes []string
	r.header, notes = headerNames(names)
	r.info.Notes = append(r.info.Notes, notes...)
	r.info.Sheet, r.info.HeaderRow, r.info.Annotated = r.sheet.Name, header.Number, annotated(r.header)
	if at > 0 {
		r.note("the header is in row %d; what stands above it was passed over", header.Number)
	}
	if doubt := headerDoubt(names, header.Number); doubt != "" {
		r.note("%s", doubt)
	}
}
