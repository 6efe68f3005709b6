package store

import "strings"

// LongestNumber is how many bytes a number may have to be compared as one;
// longer ones never answer. It keeps within what PostgreSQL's numeric holds.
const LongestNumber = 1000

// Decimal makes a plain decimal as people type it (+1, 01.50, .5) canonical, as
// customer.Value holds it; false when it is none.
func Decimal(s string) (string, bool) {
	s = strings.TrimSpace(s)
	sign := ""
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		sign, s = "-", rest
	} else {
		s = strings.TrimPrefix(s, "+")
	}
	whole, frac, _ := strings.Cut(s, ".")
	if whole+frac == "" || strings.Trim(whole+frac, "0123456789") != "" {
		return "", false
	}
	whole, frac = strings.TrimLeft(whole, "0"), strings.TrimRight(frac, "0")
	if whole == "" {
		whole = "0"
	}
	if frac != "" {
		whole += "." + frac
	}
	if whole == "0" {
		sign = ""
	}
	return sign + whole, len(sign+whole) <= LongestNumber
}
