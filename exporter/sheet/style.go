package sheet

import (
	"fmt"
	"strings"
)

// Number formats: 49 is the built-in text format; those from 164 on are ours.
const (
	formatDate = 164
	formatTime = 165
	formatBool = 166
)

// formats holds the number format of each look, in the order of the looks.
var formats = [looks]int{49, 0, formatDate, formatTime, formatBool}

// fonts and fills of the style table; a mark names one of each by its index.
var (
	fonts = []string{
		``,                            // 0 plain
		`<b/>`,                        // 1 bold: header
		`<color rgb="FF9C0006"/>`,     // 2 dark red
		`<color rgb="FF7F6000"/>`,     // 3 dark amber
		`<color rgb="FF006100"/>`,     // 4 dark green
		`<color rgb="FF6B6B6B"/>`,     // 5 grey
		`<b/><sz val="16"/>`,          // 6 title
		`<b/><color rgb="FFFFFFFF"/>`, // 7 white: header
	}
	fills = []string{
		"", "", // 0 and 1 are fixed by the format: none and gray125
		"FFFFC7CE", // 2 red
		"FFFFEB9C", // 3 amber
		"FFC6EFCE", // 4 green
		"FFFFFFDD", // 5 yellow
		"FFF0F2F5", // 6 light grey
		"FF2F4B66", // 7 header
	}
	markLooks = [marks]struct{ font, fill, border int }{
		Plain:   {0, 0, 0},
		Bad:     {2, 2, 0},
		Differs: {3, 3, 0},
		Chosen:  {4, 4, 0},
		Muted:   {5, 0, 0},
		Input:   {0, 5, 1},
		Band:    {0, 6, 0},
	}
)

// stylesXML writes the style table that xfID points into.
func stylesXML() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<styleSheet xmlns="` + nsMain + `">`)
	b.WriteString(`<numFmts count="3">`)
	for _, f := range []struct {
		id   int
		code string
	}{{formatDate, `yyyy\-mm\-dd`}, {formatTime, `yyyy\-mm\-dd\ hh:mm:ss`}, {formatBool, `"TRUE";"TRUE";"FALSE"`}} {
		fmt.Fprintf(&b, `<numFmt numFmtId="%d" formatCode="%s"/>`, f.id, attribute(f.code))
	}
	b.WriteString(`</numFmts>`)
	writeFonts(&b)
	writeFills(&b)
	b.WriteString(`<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>`)
	for _, side := range []string{"left", "right", "top", "bottom"} {
		fmt.Fprintf(&b, `<%s style="thin"><color rgb="FFB0B0B0"/></%s>`, side, side)
	}
	b.WriteString(`<diagonal/></border></borders>`)
	b.WriteString(`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>`)
	writeXfs(&b)
	b.WriteString(`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`)
	return b.String()
}

func writeFonts(b *strings.Builder) {
	fmt.Fprintf(b, `<fonts count="%d">`, len(fonts))
	for _, font := range fonts {
		b.WriteString(`<font>` + fontParts(font) + `<name val="Calibri"/><family val="2"/></font>`)
	}
	b.WriteString(`</fonts>`)
}

// fontParts puts the parts in the order that the format wants: weight, size,
// colour.
func fontParts(font string) string {
	const size = `<sz val="11"/>`
	if strings.Contains(font, "<sz ") {
		return font
	}
	if rest, bold := strings.CutPrefix(font, `<b/>`); bold {
		return `<b/>` + size + rest
	}
	return size + font
}

func writeFills(b *strings.Builder) {
	fmt.Fprintf(b, `<fills count="%d"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>`, len(fills))
	for _, colour := range fills[2:] {
		fmt.Fprintf(b, `<fill><patternFill patternType="solid"><fgColor rgb="%s"/><bgColor indexed="64"/></patternFill></fill>`, colour)
	}
	b.WriteString(`</fills>`)
}

func writeXfs(b *strings.Builder) {
	fmt.Fprintf(b, `<cellXfs count="%d">`, firstMarked+int(marks)*int(looks))
	b.WriteString(`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>`)
	b.WriteString(`<xf numFmtId="49" fontId="7" fillId="7" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>`)
	b.WriteString(`<xf numFmtId="49" fontId="6" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>`)
	b.WriteString(`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>`)
	for _, m := range markLooks {
		for _, format := range formats {
			fmt.Fprintf(b, `<xf numFmtId="%d" fontId="%d" fillId="%d" borderId="%d" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"/>`,
				format, m.font, m.fill, m.border)
		}
	}
	b.WriteString(`</cellXfs>`)
}
