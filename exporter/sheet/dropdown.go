package sheet

import (
	"fmt"
	"strings"
)

// DropDown offers values in a column of a sheet. The values are List, or, when
// List is empty, what stands in the cells of Source.
type DropDown struct {
	Column      int // 0-based
	First, Last int // rows of the sheet, the header is 1; Last 0: to the last row written
	List        []string
	Source      Source
	Strict      bool // other values are refused
}

// Source is a column of cells whose values a drop-down offers: rows First to
// Last, or, when Grouped, in each row the cells of the rows that have the same
// value in the column Group. Rows of one group must follow each other.
type Source struct {
	Column      int // 0-based, of the same sheet
	First, Last int // rows; not used when Grouped
	Grouped     bool
	Group       int // 0-based
}

// DropDown adds a drop-down; rows written later may be covered too.
func (s *Sheet) DropDown(d DropDown) error {
	if s.ended {
		return ErrClosed
	}
	if d.Column < 0 || d.Column >= len(s.columns) {
		return fmt.Errorf("sheet %q: drop-down in column %d: %w", s.name(), d.Column+1, ErrColumns)
	}
	total := len(d.List)
	for _, item := range d.List {
		total += units(item)
		if strings.Contains(item, ",") {
			return fmt.Errorf("sheet %q, column %q: %w", s.name(), s.columns[d.Column].Title, ErrChoices)
		}
	}
	if total > 255 {
		return fmt.Errorf("sheet %q, column %q: %w", s.name(), s.columns[d.Column].Title, ErrChoices)
	}
	s.drops = append(s.drops, d)
	return nil
}

// writeValidations writes the drop-downs and the notes of the header cells.
func (s *Sheet) writeValidations(b *strings.Builder) {
	var list []string
	for i, c := range s.columns {
		if c.Note != "" {
			list = append(list, fmt.Sprintf(`<dataValidation showInputMessage="1" allowBlank="1" sqref="%s1" promptTitle="%s" prompt="%s"/>`,
				s.letters[i], attribute(short(c.Title, 32)), attribute(short(c.Note, 255))))
		}
	}
	for _, d := range s.drops {
		list = append(list, s.validation(d))
	}
	if len(list) > 0 {
		fmt.Fprintf(b, `<dataValidations count="%d">%s</dataValidations>`, len(list), strings.Join(list, ""))
	}
}

func (s *Sheet) validation(d DropDown) string {
	last := d.Last
	if last == 0 {
		last = max(s.row, d.First)
	}
	strict := ""
	if d.Strict {
		strict = ` showErrorMessage="1"`
	}
	column := s.letters[d.Column]
	return fmt.Sprintf(`<dataValidation type="list" allowBlank="1"%s sqref="%s%d:%s%d"><formula1>%s</formula1></dataValidation>`,
		strict, column, d.First, column, last, attribute(d.formula()))
}

func (d DropDown) formula() string {
	if len(d.List) > 0 {
		return `"` + strings.ReplaceAll(strings.Join(d.List, ","), `"`, `""`) + `"`
	}
	values, group := "$"+letters(d.Source.Column), "$"+letters(d.Source.Group)
	if !d.Source.Grouped {
		return fmt.Sprintf("%s$%d:%s$%d", values, d.Source.First, values, d.Source.Last)
	}
	own := fmt.Sprintf("%s%d", group, d.First) // relative: moves with the row
	return fmt.Sprintf("OFFSET(%s$1,MATCH(%s,%s:%s,0)-1,0,COUNTIF(%s:%s,%s),1)", values, own, group, group, group, group, own)
}

// short cuts a hint at n UTF-16 units; hints are ours, not data.
func short(text string, n int) string {
	if units(text) <= n {
		return text
	}
	cut := []rune(text)
	for units(string(cut)) > n-1 {
		cut = cut[:len(cut)-1]
	}
	return string(cut) + "…"
}
