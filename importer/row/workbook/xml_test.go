package workbook

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// flatten writes the tokens of a document as one line.
func flatten(s *scanner) (string, error) {
	var out strings.Builder
	for {
		k, err := s.next()
		if errors.Is(err, io.EOF) {
			return out.String(), nil
		}
		if err != nil {
			return out.String(), err
		}
		switch k {
		case opening:
			out.WriteString("<" + string(s.name) + ">")
		case closing:
			out.WriteString("</>")
		case text:
			out.Write(s.text)
		}
	}
}

func TestScanner(t *testing.T) {
	for document, want := range map[string]string{
		`<?xml version="1.0"?><a><b/>x</a>`:          "<a><b></>x</>",
		`<x:a  y:r="1>2" z='"'><!-- <c> -->t</x:a >`: "<a>t</>",
		"<a>&lt;&#65;&#x42;&amp;amp;&bad;\r\n\r</a>": "<a><AB&amp;&bad;\n\n</>",
		"<a><![CDATA[<b>&amp;]]></a>":                "<a><b>&amp;</>",
		"<a\n/>":                                     "<a></>",
		"":                                           "",
	} {
		for how, r := range map[string]io.Reader{"at once": strings.NewReader(document), "byte by byte": iotest.OneByteReader(strings.NewReader(document))} {
			if got, err := flatten(newScanner(r)); err != nil || got != want {
				t.Errorf("%q %s: got %q, %v, want %q", document, how, got, err, want)
			}
		}
	}
}

func TestScannerRefuses(t *testing.T) {
	for _, document := range []string{"<", "<a", "<a b='", "<!DOCTYPE x>", "<!-- x", "<![CDATA[ x", "<?xml", "<>", "</>"} {
		if got, err := flatten(newScanner(strings.NewReader(document))); err == nil {
			t.Errorf("%q gave %q and no error", document, got)
		}
	}
}

func TestAttr(t *testing.T) {
	s := &scanner{attrs: []byte(`  r = "A1" x:id='r&amp;1' t="" n="12" bad`)}
	for name, want := range map[string]string{"r": "A1", "id": "r&1", "t": "", "bad": "", "x": ""} {
		if got, _ := s.attr(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if s.number("n", 0) != 12 || s.number("r", 7) != 7 || s.flag("n") {
		t.Error("numbers and flags are read wrongly")
	}
}

// FuzzScanner: no panic, the same tokens however the bytes arrive, and the
// tokens of encoding/xml wherever that accepts the document.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{`<a b="1">x&amp;y<c/></a>`, "<a><![CDATA[]]></a>", "<a>\r\n</a>", "<x:a y:b='2'/>", "<!-- --><a/>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, document string) {
		whole, err := flatten(newScanner(strings.NewReader(document)))
		pieces, err2 := flatten(newScanner(iotest.OneByteReader(strings.NewReader(document))))
		if whole != pieces || (err == nil) != (err2 == nil) {
			t.Fatalf("at once %q %v, byte by byte %q %v", whole, err, pieces, err2)
		}
		if want, ok := reference(document); ok && (err != nil || whole != want) {
			t.Fatalf("got %q %v, encoding/xml reads %q", whole, err, want)
		}
	})
}

// reference flattens a document with encoding/xml; false when that refuses it,
// or when it has what a workbook has not.
func reference(document string) (string, bool) {
	if strings.Contains(document, "<!D") || strings.Contains(document, "<![") || strings.ContainsAny(document, "\uFFFD") {
		return "", false
	}
	var out strings.Builder
	d := xml.NewDecoder(strings.NewReader(document))
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return out.String(), true
		}
		if err != nil {
			return "", false
		}
		switch token := token.(type) {
		case xml.StartElement:
			if nameless(token.Name) {
				return "", false
			}
			out.WriteString("<" + token.Name.Local + ">")
		case xml.EndElement:
			if nameless(token.Name) {
				return "", false
			}
			out.WriteString("</>")
		case xml.CharData:
			out.Write(token)
		case xml.Directive:
			return "", false
		}
	}
}

// nameless says whether a name is only a prefix, which encoding/xml lets pass.
func nameless(name xml.Name) bool { return strings.Trim(name.Local, ":") != name.Local }
