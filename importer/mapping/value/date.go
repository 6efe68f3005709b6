package value

import (
	"strings"
	"time"
)

// Order is the order in which people of a region write day, month and year in
// numbers.
type Order int8

// The orders. OrderOpen: not known, 3/4/1980 is refused.
const (
	OrderOpen Order = iota
	DayFirst
	MonthFirst
	YearFirst
)

// OrderOf returns the order of a region (ISO 3166 two-letter code), after the
// short date formats of Unicode CLDR; OrderOpen for "".
func OrderOf(region string) Order {
	switch strings.ToUpper(region) {
	case "":
		return OrderOpen
	case "US", "PH", "FM", "PW", "MH", "GU", "AS", "VI", "MP", "UM", "PR":
		return MonthFirst
	case "CN", "JP", "KR", "KP", "TW", "HK", "MN", "HU", "LT", "SE", "CA", "IR", "BT":
		return YearFirst
	}
	return DayFirst
}

// Dates reads dates: by its patterns in turn, then, unless Strict, as ISO 8601,
// as yyyyMMdd, with the month's name (4 March 1980, Mar 4, 1980, 04-MAR-80), and
// in numbers by Order, with / . or - between them and a year of four or two
// digits. Strict leaves only ISO 8601 after the patterns: typed cells come so.
// A time of day may follow a date in every built-in form.
type Dates struct {
	Patterns []*Pattern
	Strict   bool
	Order    Order
}

// Date returns the day that text names as yyyy-MM-dd, a time of day left out.
// ok is false when no form fits.
func (d Dates) Date(text string) (day string, ok bool) {
	if canonicalDay(text) {
		if len(d.Patterns) == 0 {
			return text, true
		}
	}
	t, ok := d.Time(text)
	if !ok {
		return "", false
	}
	return t.Format(time.DateOnly), true
}

// Time returns the moment that text names: midnight when it says no time, UTC
// when it names no zone.
func (d Dates) Time(text string) (t time.Time, ok bool) {
	for _, p := range d.Patterns {
		if t, ok := p.Match(text); ok {
			return t, true
		}
	}
	if t, ok := matchAny(isoForms, text); ok || d.Strict {
		return t, ok
	}
	if t, ok := matchAny(compactForms, text); ok {
		return t, true
	}
	if t, ok := matchAny(orderForms[d.Order], text); ok {
		return t, true
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r > '9' }) {
		return matchAny(namedForms, text)
	}
	return time.Time{}, false
}

func canonicalDay(s string) bool {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' || !digitsOnly(s[:4]) || !digitsOnly(s[5:7]) || !digitsOnly(s[8:]) {
		return false
	}
	two := func(i int) int { return int(s[i]-'0')*10 + int(s[i+1]-'0') }
	return isDay(two(0)*100+two(2), two(5), two(8))
}

func matchAny(forms []*Pattern, text string) (t time.Time, ok bool) {
	for _, p := range forms {
		if t, ok := p.Match(text); ok {
			return t, true
		}
	}
	return time.Time{}, false
}

// The built-in forms, each with the times of day that may follow.
var (
	isoForms     = withTimes("yyyy-MM-dd")
	compactForms = mustPatterns("yyyyMMdd", "yyyyMMdd'T'HHmmss", "yyyyMMdd'T'HHmmssX")
	namedForms   = withTimes("d MMM yyyy", "d. MMM yyyy", "d-MMM-yyyy", "d-MMM-yy", "MMM d, yyyy", "MMM d yyyy",
		"E, d MMM yyyy", "E, MMM d, yyyy", "E d MMM yyyy", "E, d. MMM yyyy", "d 'de' MMM 'de' yyyy")
	orderForms = map[Order][]*Pattern{
		DayFirst:   withTimes("d/M/yyyy", "d.M.yyyy", "d-M-yyyy", "d/M/yy", "d.M.yy", "d-M-yy", "d. M. yyyy"),
		MonthFirst: withTimes("M/d/yyyy", "M-d-yyyy", "M.d.yyyy", "M/d/yy", "M-d-yy", "M.d.yy"),
		YearFirst:  withTimes("yyyy/M/d", "yyyy.M.d", "yyyy. M. d", "yyyy. M. d."),
	}
)

func withTimes(days ...string) []*Pattern {
	var list []*Pattern
	for _, day := range days {
		list = append(list, mustPatterns(day)...)
		for _, sep := range []string{" ", "'T'"} {
			for _, clock := range []string{"HH:mm", "HH:mm:ss", "HH:mm:ss.S", "h:mm a", "h:mm:ss a"} {
				list = append(list, mustPatterns(day+sep+clock)...)
			}
			for _, clock := range []string{"HH:mmX", "HH:mm:ssX", "HH:mm:ss.SX", "HH:mm:ss X"} {
				list = append(list, mustPatterns(day+sep+clock)...)
			}
		}
	}
	return list
}

// mustPatterns compiles patterns that stand in this file; a mistake in one
// stops every test.
func mustPatterns(sources ...string) []*Pattern {
	list := make([]*Pattern, len(sources))
	for i, source := range sources {
		p, err := ParsePattern(source)
		if err != nil {
			panic("value: " + err.Error())
		}
		list[i] = p
	}
	return list
}
