package normalize

import "strings"

// emptyDates are what systems write when they have no date.
var emptyDates = set(`19000101 19010101 18991230 18991231 00010101 11111111 99991231 00000000 99999999 12345678`)

// Date returns a date's comparable form, eight digits yyyymmdd. Dates that the
// calendar does not have are kept: a typo is still evidence. Written with parts
// and no leading year, the region decides: month first in US, else day first.
// It returns "" for what is no date and for placeholders such as 1900-01-01.
func Date(text, region string) string {
	var parts [3]string
	n := 0
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' }) {
		if n == 3 || n == 0 && len(part) == 8 {
			if n == 0 {
				parts[0], n = part, 1
			}
			break
		}
		parts[n] = part
		n++
	}
	date := arrange(parts, n, region)
	if len(date) != 8 || emptyDates[date] {
		return ""
	}
	return date
}

func arrange(parts [3]string, n int, region string) string {
	a, b, c := two(parts[0]), two(parts[1]), two(parts[2])
	switch {
	case n == 1:
		return a
	case n != 3:
		return ""
	case len(a) == 4:
		return a + b + c
	case len(c) != 4:
		return ""
	case (region == "" || region == "US") && a <= "12" || b > "12":
		return c + a + b
	}
	return c + b + a
}

func two(part string) string {
	if len(part) == 1 {
		return "0" + part
	}
	return part
}
