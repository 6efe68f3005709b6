package sheet_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rollcall/exporter/sheet"
)

// write makes a workbook with one sheet of text columns, one row per argument.
func write(t *testing.T, kind sheet.Kind, rows ...[]string) []byte {
	t.Helper()
	var out bytes.Buffer
	book := sheet.New(&out)
	columns := make([]sheet.Column, len(rows[0]))
	for i := range columns {
		columns[i] = sheet.Column{Title: strings.Repeat("c", i+1), Kind: kind}
	}
	s, err := book.Sheet(sheet.Spec{Name: "One", Columns: columns})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		cells := make([]sheet.Cell, len(row))
		for i, text := range row {
			cells[i].Text = text
		}
		if err := s.Append(cells...); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func open(t *testing.T, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// awkward texts must come back as they were.
var awkward = []string{
	"plain", "02134", "+1 555 0100", "=1+1", "=HYPERLINK(\"x\")", "-2", "@SUM(A1)", "'quoted", "a & b < c > \"d\"",
	" leading", "trailing ", "two  spaces", "line\nbreak", "\nfirst", "tab\there", "cr\r\nlf", "\r", "\x01\x02", "nul\x00nul",
	"_x0041_", "_x005F_", "_x005F_x0041_", "_x0041_x0042_", "_xZZZZ_", "__x0041__", "_x000", "_x0000\x01", "max_xray",
	"Müller", "Łódź", "李小龍", "محمد", "👩‍👩‍👧", "e\u0301", "\uFFFE\uFFFF", "\uFFFD", "true", "2020-01-31", "1e5", "\u00a0", "\u2028",
	strings.Repeat("x", 32767), strings.Repeat("👩", 16383),
}

func TestTextComesBack(t *testing.T) {
	rows := make([][]string, len(awkward))
	for i, text := range awkward {
		rows[i] = []string{text, "end"}
	}
	f := open(t, write(t, sheet.Text, rows...))
	for i, text := range awkward {
		cell, _ := excelize.CoordinatesToCellName(1, i+2)
		got, err := f.GetCellValue("One", cell)
		if err != nil || got != text {
			t.Errorf("row %d: wrote %.40q, read %.40q (%v)", i+2, text, got, err)
		}
		if formula, _ := f.GetCellFormula("One", cell); formula != "" {
			t.Errorf("row %d: %q became a formula", i+2, text)
		}
	}
}

func TestKinds(t *testing.T) {
	cases := []struct {
		kind sheet.Kind
		text string
		raw  string // the value as the file holds it
		cell excelize.CellType
	}{
		{sheet.Number, "12.5", "12.5", excelize.CellTypeUnset},
		{sheet.Number, "-0.25", "-0.25", excelize.CellTypeUnset},
		{sheet.Number, "0", "0", excelize.CellTypeUnset},
		{sheet.Number, "007", "007", excelize.CellTypeInlineString},
		{sheet.Number, "1234567890123456", "1234567890123456", excelize.CellTypeInlineString},
		{sheet.Number, "1e5", "1e5", excelize.CellTypeInlineString},
		{sheet.Number, ".5", ".5", excelize.CellTypeInlineString},
		{sheet.Number, "5.", "5.", excelize.CellTypeInlineString},
		{sheet.Number, "-", "-", excelize.CellTypeInlineString},
		{sheet.Number, "1.2.3", "1.2.3", excelize.CellTypeInlineString},
		{sheet.Date, "1900-03-01", "61", excelize.CellTypeUnset},
		{sheet.Date, "1900-02-28", "1900-02-28", excelize.CellTypeInlineString},
		{sheet.Date, "2024-02-29", "45351", excelize.CellTypeUnset},
		{sheet.Date, "9999-12-31", "2958465", excelize.CellTypeUnset},
		{sheet.Date, "2023-02-29", "2023-02-29", excelize.CellTypeInlineString},
		{sheet.Date, "2024-02-29T12:00:00", "45351.5", excelize.CellTypeUnset},
		{sheet.Date, "2024-02-29T18:00:00Z", "45351.75", excelize.CellTypeUnset},
		{sheet.Date, "2024-02-29T18:00:00+01:00", "2024-02-29T18:00:00+01:00", excelize.CellTypeInlineString},
		{sheet.Bool, "true", "1", excelize.CellTypeBool},
		{sheet.Bool, "false", "0", excelize.CellTypeBool},
		{sheet.Bool, "yes", "yes", excelize.CellTypeInlineString},
	}
	for _, c := range cases {
		f := open(t, write(t, c.kind, []string{c.text}))
		got, err := f.GetCellValue("One", "A2", excelize.Options{RawCellValue: true})
		if err != nil || got != c.raw {
			t.Errorf("%q: raw %q, want %q (%v)", c.text, got, c.raw, err)
		}
		if kind, _ := f.GetCellType("One", "A2"); kind != c.cell {
			t.Errorf("%q: cell type %v, want %v", c.text, kind, c.cell)
		}
	}
}

func TestLimits(t *testing.T) {
	book := sheet.New(&bytes.Buffer{})
	s, err := book.Sheet(sheet.Spec{Name: "One", Columns: []sheet.Column{{Title: "remark"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{strings.Repeat("x", 32768), strings.Repeat("👩", 16384)} {
		err = s.Append(sheet.Cell{Text: text})
		if !errors.Is(err, sheet.ErrTooLong) || !strings.Contains(err.Error(), `"remark"`) || !strings.Contains(err.Error(), "row 2") {
			t.Errorf("too long: %v", err)
		}
	}
	if err := s.Append(sheet.Cell{Text: "a"}, sheet.Cell{Text: "b"}); !errors.Is(err, sheet.ErrColumns) {
		t.Errorf("too many cells: %v", err)
	}
	if err := s.Append(sheet.Cell{Text: "kept"}); err != nil || s.Row() != 2 {
		t.Errorf("after refusals: row %d, %v", s.Row(), err)
	}
	for _, name := range []string{"", "one", "ONE", "a/b", "'a", strings.Repeat("n", 32)} {
		if _, err := book.Sheet(sheet.Spec{Name: name, Columns: []sheet.Column{{}}}); !errors.Is(err, sheet.ErrName) {
			t.Errorf("sheet name %q: %v", name, err)
		}
	}
	if _, err := book.Sheet(sheet.Spec{Name: "None"}); !errors.Is(err, sheet.ErrColumns) {
		t.Errorf("no columns: %v", err)
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Append(sheet.Cell{Text: "late"}); !errors.Is(err, sheet.ErrClosed) {
		t.Errorf("append after close: %v", err)
	}
}

func TestReplacedIsCounted(t *testing.T) {
	book := sheet.New(&bytes.Buffer{})
	s, _ := book.Sheet(sheet.Spec{Name: "One", Columns: []sheet.Column{{Title: "a"}}})
	if err := s.Append(sheet.Cell{Text: "a\xff\xfeb\xc3"}); err != nil || book.Replaced() != 3 {
		t.Errorf("replaced %d, want 3 (%v)", book.Replaced(), err)
	}
}

func TestSameBytes(t *testing.T) {
	first := full(t)
	for range 3 {
		if !bytes.Equal(full(t), first) {
			t.Fatal("the same calls gave other bytes")
		}
	}
}

func TestLayout(t *testing.T) {
	f := open(t, full(t))
	if got := strings.Join(f.GetSheetList(), "|"); got != "Conflicts|O'Brien & Söhne|Read me" {
		t.Errorf("sheets: %s", got)
	}
	if visible, _ := f.GetSheetVisible("O'Brien & Söhne"); visible {
		t.Error("the hidden sheet shows")
	}
	panes, _ := f.GetPanes("Conflicts")
	if !panes.Freeze || panes.YSplit != 1 || panes.XSplit != 1 {
		t.Errorf("panes: %+v", panes)
	}
	list, _ := f.GetDataValidations("Conflicts")
	if len(list) != 3 {
		t.Fatalf("%d validations, want 3", len(list))
	}
	if list[1].Formula1 != "&#34;merge,different,unsure&#34;" || list[1].Sqref != "B2:B3" {
		t.Errorf("list: %+v", list[1])
	}
	if want := "OFFSET($C$1,MATCH($A2,$A:$A,0)-1,0,COUNTIF($A:$A,$A2),1)"; list[2].Formula1 != want {
		t.Errorf("grouped list: %s", list[2].Formula1)
	}
	id, _ := f.GetCellStyle("Conflicts", "C2")
	style, err := f.GetStyle(id)
	if err != nil || style.Font.Color != "7F6000" || style.Fill.Pattern != 1 || style.NumFmt != 49 {
		t.Errorf("marked cell: %+v (%v)", style, err)
	}
}

// full uses everything that a workbook can have.
func full(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	book := sheet.New(&out)
	s, err := book.Sheet(sheet.Spec{Name: "Conflicts", Freeze: 1, Columns: []sheet.Column{
		{Title: "cluster"}, {Title: "decision", Note: "merge, different or unsure"}, {Title: "email", Width: 30}, {Title: "print", Hidden: true}}})
	must(t, err)
	must(t, s.Append(sheet.Cell{Text: "c1", Mark: sheet.Band}, sheet.Cell{Mark: sheet.Input}, sheet.Cell{Text: "a@b.c", Mark: sheet.Differs}))
	must(t, s.Append(sheet.Cell{Text: "c1", Mark: sheet.Band}, sheet.Cell{Mark: sheet.Input}, sheet.Cell{Text: "x@b.c", Mark: sheet.Bad}))
	must(t, s.DropDown(sheet.DropDown{Column: 1, First: 2, List: []string{"merge", "different", "unsure"}, Strict: true}))
	must(t, s.DropDown(sheet.DropDown{Column: 2, First: 2, Source: sheet.Source{Column: 2, Grouped: true, Group: 0}}))
	_, err = book.Sheet(sheet.Spec{Name: "O'Brien & Söhne", Hidden: true, Columns: []sheet.Column{{Title: "n", Kind: sheet.Number}}})
	must(t, err)
	must(t, book.Prose("Read me", "How to decide", "Fill in the yellow cells.", strings.Repeat("A long paragraph. ", 40)))
	must(t, book.Close())
	return out.Bytes()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestDropDownRefusals(t *testing.T) {
	book := sheet.New(&bytes.Buffer{})
	s, _ := book.Sheet(sheet.Spec{Name: "One", Columns: []sheet.Column{{Title: "a"}}})
	for _, list := range [][]string{{"a,b"}, {strings.Repeat("x", 200), strings.Repeat("y", 60)}} {
		if err := s.DropDown(sheet.DropDown{First: 2, List: list}); !errors.Is(err, sheet.ErrChoices) {
			t.Errorf("%.20q: %v", list, err)
		}
	}
	if err := s.DropDown(sheet.DropDown{Column: 1}); !errors.Is(err, sheet.ErrColumns) {
		t.Errorf("unknown column: %v", err)
	}
}

func TestCreateAppearsWhenComplete(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.xlsx")
	book, err := sheet.Create(path)
	must(t, err)
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("visible before Close: %v", err)
	}
	must(t, book.Close())
	info, err := os.Stat(path)
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	given, err := sheet.Create(filepath.Join(dir, "given-up.xlsx"))
	must(t, err)
	given.Discard()
	if list, _ := os.ReadDir(dir); len(list) != 1 {
		t.Errorf("files left: %v", list)
	}
	if err := given.Close(); !errors.Is(err, sheet.ErrClosed) {
		t.Errorf("close after discard: %v", err)
	}
	if _, err := sheet.Create(filepath.Join(dir, "no", "such", "folder.xlsx")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing folder: %v", err)
	}
}

func BenchmarkAppend(b *testing.B) {
	var out bytes.Buffer
	book := sheet.New(&out)
	columns, cells := make([]sheet.Column, 15), make([]sheet.Cell, 15)
	for i := range columns {
		columns[i].Title = "column"
		cells[i].Text = "some value " + string(rune('a'+i))
	}
	s, err := book.Sheet(sheet.Spec{Name: "One", Columns: columns})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if s.Row() > 1_000_000 {
			break
		}
		if err := s.Append(cells...); err != nil {
			b.Fatal(err)
		}
	}
}
