package mapping

import (
	"errors"
	"strings"
	"time"
)

var errPattern = errors.New("a date format is made of yyyy, yy, MM, M, dd, d, HH, mm and ss, such as dd.MM.yyyy")

// patterns and what Go's time package calls them, the longest first.
var patterns = []struct{ letters, layout string }{
	{"yyyy", "2006"}, {"yy", "06"}, {"MM", "01"}, {"M", "1"}, {"dd", "02"}, {"d", "2"}, {"HH", "15"}, {"mm", "04"}, {"ss", "05"},
}

// layout turns a pattern such as dd.MM.yyyy into a layout of package time.
func layout(pattern string) (string, error) {
	var b strings.Builder
	for rest := pattern; rest != ""; {
		if c := rest[0] | 0x20; c < 'a' || c > 'z' || strings.HasPrefix(rest, "THH") {
			if rest[0] >= '0' && rest[0] <= '9' || rest[0] == '_' {
				return "", errPattern // they would mean something else in a layout
			}
			b.WriteByte(rest[0])
			rest = rest[1:]
			continue
		}
		known := false
		for _, p := range patterns {
			if after, ok := strings.CutPrefix(rest, p.letters); ok && !strings.HasPrefix(after, p.letters[:1]) {
				b.WriteString(p.layout)
				rest, known = after, true
				break
			}
		}
		if !known {
			return "", errPattern
		}
	}
	if b.Len() == 0 {
		return "", errPattern
	}
	return b.String(), nil
}

// redate writes a stored date (yyyy-MM-dd) or time (RFC 3339, UTC) in a layout;
// ok is false for another text.
func redate(text, layout string) (string, bool) {
	for _, stored := range []string{time.DateOnly, time.RFC3339Nano} {
		if t, err := time.Parse(stored, text); err == nil {
			return t.UTC().Format(layout), true
		}
	}
	return "", false
}
