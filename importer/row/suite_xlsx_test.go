package row

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// book builds a workbook by hand, part by part.
type book struct {
	sheet   string // rows of the first sheet
	tail    string // behind sheetData
	shared  string // items
	formats string // number formats of style 1, 2, ..., separated by lines
	bookPr  string
	extra   map[string]string
}

func (b book) bytes(t *testing.T) string {
	t.Helper()
	fonts, xfs := "", `<xf numFmtId="0"/>`
	for i, code := range strings.Split(b.formats, "\n") {
		fonts += fmt.Sprintf(`<numFmt numFmtId="%d" formatCode="%s"/>`, 164+i, strings.ReplaceAll(code, `"`, "&quot;"))
		xfs += fmt.Sprintf(`<xf numFmtId="%d"/>`, 164+i)
	}
	parts := map[string]string{
		"_rels/.rels":     `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<?xml version="1.0"?><workbook xmlns:r="r">` + b.bookPr + `<sheets><sheet name="S1" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="r2" Type="http://x/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="r3" Type="http://x/styles" Target="styles.xml"/></Relationships>`,
		"xl/sharedStrings.xml":     "<sst>" + b.shared + "</sst>",
		"xl/styles.xml":            "<styleSheet><numFmts>" + fonts + `</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>` + xfs + "</cellXfs></styleSheet>",
		"xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + b.sheet + "</sheetData>" + b.tail + "</worksheet>",
	}
	for name, data := range b.extra {
		parts[name] = data
	}
	return archive(t, parts)
}

func archive(t *testing.T, parts map[string]string) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, data := range parts {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write([]byte(data))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// inline is a row of texts from column A on.
func inline(row int, texts ...string) string {
	out := fmt.Sprintf(`<row r="%d">`, row)
	for i, text := range texts {
		if text != "" {
			out += fmt.Sprintf(`<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+i, row, text)
		}
	}
	return out + "</row>"
}

func plainBook(t *testing.T) string {
	return book{sheet: inline(1, "id", "name") + inline(2, "1", "Ann") + inline(3, "2", "Bob")}.bytes(t)
}

// numbers are cells of one row with the given styles: stored text by style.
func numbers(row int, cells ...string) string {
	out := fmt.Sprintf(`<row r="%d">`, row)
	for i, cell := range cells {
		style, value, _ := strings.Cut(cell, ":")
		out += fmt.Sprintf(`<c r="%c%d" s="%s"><v>%s</v></c>`, 'A'+i, row, style, value)
	}
	return out + "</row>"
}

func TestAwkwardWorkbooks(t *testing.T) {
	dates := "yyyy-mm-dd\ndd/mm/yyyy hh:mm\nh:mm AM/PM\n[h]:mm\n[$-409]d\\-mmm\\-yy;@"
	zips := "00000\n000-00-0000\n0.00%\n#,##0.00 \"€\"\n0\n\"d\"0.0"
	runSuite(t, []awkward{
		{name: "plain.xlsx", data: plainBook(t), header: "id|name", rows: []string{"2: 1|Ann", "3: 2|Bob"}},
		{name: "dates.xlsx", data: book{formats: dates, sheet: inline(1, "a", "b", "c", "d", "e") +
			numbers(2, "1:45292", "2:45292.5", "3:0.75", "4:1.5", "5:45292.9") + numbers(3, "1:1", "2:61", "3:1.25", "4:0", "5:59") +
			numbers(4, "1:60", "2:0", "1:-5", "1:2958466", "1:45292.99999")}.bytes(t), header: "a|b|c|d|e", rows: []string{
			"2: 2024-01-01|2024-01-01T12:00:00|18:00:00|36:00:00|2024-01-01",
			"3: 1900-01-01|1900-03-01|1900-01-01T06:00:00|00:00:00|1900-02-28",
			"4: 1900-02-29|1900-01-00|-5|2958466|2024-01-01"}},
		{name: "dates-1904.xlsx", data: book{formats: dates, bookPr: `<workbookPr date1904="1"/>`, sheet: inline(1, "a", "b") +
			numbers(2, "1:43830", "2:0.5")}.bytes(t), header: "a|b", rows: []string{"2: 2024-01-01|1904-01-01T12:00:00"}},
		{name: "iso-dates.xlsx", data: book{sheet: inline(1, "a", "b") +
			`<row r="2"><c r="A2" t="d"><v>2024-01-01T00:00:00Z</v></c><c r="B2" t="d"><v>2024-01-01T10:30:00.000</v></c></row>`}.bytes(t),
			header: "a|b", rows: []string{"2: 2024-01-01|2024-01-01T10:30:00"}},
		{name: "numbers.xlsx", data: book{sheet: inline(1, "a", "b", "c", "d", "e") +
			numbers(2, "0:0.30000000000000004", "0:1E+20", "0:12345678901234567", "0:12.50", "0:-1.5E-7")}.bytes(t), header: "a|b|c|d|e",
			rows: []string{"2: 0.3|100000000000000000000|12345678901234567|12.5|-0.00000015"}},
		{name: "zip-codes.xlsx", data: book{formats: zips, sheet: inline(1, "a", "b", "c", "d", "e", "f") +
			numbers(2, "1:1234", "2:12345678", "3:0.155", "4:1234.5", "5:7", "6:7")}.bytes(t), header: "a|b|c|d|e|f",
			rows: []string{"2: 01234|012-34-5678|0.155|1234.5|7|7"}},
		{name: "kinds.xlsx", data: book{shared: `<si><t>plain</t></si><si><r><rPr><b/></rPr><t xml:space="preserve">rich </t></r><r><t>text</t></r><rPh><t>no</t></rPh></si><si/>`,
			sheet: inline(1, "a", "b", "c", "d", "e", "f") + `<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="b"><v>1</v></c><c r="C2" t="e"><v>#N/A</v></c>` +
				`<c r="D2"><f>1+1</f><v>2</v></c><c r="E2"><f>A1</f></c><c r="F2" t="str"><f>A1</f><v>a_x000D_&amp;&#233;</v></c></row>` +
				`<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="b"><v>0</v></c><c r="C3" t="s"><v>2</v></c><c r="D3" t="str"><f>x</f><v></v></c></row>`}.bytes(t),
			header: "a|b|c|d|e|f", notes: []string{"1 formulas have no stored value"},
			rows: []string{"2: rich text|true|#N/A<broken>|2|#FORMULA<broken>|a\r&é", "3: plain|false||||"}},
		{name: "prefixes.xlsx", data: book{extra: map[string]string{"xl/worksheets/sheet1.xml": `<x:worksheet xmlns:x='y'><!-- <c> --><x:sheetData><x:row><x:c t='inlineStr'><x:is><x:t><![CDATA[a<b]]></x:t></x:is></x:c></x:row>` +
			`<x:row><x:c><x:v>7</x:v></x:c></x:row></x:sheetData><x:mergeCells/></x:worksheet>`}}.bytes(t), header: "a<b", rows: []string{"2: 7"}},
		{name: "gaps.xlsx", data: book{sheet: inline(2, "id", "name") + inline(5, "1", "Ann") + `<row r="6"/>` + inline(7, "", "Bob") + inline(9) + inline(30)}.bytes(t),
			header: "id|name", rows: []string{"3: |", "4: |", "5: 1|Ann", "6: |", "7: |Bob"}},
		{name: "titles.xlsx", data: book{sheet: inline(1, "All customers") + inline(2) + inline(3, "", "Contact", "", "Address") + inline(4, "Id", "Email", "Phone", "City", "Zip") +
			inline(5, "1", "a@x.example", "5", "Ulm", "89073"), tail: `<mergeCells><mergeCell ref="A1:E1"/><mergeCell ref="B3:C3"/></mergeCells>`}.bytes(t),
			header: "Id|Email|Phone|City|Zip", notes: []string{"row 4"}, rows: []string{"5: 1|a@x.example|5|Ulm|89073"}},
		{name: "merged.xlsx", data: book{sheet: inline(1, "Id", "Name", "", "House") + inline(2, "1", "Ann", "", "H1") + inline(3, "2", "Bob") + inline(4) + inline(5, "3", "Cy"),
			tail: `<mergeCells count="2"><mergeCell ref="B1:C1"/><mergeCell ref="D2:D4"/></mergeCells>`}.bytes(t), header: "Id|Name|Name (2)|House",
			notes: []string{"repeat a name and got a number behind it: 3"}, rows: []string{"2: 1|Ann||H1", "3: 2|Bob||H1", "4: |||", "5: 3|Cy||"}},
		{name: "two-row-header.xlsx", data: book{sheet: inline(1, "Id", "Name", "Address") + inline(2, "", "", "City", "Zip") + inline(3, "1", "Ann", "Ulm", "89073"),
			tail: `<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/><mergeCell ref="C1:D1"/></mergeCells>`}.bytes(t), header: "Id|Name|City|Zip",
			notes: []string{"row 2"}, rows: []string{"3: 1|Ann|Ulm|89073"}},
		{name: "hidden-row.xlsx", data: book{sheet: inline(1, "id", "name") + strings.Replace(inline(2, "1", "Ann"), "<row ", `<row hidden="1" `, 1)}.bytes(t),
			header: "id|name", notes: []string{"1 hidden rows"}, rows: []string{"2: 1|Ann"}},
		{name: "header-row.xlsx", data: book{sheet: inline(1, "x", "y") + inline(3, "id", "name") + inline(4, "1", "Ann")}.bytes(t),
			options: Options{XLSX: XLSXOptions{HeaderRow: 3}}, header: "id|name", rows: []string{"4: 1|Ann"}},
		{name: "no-header-row.xlsx", data: plainBook(t), options: Options{XLSX: XLSXOptions{Sheet: "S1", HeaderRow: 9}}, err: ErrEmpty, message: "S1"},
		{name: "no-such-sheet.xlsx", data: plainBook(t), options: Options{XLSX: XLSXOptions{Sheet: "Members"}}, err: ErrOption, message: `the workbook has "S1"`},
		{name: "empty.xlsx", data: book{}.bytes(t), err: ErrEmpty, message: "no sheet has values"},
		{name: "renamed-pdf.xlsx", data: "%PDF-1.4\n", err: ErrFormat, message: "a PDF document"},
		{name: "text.xlsx", data: "id,name\n1,Ann\n", err: ErrFormat, message: "not an XLSX workbook"},
		{name: "cut.xlsx", data: plainBook(t)[:200], err: ErrFormat, message: "damaged or cut off"},
		{name: "archive.zip", data: archive(t, map[string]string{"a.csv": "id"}), err: ErrFormat, message: "unpack it first"},
		{name: "open.ods", data: archive(t, map[string]string{"content.xml": "<x/>"}), err: ErrFormat, message: "OpenDocument"},
		{name: "binary.xlsb", data: archive(t, map[string]string{"_rels/.rels": `<R><Relationship Id="1" Type="x/officeDocument" Target="xl/workbook.bin"/></R>`, "xl/workbook.bin": "x"}),
			err: ErrFormat, message: "XLSB"},
		{name: "old.xls", data: oleMagic + strings.Repeat("x", 600), err: ErrFormat, message: "an old Office document"},
		{name: "doctype.xlsx", data: book{extra: map[string]string{"xl/worksheets/sheet1.xml": `<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>`}}.bytes(t), err: ErrFormat, message: "document type"},
		{name: "bad-index.xlsx", data: book{sheet: `<row r="1"><c r="A1" t="s"><v>5</v></c></row>`}.bytes(t), err: ErrFormat, message: "a text that is not there"},
		{name: "cut-sheet.xlsx", data: book{extra: map[string]string{"xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + inline(1, "id")}}.bytes(t), err: ErrFormat, message: "ends too early"},
		{name: "bomb.xlsx", data: book{extra: map[string]string{"xl/worksheets/sheet1.xml": strings.Repeat(" ", 80<<20)}}.bytes(t), err: ErrTooBig, message: "limit"},
	})
}

func TestProtectedWorkbooks(t *testing.T) {
	f := excelize.NewFile()
	if err := f.SetSheetRow("Sheet1", "A1", &[]string{"id", "name"}); err != nil {
		t.Fatal(err)
	}
	if err := f.SetSheetRow("Sheet1", "A2", &[]string{"1", "Ann"}); err != nil {
		t.Fatal(err)
	}
	saved := func(password string) string {
		var out bytes.Buffer
		if err := f.Write(&out, excelize.Options{Password: password}); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	runSuite(t, []awkward{
		{name: "password.xlsx", data: saved("secret"), err: ErrLocked, message: "save it without one"},
		{name: "read-only.xlsx", data: saved(readOnlyPassword), header: "id|name", rows: []string{"2: 1|Ann"}},
	})
}

// TestBombsNameTheirLimit: who meets a limit learns which.
func TestBombsNameTheirLimit(t *testing.T) {
	data := book{extra: map[string]string{"xl/worksheets/sheet1.xml": strings.Repeat(" ", 80<<20)}}.bytes(t)
	_, err := openText(t, "bomb.xlsx", data)
	for _, want := range []string{"bomb.xlsx", "sheet1.xml", "64 MB", "300 times"} {
		if err == nil || !strings.Contains(err.Error(), want) || strings.Count(err.Error(), "limits") != 1 {
			t.Errorf("error %v lacks %q", err, want)
		}
	}
}

// TestCutPackingSpeaksOnce: a cut file is one fault, not one a call.
func TestCutPackingSpeaksOnce(t *testing.T) {
	packed := packGzip(t, strings.Repeat("a,b\n1,2\n", 50_000))
	_, err := openText(t, "cut.csv.gz", packed[:len(packed)/2])
	if err == nil || strings.Contains(err.Error(), "\n") || strings.Count(err.Error(), "cut off") != 1 {
		t.Errorf("error %v", err)
	}
}

func openText(t *testing.T, name, data string) (Reader, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	return Open(t.Context(), Source{Path: path}, Options{})
}
