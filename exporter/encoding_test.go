package exporter_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"rollcall/exporter"
	"rollcall/store/customer"
)

// The bytes of each encoding are read back by a decoder of another hand.
func TestEncodings(t *testing.T) {
	text := "Zoë €„“ Žižek \x00\x7f\u00a0ÿ"
	wide := text + " 李😀\u2028"
	decoders := map[exporter.Encoding]encoding.Encoding{
		exporter.Windows1252: charmap.Windows1252, exporter.UTF16: unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), exporter.UTF8BOM: unicode.UTF8BOM,
	}
	for name, decoder := range decoders {
		say := wide
		if name == exporter.Windows1252 {
			say = text
		}
		got, _ := export(t, exporter.Options{Format: exporter.CSV, CSV: exporter.Dialect{Encoding: name, CRLF: true}}, columns(t, "lastName=Größe,email"),
			&customer.Customer{LastName: say, Email: `a"b`})
		decoded, err := decoder.NewDecoder().String(got)
		if want := "Größe,email\r\n" + say + ",\"a\"\"b\"\r\n"; err != nil || decoded != want {
			t.Errorf("%s: %q, %v, want %q", name, decoded, err, want)
		}
	}
}

// What an encoding lacks is an error that names customer and column but not the
// value, or is replaced and counted.
func TestUnencodable(t *testing.T) {
	c := &customer.Customer{ID: 12, FirstName: "Ann", LastName: "secret 李明"}
	opts := exporter.Options{Format: exporter.CSV, CSV: exporter.Dialect{Encoding: exporter.Windows1252}}
	source := func() exporter.Table {
		return table(exporter.CSV, columns(t, "firstName,lastName"), stream(nil, c), &exporter.Totals{})
	}
	_, err := exporter.Write(context.Background(), &bytes.Buffer{}, opts, source())
	if !errors.Is(err, exporter.ErrCharacter) || strings.Contains(err.Error(), "secret") {
		t.Errorf("error: %v", err)
	}
	for _, part := range []string{"customer 12", `"lastName"`, "windows-1252"} {
		if err != nil && !strings.Contains(err.Error(), part) {
			t.Errorf("%v: does not say %q", err, part)
		}
	}
	opts.CSV.Replace = true
	var out bytes.Buffer
	written, err := exporter.Write(context.Background(), &out, opts, source())
	if err != nil || written.Replaced != 2 || out.String() != "firstName,lastName\nAnn,secret ??\n" {
		t.Errorf("%+v, %v: %q", written, err, out.String())
	}
}

func TestQuoteAll(t *testing.T) {
	got, _ := export(t, exporter.Options{Format: exporter.CSV, CSV: exporter.Dialect{Quote: exporter.QuoteAll, Delimiter: '\t'}},
		columns(t, "firstName,lastName"), &customer.Customer{FirstName: `a"b`})
	if want := "\"firstName\"\t\"lastName\"\n\"a\"\"b\"\t\"\"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDialectRefusals(t *testing.T) {
	for _, c := range []struct {
		dialect exporter.Dialect
		want    error
	}{
		{exporter.Dialect{Encoding: "ebcdic"}, exporter.ErrEncoding},
		{exporter.Dialect{Quote: "some"}, exporter.ErrQuote},
		{exporter.Dialect{Delimiter: '李', Encoding: exporter.Windows1252}, exporter.ErrCharacter},
	} {
		if _, err := c.dialect.Check(); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v, want %v", c.dialect, err, c.want)
		}
	}
	for text, want := range map[string]rune{"": 0, ";": ';', "tab": '\t', "|": '|', "€": '€'} {
		if got, err := exporter.ParseDelimiter(text); got != want || err != nil {
			t.Errorf("delimiter %q: %q, %v", text, got, err)
		}
	}
	for _, text := range []string{";;", `"`, "\n", "\xff"} {
		if _, err := exporter.ParseDelimiter(text); !errors.Is(err, exporter.ErrDelimiter) {
			t.Errorf("delimiter %q: %v", text, err)
		}
	}
}

func FuzzEncodings(f *testing.F) {
	f.Add("Zoë € 李😀")
	f.Add("\xff\xfe, \"x\"\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		c := &customer.Customer{LastName: strings.ToValidUTF8(text, "")}
		got, _ := export(t, exporter.Options{Format: exporter.CSV, CSV: exporter.Dialect{Encoding: exporter.UTF16}}, columns(t, "lastName,email"), c)
		decoded, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().String(got)
		if rows := parseCSV(decoded); err != nil || len(rows) != 2 || rows[1][0] != c.LastName {
			t.Errorf("wrote %q, read %q, %v", c.LastName, rows, err)
		}
	})
}
