package sheet

import (
	"fmt"
	"strings"
)

// Namespaces of the package's parts.
const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	nsMain  = `http://schemas.openxmlformats.org/spreadsheetml/2006/main`
	nsDoc   = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	nsPkg   = `http://schemas.openxmlformats.org/package/2006/`
	typeXL  = `application/vnd.openxmlformats-officedocument.spreadsheetml.`
)

// part is one small file of the package.
type part struct{ name, text string }

// closingParts returns the parts that speak of all sheets.
func closingParts(sheets []*entry) []part {
	return []part{
		{"xl/styles.xml", stylesXML()},
		{"xl/workbook.xml", workbookXML(sheets)},
		{"xl/_rels/workbook.xml.rels", workbookRels(len(sheets))},
		{"_rels/.rels", xmlHead + `<Relationships xmlns="` + nsPkg + `relationships">` +
			relation(1, "officeDocument", "xl/workbook.xml") + `</Relationships>`},
		{"[Content_Types].xml", contentTypes(len(sheets))},
	}
}

func workbookXML(sheets []*entry) string {
	var b, names strings.Builder
	b.WriteString(xmlHead + `<workbook xmlns="` + nsMain + `" xmlns:r="` + nsDoc + `"><bookViews><workbookView/></bookViews><sheets>`)
	for i, s := range sheets {
		state := ""
		if s.hidden {
			state = ` state="hidden"`
		}
		fmt.Fprintf(&b, `<sheet name="%s" sheetId="%d"%s r:id="rId%d"/>`, attribute(s.name), i+1, state, i+1)
		if s.filter != "" {
			fmt.Fprintf(&names, `<definedName name="_xlnm._FilterDatabase" localSheetId="%d" hidden="1">%s!%s</definedName>`, i, attribute(quoteSheet(s.name)), s.filter)
			fmt.Fprintf(&names, `<definedName name="_xlnm.Print_Titles" localSheetId="%d">%s!$1:$1</definedName>`, i, attribute(quoteSheet(s.name)))
		}
	}
	b.WriteString(`</sheets>`)
	if names.Len() > 0 {
		b.WriteString(`<definedNames>` + names.String() + `</definedNames>`)
	}
	b.WriteString(`</workbook>`)
	return b.String()
}

func workbookRels(sheets int) string {
	var b strings.Builder
	b.WriteString(xmlHead + `<Relationships xmlns="` + nsPkg + `relationships">`)
	for i := 1; i <= sheets; i++ {
		b.WriteString(relation(i, "worksheet", sheetPath(i)[len("xl/"):]))
	}
	b.WriteString(relation(sheets+1, "styles", "styles.xml") + `</Relationships>`)
	return b.String()
}

func relation(id int, kind, target string) string {
	return fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>`, id, nsDoc, kind, target)
}

func contentTypes(sheets int) string {
	var b strings.Builder
	b.WriteString(xmlHead + `<Types xmlns="` + nsPkg + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`)
	b.WriteString(`<Override PartName="/xl/workbook.xml" ContentType="` + typeXL + `sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="` + typeXL + `styles+xml"/>`)
	for i := 1; i <= sheets; i++ {
		b.WriteString(`<Override PartName="/` + sheetPath(i) + `" ContentType="` + typeXL + `worksheet+xml"/>`)
	}
	b.WriteString(`</Types>`)
	return b.String()
}

func sheetPath(n int) string { return fmt.Sprintf("xl/worksheets/sheet%d.xml", n) }

// quoteSheet writes a sheet's name as formulas do.
func quoteSheet(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// attribute escapes text for an XML attribute or element.
func attribute(text string) string {
	b, _ := appendText(nil, text)
	return string(b)
}
