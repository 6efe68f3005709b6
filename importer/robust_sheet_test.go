package importer_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"maps"
	"slices"
	"strings"
	"testing"
)

// sheetParts are the parts of every workbook that a case does not give itself.
// Its styles: 1 yyyy-mm-dd, 2 dd/mm/yyyy hh:mm, 3 00000, 4 0.00%, 5 "$"#,##0.00,
// 6 d-mmm-yy, 7 0.
var sheetParts = map[string]string{
	"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
	"_rels/.rels":         `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
	"xl/workbook.xml":     `<workbook xmlns:r="r"><sheets><sheet name="Members" sheetId="1" r:id="r1"/></sheets></workbook>`,
	"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="r4" Type="http://x/worksheet" Target="worksheets/sheet2.xml"/>` +
		`<Relationship Id="r2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="http://x/styles" Target="styles.xml"/></Relationships>`,
	"xl/sharedStrings.xml": `<sst/>`,
	"xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy hh:mm"/>` +
		`<numFmt numFmtId="166" formatCode="00000"/><numFmt numFmtId="167" formatCode="0.00%"/><numFmt numFmtId="168" formatCode="&quot;$&quot;#,##0.00"/>` +
		`<numFmt numFmtId="169" formatCode="d-mmm-yy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/>` +
		`<xf numFmtId="167"/><xf numFmtId="168"/><xf numFmtId="169"/><xf numFmtId="1"/></cellXfs></styleSheet>`,
}

// workbook zips the parts of a workbook, its first sheet made of a case's text.
func (c *robustCase) workbook(t *testing.T, name, text string) []byte {
	t.Helper()
	parts := map[string]string{"xl/worksheets/sheet1.xml": sheetXML(text)}
	for part, xml := range sheetParts {
		parts[part] = xml
	}
	for i, f := range c.files {
		if part, ok := strings.CutPrefix(f.name, name+"/"); ok {
			data := string(c.bytes(t, i))
			if strings.HasSuffix(part, ".rows") {
				part, data = strings.TrimSuffix(part, ".rows")+".xml", sheetXML(data)
			}
			parts[part] = data
		}
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range sortedNames(parts) {
		f, err := w.Create(part)
		if err == nil {
			_, err = f.Write([]byte(parts[part]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// sheetXML writes a sheet: a line is a row, cells are separated by |. A cell is
// text, #STYLE:NUMBER, or its own XML from "<c" on. A line that starts with
// "<row ...>" gives the row attributes; one that starts with "<merge" follows
// the rows. An empty line leaves a row out.
func sheetXML(text string) string {
	var rows, tail strings.Builder
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		switch {
		case line == "":
		case strings.HasPrefix(line, "<merge"):
			tail.WriteString(line)
		default:
			rows.WriteString(rowXML(i+1, line))
		}
	}
	return "<worksheet><sheetData>" + rows.String() + "</sheetData>" + tail.String() + "</worksheet>"
}

func rowXML(number int, line string) string {
	attributes := ""
	if rest, ok := strings.CutPrefix(line, "<row "); ok {
		attributes, line, _ = strings.Cut(rest, ">")
	}
	out := fmt.Sprintf(`<row r="%d" %s>`, number, attributes)
	for i, cell := range strings.Split(line, "|") {
		out += cellXML(fmt.Sprintf("%c%d", 'A'+i, number), cell)
	}
	return out + "</row>"
}

func cellXML(place, cell string) string {
	if raw, ok := strings.CutPrefix(cell, "<c"); ok {
		return `<c r="` + place + `"` + raw
	}
	if style, number, ok := strings.Cut(cell, ":"); ok && strings.HasPrefix(style, "#") && len(style) == 2 {
		return fmt.Sprintf(`<c r="%s" s="%s"><v>%s</v></c>`, place, style[1:], number)
	}
	if cell == "" {
		return ""
	}
	return `<c r="` + place + `" t="inlineStr"><is><t xml:space="preserve">` + html.EscapeString(cell) + `</t></is></c>`
}

func sortedNames(parts map[string]string) []string {
	return slices.Sorted(maps.Keys(parts))
}
