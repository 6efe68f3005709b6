package value

import (
	"strings"
	"testing"
	"time"
)

func TestPatternMatch(t *testing.T) {
	tests := []struct{ pattern, text, want string }{
		{"yyyy-MM-dd", "1980-03-04", "1980-03-04T00:00:00Z"},
		{"dd.MM.yyyy", "4.3.1980", "1980-03-04T00:00:00Z"},
		{"dd.MM.yyyy", "04.03.80", ""},
		{"d.M.yy", "4.3.80", "1980-03-04T00:00:00Z"},
		{"d.M.yy", "4.3.29", "2029-03-04T00:00:00Z"},
		{"d.M.yy", "4.3.30", "1930-03-04T00:00:00Z"},
		{"yyyyMMdd", "19800304", "1980-03-04T00:00:00Z"},
		{"yyyyMMdd", "1980034", ""},
		{"ddMMyyyy", "04031980", "1980-03-04T00:00:00Z"},
		{"MM/dd/yyyy HH:mm", "03/04/1980 07:05", "1980-03-04T07:05:00Z"},
		{"M/d/yyyy h:mm:ss a", "3/4/1980 12:00:00 AM", "1980-03-04T00:00:00Z"},
		{"M/d/yyyy h:mm a", "3/4/1980 1:30 p.m.", "1980-03-04T13:30:00Z"},
		{"M/d/yyyy h:mm a", "3/4/1980 13:30 PM", ""},
		{"d MMMM yyyy", "4 März 1980", "1980-03-04T00:00:00Z"},
		{"d. MMM yyyy", "4. Sept. 1980", "1980-09-04T00:00:00Z"},
		{"EEE, d MMM yyyy HH:mm:ss Z", "Tue, 4 Mar 1980 10:00:00 +0200", "1980-03-04T10:00:00+02:00"},
		{"yyyy-MM-dd'T'HH:mm:ss.SSSX", "1980-03-04T10:00:00.250Z", "1980-03-04T10:00:00.25Z"},
		{"'on' d/M/yyyy", "ON 4/3/1980", "1980-03-04T00:00:00Z"},
		{"yyyy-MM-dd", "1980-02-30", ""},
		{"yyyy-MM-dd", "1900-02-29", ""},
		{"yyyy-MM-dd", "2000-02-29", "2000-02-29T00:00:00Z"},
		{"yyyy-MM-dd", "0000-00-00", ""},
		{"yyyy-MM-dd", "1980-03-04x", ""},
		{"yyyy-MM-dd HH:mm", "1980-03-04 24:00", ""},
	}
	for _, tt := range tests {
		p, err := ParsePattern(tt.pattern)
		if err != nil {
			t.Errorf("%s: %v", tt.pattern, err)
			continue
		}
		got := ""
		if at, ok := p.Match(tt.text); ok {
			got = at.Format(time.RFC3339Nano)
		}
		if got != tt.want {
			t.Errorf("%s on %q: got %q, want %q", tt.pattern, tt.text, got, tt.want)
		}
	}
}

func TestParsePatternRefuses(t *testing.T) {
	tests := map[string]string{
		"YYYY-MM-DD": "yyyy",
		"yyyy-MM-DD": "dd",
		"mm/dd/yyyy": "month",
		"MM/yyyy":    "day",
		"yyyy-MM-q":  "unknown letter",
		"yyyyy-M-d":  "yyyy or yy",
		"'x yyyy":    "not closed",
		"":           "needs",
		"[yyyy]-M-d": "no meaning",
	}
	for pattern, want := range tests {
		if _, err := ParsePattern(pattern); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one that says %q", pattern, err, want)
		}
	}
}

func TestDatesBuiltInForms(t *testing.T) {
	tests := []struct {
		region, text, want string
	}{
		{"", "1980-03-04", "1980-03-04"},
		{"", "1980-03-04T10:11:12", "1980-03-04"},
		{"", "1980-03-04T23:30:00-05:00", "1980-03-04"},
		{"", "19800304", "1980-03-04"},
		{"", "3/4/1980", ""},
		{"US", "3/4/1980", "1980-03-04"},
		{"US", "3/4/80 12:00:00 AM", "1980-03-04"},
		{"US", "25/12/1980", ""},
		{"GB", "3/4/1980", "1980-04-03"},
		{"DE", "03.04.1980", "1980-04-03"},
		{"JP", "1980/3/4", "1980-03-04"},
		{"", "4 March 1980", "1980-03-04"},
		{"", "Mar 4, 1980", "1980-03-04"},
		{"", "04-MAR-80", "1980-03-04"},
		{"", "4 de marzo de 1980", "1980-03-04"},
		{"", "1980", ""},
		{"", "", ""},
		{"US", "soon", ""},
	}
	for _, tt := range tests {
		got, _ := Dates{Order: OrderOf(tt.region)}.Date(tt.text)
		if got != tt.want {
			t.Errorf("%q in %q: got %q, want %q", tt.text, tt.region, got, tt.want)
		}
	}
}

func TestDatesPatternsComeFirst(t *testing.T) {
	dayFirst, err := ParsePattern("dd/MM/yyyy")
	if err != nil {
		t.Fatal(err)
	}
	d := Dates{Patterns: []*Pattern{dayFirst}, Order: MonthFirst}
	for text, want := range map[string]string{"03/04/1980": "1980-04-03", "12/25/1980": "1980-12-25", "1980-03-04": "1980-03-04"} {
		if got, _ := d.Date(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	d.Strict = true
	if got, ok := d.Date("12/25/1980"); ok {
		t.Errorf("strict took %q", got)
	}
	if got, _ := d.Date("1980-03-04 00:00:00"); got != "1980-03-04" {
		t.Errorf("strict ISO: got %q", got)
	}
}

// FuzzDates checks that every pattern either is refused or reads only days of
// the calendar, and that what the built-in forms read is canonical.
func FuzzDates(f *testing.F) {
	f.Add("yyyy-MM-dd", "1980-03-04")
	f.Add("d. MMM yyyy 'um' h:mm a z", "4. März 1980 um 3:04 PM UTC")
	f.Add("yyMMdd", "800304")
	f.Add("EEEE, MMMM d, yyyy", "Tuesday, March 4, 1980")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		d := Dates{Order: MonthFirst}
		if p, err := ParsePattern(pattern); err == nil {
			d.Patterns = []*Pattern{p}
		}
		day, ok := d.Date(text)
		if !ok {
			return
		}
		if _, err := time.Parse(time.DateOnly, day); err != nil || day < "0001" {
			t.Fatalf("%q read as %q", text, day)
		}
		if again, _ := (Dates{}).Date(day); again != day {
			t.Fatalf("%q is not stable: %q", day, again)
		}
	})
}
