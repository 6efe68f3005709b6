package sheet

import (
	"fmt"
	"strings"
)

// appendSheetHead appends what precedes the rows: page, view, frozen panes and
// column widths.
func appendSheetHead(b []byte, spec Spec) []byte {
	corner := letters(spec.Freeze) + "2"
	split, pane := ``, `bottomLeft`
	if spec.Freeze > 0 {
		split, pane = fmt.Sprintf(` xSplit="%d"`, spec.Freeze), `bottomRight`
	}
	b = appendPage(b)
	b = fmt.Appendf(b, `<sheetViews><sheetView workbookViewId="0"><pane%s ySplit="1" topLeftCell="%s" activePane="%s" state="frozen"/><selection pane="%s"/></sheetView></sheetViews>`,
		split, corner, pane, pane)
	b = append(b, `<sheetFormatPr defaultRowHeight="15"/><cols>`...)
	for i, c := range spec.Columns {
		b = appendCol(b, i+1, c)
	}
	return append(b, `</cols><sheetData>`...)
}

// readable is how many characters of width stay readable on one printed page.
const readable = 240

// pagesAcross says on how many pages beside each other the sheet is printed.
func (s *Sheet) pagesAcross() int {
	total := 0.0
	for _, c := range s.columns {
		if !c.Hidden {
			total += c.width()
		}
	}
	return 1 + int(total)/readable
}

// width is the column's width in characters. By default the title, bold and
// with its filter button, fits.
func (c Column) width() float64 {
	if c.Width > 0 {
		return c.Width
	}
	return float64(min(max(units(c.Title)+4, 10), 40))
}

// appendPage appends the root element and says that printing is fitted to
// pages.
func appendPage(b []byte) []byte {
	b = append(b, xmlHead+`<worksheet xmlns="`+nsMain+`">`...)
	return append(b, `<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>`...)
}

// appendCol appends one column's width and the format that cells typed into it
// later will have.
func appendCol(b []byte, n int, c Column) []byte {
	hidden := ""
	if c.Hidden {
		hidden = ` hidden="1"`
	}
	l := lookText
	switch c.Kind {
	case Number, Bool:
		l = lookNumber
	case Date:
		l = lookDate
	}
	return fmt.Appendf(b, `<col min="%d" max="%d" width="%g" style="%d" customWidth="1"%s/>`, n, n, c.width(), xfID(Plain, l), hidden)
}

// tail returns what follows the rows, in the order that the format wants.
func (s *Sheet) tail() string {
	var b strings.Builder
	b.WriteString(`</sheetData>`)
	if s.table {
		fmt.Fprintf(&b, `<autoFilter ref="A1:%s%d"/>`, s.letters[len(s.letters)-1], s.row)
	}
	s.writeValidations(&b)
	b.WriteString(`<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>`)
	fmt.Fprintf(&b, `<pageSetup paperSize="9" orientation="landscape" fitToWidth="%d" fitToHeight="0"/>`, s.pagesAcross())
	b.WriteString(`<headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter>`)
	if s.table {
		// Zip codes and phones are text on purpose: no green corner on each cell.
		fmt.Fprintf(&b, `<ignoredErrors><ignoredError sqref="A1:%s%d" numberStoredAsText="1"/></ignoredErrors>`, s.letters[len(s.letters)-1], s.row)
	}
	b.WriteString(`</worksheet>`)
	return b.String()
}

// Prose writes a sheet of free text: a title and one cell per paragraph,
// wrapped to a readable width.
func (b *Book) Prose(name, title string, paragraphs ...string) error {
	s, err := b.open(name, false)
	if err != nil {
		return err
	}
	s.columns, s.letters = []Column{{Title: name}}, []string{"A"}
	s.buf = appendPage(s.buf)
	s.buf = append(s.buf, `<sheetViews><sheetView showGridLines="0" workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>`...)
	s.buf = append(s.buf, `<cols><col min="1" max="1" width="100" customWidth="1"/></cols><sheetData>`...)
	if err := s.append([]Cell{{Text: title, Kind: Text}}, func(Mark, look) int { return xfTitle }); err != nil {
		return err
	}
	for _, p := range paragraphs {
		if err := s.append([]Cell{{Text: p, Kind: Text}}, func(Mark, look) int { return xfProse }); err != nil {
			return err
		}
	}
	return b.finish()
}
