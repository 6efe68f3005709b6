package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rollcall/store/customer"
)

// Fold is the form in which searches compare text: compatibility-decomposed
// (NFKD), combining marks removed, lower case. Both drivers use this one
// function, so that they find the same customers.
func Fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	folded := make([]byte, 0, len(s)+8)
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			folded = append(folded, byte(unicode.ToLower(r)))
		case r < endOfLatin:
			folded = append(folded, latin[r-utf8.RuneSelf]...)
		default:
			return foldAny(s)
		}
	}
	return string(folded)
}

// endOfLatin is the first letter behind the blocks of Latin letters. What
// becomes of one of these does not depend on its neighbours, as long as they
// are such letters too.
const endOfLatin = 0x250

// latin holds the folded forms of the letters from utf8.RuneSelf to endOfLatin.
var latin = func() (table [endOfLatin - utf8.RuneSelf]string) {
	for i := range table {
		table[i] = foldAny(string(rune(utf8.RuneSelf + i)))
	}
	return table
}()

// foldAny is Fold of text in any script.
func foldAny(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Separator stands between the values in a SearchText; it cannot be typed.
const Separator = "\x1f"

// SearchText is what Query.Search looks through: the folded firstName,
// lastName, orgName and email, between separators.
func SearchText(c *customer.Customer) string {
	parts := [...]string{c.FirstName, c.LastName, c.OrgName, c.Email}
	size := 0
	for _, part := range parts {
		size += len(part) + len(Separator)
	}
	var b strings.Builder
	b.Grow(size)
	for i, part := range parts {
		if i > 0 {
			b.WriteString(Separator)
		}
		if !ascii(part) {
			b.WriteString(Fold(part))
			continue
		}
		for k := 0; k < len(part); k++ { // in place: folding each on its own would cost memory
			letter := part[k]
			if letter >= 'A' && letter <= 'Z' {
				letter += 'a' - 'A'
			}
			b.WriteByte(letter)
		}
	}
	return b.String()
}

// Digits returns the decimal digits of a phone number as typed.
func Digits(phone string) string {
	digits := make([]byte, 0, 32)
	for i := 0; i < len(phone); i++ {
		if phone[i] >= '0' && phone[i] <= '9' {
			digits = append(digits, phone[i])
		}
	}
	return string(digits)
}
