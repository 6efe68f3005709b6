package value

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxEmail = 254 // bytes, RFC 5321 with erratum 1690
	maxLocal = 64
	maxLabel = 63
)

// Email says whether text is one email address as people write it: a local part
// of letters (of any script), digits and the signs that RFC 5322 allows, dots
// only between them, or a quoted local part; one @; a domain of at least two
// labels, internationalised or not, whose last is not a number. Display names,
// several addresses, comments and address literals are not accepted.
func Email(text string) bool {
	at := strings.LastIndexByte(text, '@')
	if at < 1 || len(text) > maxEmail || at > maxLocal {
		return false
	}
	return localPart(text[:at]) && domain(text[at+1:])
}

func localPart(s string) bool {
	if len(s) > 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return !strings.ContainsFunc(s[1:len(s)-1], func(r rune) bool {
			return r == '"' || r == '\\' || unicode.IsControl(r)
		})
	}
	if s[0] == '.' || s[len(s)-1] == '.' || strings.Contains(s, "..") {
		return false
	}
	for _, r := range s {
		if !localRune(r) {
			return false
		}
	}
	return true
}

func localRune(r rune) bool {
	return wordRune(r) || r < utf8.RuneSelf && strings.IndexByte("!#$%&'*+-/=?^_`{|}~.", byte(r)) >= 0
}

func domain(s string) bool {
	labels, last := 0, ""
	for label := range strings.SplitSeq(s, ".") {
		if !domainLabel(label) {
			return false
		}
		labels++
		last = label
	}
	return labels >= 2 && !digitsOnly(last) && utf8.RuneCountInString(last) >= 2
}

func domainLabel(s string) bool {
	if s == "" || len(s) > maxLabel || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for _, r := range s {
		if r != '-' && !wordRune(r) {
			return false
		}
	}
	return true
}

// wordRune accepts what words of any script are made of; U+FFFD is not.
func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return '0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) ||
		r == '\u200C' || r == '\u200D' || r == '·' // joiners and the Catalan point, which IDNA allows
}
