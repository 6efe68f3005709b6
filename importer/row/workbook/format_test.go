package workbook

import "testing"

func TestShow(t *testing.T) {
	b := &Book{}
	for _, c := range []struct{ code, stored, want string }{
		{"General", "0.1", "0.1"}, {"@", "7", "7"}, {"0", "7", "7"}, {"#,##0", "1234567", "1234567"},
		{"00000", "501", "00501"}, {"00000", "123456", "123456"}, {"00000-0000", "12345678", "01234-5678"}, {`000\-00\-0000`, "12345678", "012-34-5678"},
		{"00000", "-5", "-5"}, {"00000", "1.5", "1.5"}, {`"ID-"0000`, "42", "0042"}, {"0.00", "1.5", "1.5"}, {"0.00E+00", "12000", "12000"},
		{"m/d/yyyy", "36526", "2000-01-01"}, {`[$-F800]dddd\,\ mmmm\ dd\,\ yyyy`, "36526", "2000-01-01"}, {"mmm", "36526", "2000-01-01"},
		{"mm:ss", "0.5", "12:00:00"}, {"[Red]h:mm", "0.25", "06:00:00"}, {"h:mm AM/PM", "0.75", "18:00:00"}, {"yyyy-mm-dd hh:mm:ss", "36526.999999", "2000-01-02"},
		{"[h]:mm", "2.5", "60:00:00"}, {"[Red]0", "3", "3"}, {`"day" 0`, "3", "3"}, {`_-* #,##0.00\ _€`, "3.10", "3.1"}, {"yyyy", "text", "text"}, {"General;dd", "3", "3"},
		{"General", "1.7976931348623157E+400", "1.7976931348623157E+400"}, {"General", "-0", "0"}, {"General", "007", "7"}, {"General", "1e-400", "0"},
	} {
		if got := b.show(c.stored, parseFormat(c.code)); got != c.want {
			t.Errorf("%s shows %s as %q, want %q", c.code, c.stored, got, c.want)
		}
	}
	for id, want := range map[int]string{14: "2000-01-01", 22: "2000-01-01T12:00:00", 46: "876636:00:00", 20: "2000-01-01T12:00:00"} {
		if got := b.show("36526.5", builtin[id]); got != want {
			t.Errorf("format %d: got %q, want %q", id, got, want)
		}
	}
}

// FuzzFormat: any code and any number show without a panic, and never as
// nothing.
func FuzzFormat(f *testing.F) {
	f.Add(`[$-409]d\-mmm\-yy;@`, "45292.5")
	f.Add("00000-0000", "12345")
	f.Fuzz(func(t *testing.T, code, stored string) {
		b := &Book{date1904: len(code)%2 == 1}
		if got := b.show(stored, parseFormat(code)); got == "" && stored != "" {
			t.Fatalf("%q in format %q shows as nothing", stored, code)
		}
	})
}
