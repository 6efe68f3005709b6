package report

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestMask(t *testing.T) {
	cases := []struct{ field, value, want string }{
		{"email", "anna@example.org", "a***@e***.org"},
		{"", "anna@@example.org", "a***@e***.org"},
		{"email", "@", "***@***"},
		{"email", "ö@ü.de", "ö***@ü***.de"},
		{"phoneNumber", "+1 (555) 010-4477", "***77"},
		{"phoneNumber", "0171", "**"},
		{"fields.ssn", "078-05-1120", "***20"},
		{"fields.date_of_birth", "1970-01-31", "***31"},
		{"address[primary].streetAddress1", "12 Main Street", "** M*** S***"},
		{"address[primary].zipCode", "02134", "***34"},
		{"address[primary].country", "US", "US"},
		{"firstName", "Anna", "Anna"},
		{"externalCustomerImportId", "RE-100", "RE-100"},
		{"", "北京市朝阳区", "北***"},
		{"email", "", ""},
		{"fields.newsletter", "true", "true"},
	}
	for _, c := range cases {
		if got := mask(c.field, c.value); got != c.want {
			t.Errorf("mask(%q, %q) = %q, want %q", c.field, c.value, got, c.want)
		}
	}
}

var longNumber = regexp.MustCompile(`[0-9]{3}`)

func FuzzMask(f *testing.F) {
	for _, value := range []string{"anna@example.org", "+1 555 0100", "12 Main St", "\xff@\xfe", "a b@c.d 123456", "٠١٢٣٤٥٦", "१२३४५६"} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		got := mask("fields.x", value)
		if longNumber.MatchString(got) && !strings.Contains(value, "@") {
			t.Errorf("%q keeps a number: %q", value, got)
		}
		if utf8.ValidString(value) && !utf8.ValidString(got) {
			t.Errorf("%q became no text: %q", value, got)
		}
		if (value == "") != (got == "") {
			t.Errorf("%q became %q", value, got)
		}
	})
}

func TestFormats(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 10412: "10,412", -1234567: "-1,234,567"} {
		if got := count(n); got != want {
			t.Errorf("count(%d) = %q, want %q", n, got, want)
		}
	}
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for d, want := range map[time.Duration]string{1500 * time.Millisecond: "1.5 seconds", 70 * time.Second: "1 min 10 s", 3725 * time.Second: "1 h 2 min", -1: ""} {
		if got := lasted(start, start.Add(d)); got != want {
			t.Errorf("lasted %v: %q, want %q", d, got, want)
		}
	}
	for _, c := range []struct {
		n, total int64
		want     string
	}{{1, 3, "33 %"}, {1, 1000, "0.1 %"}, {999, 1000, "99.9 %"}, {5, 5, "100 %"}, {0, 5, ""}, {0, 0, ""}} {
		if got := share(c.n, c.total); got != c.want {
			t.Errorf("share(%d, %d) = %q, want %q", c.n, c.total, got, c.want)
		}
	}
	for want, paths := range map[string][]string{"": nil, "/a/": {"/a/b.csv"}, "/": {"/a/b/c.csv", "/a1/c.csv"}, "x/": {"x/a", "x/y/b"}} {
		if got := commonFolder(paths); got != want {
			t.Errorf("commonFolder(%q) = %q, want %q", paths, got, want)
		}
	}
	for word, want := range map[string]string{"a/b-1.csv": "a/b-1.csv", "my file": "'my file'", "it's": `'it'\''s'`, "": "''", "$(x)": "'$(x)'"} {
		if got := ShellWord(word); got != want {
			t.Errorf("ShellWord(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestStackFillsTheWidth(t *testing.T) {
	for _, l := range []ledger{{Read: 10412, Created: 10400, Rejected: 12}, {Read: 1, Blank: 1}, {}, {Read: 1e9, Created: 1e9 - 5, Updated: 1, Unchanged: 1, Rejected: 1, Repeated: 1, Blank: 1}} {
		parts, x := stack(l), 0.0
		for _, p := range parts {
			if math.Abs(p.X-x) > 1e-9 || p.Width <= 0 {
				t.Errorf("%+v: part %s at %v, want %v", l, p.Label, p.X, x)
			}
			x += p.Width
		}
		if len(parts) > 0 && math.Abs(x-100) > 1e-9 {
			t.Errorf("%+v: %v percent", l, x)
		}
	}
}

// Every bar and threshold lies inside the plot, whatever the weights.
func TestHistogramStaysInside(t *testing.T) {
	for _, weights := range []map[int]*decisions{
		{0: {possible: 1}}, {-1000: {other: 5}, 1000: {match: 1}}, {30: {match: 1e9}, 4: {match: 1, possible: 1}}, {-3: {other: 2}, -2: {other: 1}},
	} {
		h := newHistogram(weights, 0.95, 0.5)
		if len(h.Columns) == 0 || len(h.Columns) > maxBins || len(h.Ticks) < 2 {
			t.Errorf("%d columns, %d ticks", len(h.Columns), len(h.Ticks))
		}
		for _, c := range h.Columns {
			for _, b := range c.Bars {
				if b.X < plotLeft || b.X+b.Width > plotRight+1e-9 || b.Y < plotTop-1e-9 || b.Y+b.Height > plotBottom+1e-9 || b.Width <= 0 || b.Height < 0 {
					t.Errorf("bar outside: %+v", b)
				}
			}
		}
		for _, line := range h.Thresholds {
			if line.X < plotLeft || line.X > plotRight {
				t.Errorf("threshold outside: %+v", line)
			}
		}
	}
	if newHistogram(nil, 0.95, 0.5) != nil {
		t.Error("a histogram of nothing")
	}
}

func TestSizeBars(t *testing.T) {
	bars := sizeBars(map[int64]int64{2: 8, 3: 3, 6: 6, 9: 18})
	want := []bar{{"2 customers", 4, 100, ""}, {"3 customers", 1, 25, ""}, {"6 and more", 3, 75, ""}}
	if len(bars) != len(want) {
		t.Fatalf("got %+v", bars)
	}
	for i := range want {
		if bars[i] != want[i] {
			t.Errorf("got %+v, want %+v", bars[i], want[i])
		}
	}
}

var property = regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{3,6})`)

// Texts have a contrast of at least 4.5 to their ground, pictures of 3 (WCAG
// 2.2, 1.4.3 and 1.4.11), in the light and in the dark.
func TestContrast(t *testing.T) {
	css, err := os.ReadFile("page.css")
	if err != nil {
		t.Fatal(err)
	}
	light, rest, _ := strings.Cut(string(css), "prefers-color-scheme")
	dark, _, _ := strings.Cut(rest, "* {")
	for name, text := range map[string]string{"light": light, "dark": dark} {
		colours := map[string]float64{}
		for _, m := range property.FindAllStringSubmatch(text, -1) {
			colours[m[1]] = luminance(t, m[2])
		}
		for _, c := range []struct {
			least   float64
			grounds string
			colours string
		}{
			{4.5, "ground card tag-ground", "ink soft"}, {4.5, "ground card", "link"}, {4.5, "bad-ground", "rejected ink"}, {4.5, "differs", "ink differs-ink"},
			{3, "card", "created updated unchanged rejected repeated blank warned plain"},
		} {
			for ground := range strings.FieldsSeq(c.grounds) {
				for colour := range strings.FieldsSeq(c.colours) {
					if got := contrast(colours[ground], colours[colour]); got < c.least {
						t.Errorf("%s: %s on %s: contrast %.2f, want %v", name, colour, ground, got, c.least)
					}
				}
			}
		}
	}
}

func contrast(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
