package workbook

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// sheetText reads a sheet's XML and writes its rows as text, to the end or to
// the error.
func sheetText(src io.Reader) string {
	var out strings.Builder
	book := &Book{formats: []format{{}, {date: true}, {digits: "00000"}}, shared: sharedStrings{texts: []string{"zero", "", "two <&>"}}}
	r := rowReader{book: book, scanner: newScanner(src)}
	err := r.run(func(row Row) bool {
		fmt.Fprintf(&out, "%d %v %+v\n", row.Number, row.Hidden, row.Cells)
		return true
	})
	fmt.Fprintf(&out, "failed: %v", err != nil)
	return out.String()
}

// FuzzQuickCells: what is taken straight from the bytes is what the scanner
// makes of it. With one byte at a time, everything goes through the scanner.
func FuzzQuickCells(f *testing.F) {
	for _, body := range []string{
		`<c r="A1" t="s"><v>2</v></c><c r="C1"><v>17</v></c><c r="B1" s="1"><v>45000</v></c>`,
		`<c r="A1" t="inlineStr"><is><t>x</t></is></c><c t="inlineStr"><is><t xml:space="preserve"> y </t></is></c>`,
		`<c r="B1" t="str"><v>a_x0041_</v></c><c r="B1"><v>007</v></c><c r="B1" t="str"><v>later</v></c><c r="B1" t="s"><v>0</v></c>`,
		`<c r="A1" t="s"><v>9</v></c>`, `<c r="A1" t="b"><v>1</v></c><c r="D1" t="e"><v>#N/A</v></c><c s="2"><v>123</v></c>`,
		`<c r="A1" t="inlineStr"><v>5</v></c><c t="n"><is><t>n</t></is></c><c t="str"><v></v></c><c t='str'><v>q</v></c><c cm="1" r="Z1"><v>1</v></c>`,
		"<c r=\"A1\" t=\"str\"><v>a\r\nb&amp;</v></c></row><c r=\"A1\" t=\"str\"><v>stray</v></c><row><c t=\"str\"><v>next</v></c>",
		`<c r="A1" t="str"><v>open</v></c><row r="7"><c t="str"><v>again</v></c>`, `<c r="ZZZZ1"><v>1</v></c>`, `<c r="A1"><v>1</v></c`,
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		document := `<worksheet><sheetData><row r="1">` + body + `</row></sheetData></worksheet>`
		quick, slow := sheetText(strings.NewReader(document)), sheetText(iotest.OneByteReader(strings.NewReader(document)))
		if quick != slow {
			t.Fatalf("taken quickly:\n%s\nby the scanner:\n%s", quick, slow)
		}
	})
}

func TestAheadReadsWhatThereIs(t *testing.T) {
	for _, size := range []int{0, 1, aheadSize - 1, aheadSize, aheadSize + 1, 9*aheadSize + 7} {
		want := strings.Repeat("0123456789", size/10+1)[:size]
		a := newAhead(io.NopCloser(iotest.HalfReader(strings.NewReader(want))))
		got, err := io.ReadAll(a)
		if err != nil || string(got) != want || a.Close() != nil {
			t.Errorf("%d bytes: %d bytes came, %v", size, len(got), err)
		}
	}
	a := newAhead(io.NopCloser(strings.NewReader(strings.Repeat("x", 20*aheadSize))))
	if _, err := a.Read(make([]byte, 1)); err != nil || a.Close() != nil {
		t.Error("an early end does not close")
	}
	broken := newAhead(io.NopCloser(io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(io.ErrUnexpectedEOF))))
	if got, err := io.ReadAll(broken); string(got) != "abc" || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a broken part gave %q and %v", got, err)
	}
}
