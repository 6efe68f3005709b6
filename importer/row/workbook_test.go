package row

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// The samples in testdata were written by openpyxl, which leaves formulas
// without a value, and by LibreOffice, which computes them.
func TestWorkbooksOfOtherPrograms(t *testing.T) {
	var files []awkward
	for name, last := range map[string][3]string{"openpyxl.xlsx": {"#FORMULA<broken>", "#FORMULA<broken>", "#FORMULA<broken>"}, "libreoffice.xlsx": {"2", "4", "#DIV/0!<broken>"}} {
		notes := []string{"header is in row 3", `the workbook also has "Legend"`, "1 hidden rows"}
		if name == "openpyxl.xlsx" {
			notes = append(notes, "3 formulas")
		}
		files = append(files, awkward{name: name, data: sampleFile(t, name), header: "Id|Name|Born|Seen|Zip|Sum|Active|Twice", notes: notes, rows: []string{
			"4: 1|Ann Müller|1980-02-29|2024-03-01T18:30:05|01234|0.3|true|" + last[0],
			"5: 2|Łukasz \n 王小明|1900-01-15|2024-03-01|89073|12.5|false|" + last[1],
			"6: |||||||",
			"7: 3|Cy & <Co>||||-0.0000001||" + last[2],
		}})
	}
	files = append(files, awkward{name: "openpyxl-1904.xlsx", data: sampleFile(t, "openpyxl-1904.xlsx"), header: "Id|Born", rows: []string{"2: 1|1980-02-29"}})
	runSuite(t, files)
}

func sampleFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// FuzzAgainstExcelize: texts, numbers, dates and booleans that excelize writes
// come out as excelize itself reads them. It misreads days before March 1900 in
// the system that starts in 1904, so dates start behind them.
func FuzzAgainstExcelize(f *testing.F) {
	f.Add("plain", " a\tb\nc ", 0.1, 45292.75, true, false)
	f.Add("_x000D_", "<&>\"'é王\U0001F600", -1e-9, 62.0, false, true)
	f.Add("1", "=1+1", 1e15, 62.00001, false, false)
	f.Fuzz(func(t *testing.T, a, b string, number, date float64, yes, date1904 bool) {
		if !utf8.ValidString(a+b) || strings.ContainsAny(a+b, "\r\uFFFE\uFFFF\uFFFD") || hasControls(a+b) || math.IsNaN(number) || math.IsInf(number, 0) || !(date >= 62 && date < 2e6) {
			return
		}
		data := excelizeBook(t, date1904, a, b, number, date, yes)
		want := excelizeRow(t, data)
		got, ok := readFuzz(t, data, Options{XLSX: XLSXOptions{HeaderRow: 1}})
		if !ok || len(got.raw) != 1 {
			t.Fatalf("%d rows", len(got.raw))
		}
		compareCells(t, got.raw[0].Cells, want)
	})
}

func hasControls(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' })
}

func excelizeBook(t *testing.T, date1904 bool, values ...any) []byte {
	t.Helper()
	f := excelize.NewFile()
	must(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &date1904}))
	code := `yyyy"-"mm"-"dd"T"hh":"mm":"ss`
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	must(t, err)
	must(t, f.SetSheetRow("Sheet1", "A1", &[]any{"a", "b", "number", "date", "yes"}))
	must(t, f.SetSheetRow("Sheet1", "A2", &values))
	must(t, f.SetCellStyle("Sheet1", "D2", "D2", style))
	var out bytes.Buffer
	must(t, f.Write(&out))
	return out.Bytes()
}

func excelizeRow(t *testing.T, data []byte) []string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	shown, err := f.GetRows("Sheet1")
	must(t, err)
	stored, err := f.GetRows("Sheet1", excelize.Options{RawCellValue: true})
	must(t, err)
	shown[1][2] = stored[1][2]
	return shown[1]
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func compareCells(t *testing.T, got []Cell, want []string) {
	t.Helper()
	for i, text := range want {
		same := got[i].Text == text
		switch i {
		case 2:
			ours, err := strconv.ParseFloat(got[i].Text, 64)
			theirs, _ := strconv.ParseFloat(text, 64)
			same = err == nil && (ours == theirs || math.Abs(ours-theirs) <= 1e-14*math.Abs(theirs))
		case 3:
			same = strings.TrimSuffix(text, "T00:00:00") == got[i].Text
		case 4:
			same = strings.EqualFold(got[i].Text, text)
		}
		if !same {
			t.Fatalf("cell %d: got %q, excelize reads %q", i+1, got[i].Text, text)
		}
	}
}
