package value

import (
	"errors"
	"regexp"
	"strings"
	"testing"
)

func TestNumber(t *testing.T) {
	tests := []struct {
		text  string
		point Point
		want  string
		err   error
	}{
		{text: "0", want: "0"}, {text: "-0", want: "0"}, {text: "+7", want: "7"}, {text: "007", want: "7"},
		{text: "1234.50", want: "1234.5"}, {text: "1234,5", want: "1234.5"}, {text: ".5", want: "0.5"}, {text: "5.", want: "5"},
		{text: "1,234.56", want: "1234.56"}, {text: "1.234,56", want: "1234.56"}, {text: "1 234 567,8", want: "1234567.8"},
		{text: "1'234.5", want: "1234.5"}, {text: "12,34,567", want: "1234567"}, {text: "1.234.567", want: "1234567"},
		{text: "1.234", err: ErrAmbiguous}, {text: "1,234", err: ErrAmbiguous},
		{text: "1.234", point: PointDot, want: "1.234"}, {text: "1,234", point: PointDot, want: "1234"},
		{text: "1.234", point: PointComma, want: "1234"}, {text: "1,234", point: PointComma, want: "1.234"},
		{text: "0.125", want: "0.125"}, {text: "1234.567", want: "1234.567"},
		{text: "$1,200.00", want: "1200"}, {text: "1.200,00 €", want: "1200"}, {text: "CHF 12.50", want: "12.5"}, {text: "-$5", want: "-5"},
		{text: "(12.50)", want: "-12.5"}, {text: "12-", want: "-12"}, {text: "\u221212", want: "-12"}, {text: "12 %", want: "0.12"},
		{text: "1.5E+03", want: "1500"}, {text: "2e-3", want: "0.002"}, {text: "1e99", err: ErrNumber},
		{text: "", err: ErrNumber}, {text: "-", err: ErrNumber}, {text: "12a", err: ErrNumber}, {text: "1,23,4", err: ErrNumber},
		{text: "1..2", err: ErrNumber}, {text: "--1", err: ErrNumber}, {text: "1,2345,678", err: ErrNumber}, {text: "NaN", err: ErrNumber},
		{text: strings.Repeat("9", 61), err: ErrNumber},
	}
	for _, tt := range tests {
		got, err := Number(tt.text, tt.point)
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("Number(%q, %d) = %q, %v; want %q, %v", tt.text, tt.point, got, err, tt.want, tt.err)
		}
	}
}

var canonicalNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$`)

// FuzzNumber checks that what is read is canonical and reads as itself.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"1,234.56", "(1.234,5)", "12 %", "1e-30", "$ 5", "12,34,567", "-.0"} {
		f.Add(s, int8(PointDot))
	}
	f.Fuzz(func(t *testing.T, text string, point int8) {
		got, err := Number(text, Point(point))
		if err != nil {
			return
		}
		if !canonicalNumber.MatchString(got) || got == "-0" {
			t.Fatalf("%q became %q", text, got)
		}
		if again, err := Number(got, PointDot); again != got || err != nil {
			t.Fatalf("%q is not stable: %q, %v", got, again, err)
		}
	})
}

func TestBool(t *testing.T) {
	for text, want := range map[string]bool{"true": true, "Yes": true, "X": true, "ja": true, "OUI": true, "1": true, "no": false, "N": false, "0": false, "Falsch": false, "нет": false} {
		if got, ok := Bool(text); !ok || got != want {
			t.Errorf("Bool(%q) = %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "maybe", "2", "deceased", "-"} {
		if _, ok := Bool(text); ok {
			t.Errorf("Bool(%q) is accepted", text)
		}
	}
}

func TestEmail(t *testing.T) {
	good := []string{"a@b.co", "Jane.Doe+tag@Example.COM", "o'brien@example.org", "jörg@müller.de", "用户@例子.公司",
		"\"john doe\"@example.com", "x_y@sub.example.museum", "a@xn--bcher-kva.example", "1@2.3c"}
	bad := []string{"", "@", "a@", "@b.co", "a@b", "a b@c.de", "a@b..de", "a@-b.de", "a.@b.de", ".a@b.de", "a..b@c.de", "a@b.c",
		"Jane <a@b.de>", "a@b.de; c@d.de", "a@b.de,", "mailto:a@b.de", "a@1.2.3.4", "a@b_c.de", "a\x00@b.de", "a\uFFFD@b.de",
		strings.Repeat("a", 65) + "@b.de", "a@" + strings.Repeat("b", 64) + ".de"}
	for _, text := range good {
		if !Email(text) {
			t.Errorf("Email(%q) = false", text)
		}
	}
	for _, text := range bad {
		if Email(text) {
			t.Errorf("Email(%q) = true", text)
		}
	}
}

func TestClean(t *testing.T) {
	tests := []struct {
		text, want string
		damage     Damage
	}{
		{"plain", "plain", 0},
		{" \u00A0 two words \t\r\n", "two words", 0},
		{"line\nbreak", "line\nbreak", 0},
		{"nul\x00byte", "nulbyte", Controls},
		{"\uFEFFbom", "bom", 0},
		{"\x00 x \x00", "x", Controls},
		{"caf\xe9", "caf\uFFFD", Garbled},
		{"caf\uFFFD", "caf\uFFFD", Garbled},
		{"JosÃ©", "JosÃ©", Garbled},
		{"donâ€™t", "donâ€™t", Garbled},
		{"NÃO e São, Ångström, «œuvre»", "NÃO e São, Ångström, «œuvre»", 0},
		{"Müller", "Müller", 0},
		{"c1\u0085x", "c1x", Controls},
	}
	for _, tt := range tests {
		if got, damage := Clean(tt.text); got != tt.want || damage != tt.damage {
			t.Errorf("Clean(%q) = %q, %d; want %q, %d", tt.text, got, damage, tt.want, tt.damage)
		}
	}
}

func TestScientific(t *testing.T) {
	for text, want := range map[string]bool{"1.23457E+11": true, "1,23457E+11": true, "2E+05": true, "12E+3": false, "E+5": false, "ABC": false, "": false, "1.5": false} {
		if Scientific(text) != want {
			t.Errorf("Scientific(%q) = %v", text, !want)
		}
	}
}
