package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"rollcall/store/customer"
)

// Fold is the form in which searches compare text: compatibility-decomposed
// (NFKD), combining marks removed, lower case. Both drivers use this one
// function, so that they find the same customers.
func Fold(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// Separator stands between the values in a SearchText; it cannot be typed.
const Separator = "\x1f"

// SearchText is what Query.Search looks through: the folded firstName,
// lastName, orgName and email, between separators.
func SearchText(c *customer.Customer) string {
	return Fold(c.FirstName) + Separator + Fold(c.LastName) + Separator + Fold(c.OrgName) + Separator + Fold(c.Email)
}

// Digits returns the decimal digits of a phone number as typed.
func Digits(phone string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
}
