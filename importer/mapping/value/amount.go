package value

import (
	"strings"
	"unicode"
)

// frame takes sign, parentheses, currency and percent off and returns the rest.
func (n *number) frame(text string) string {
	s := strings.TrimSpace(text)
	if rest, ok := strings.CutPrefix(s, "("); ok && strings.HasSuffix(rest, ")") {
		n.negative = true
		s = strings.TrimSuffix(rest, ")")
	}
	s = n.sign(uncurrency(n.sign(s)))
	if rest, ok := strings.CutSuffix(s, "%"); ok {
		n.exponent -= 2
		s = strings.TrimSpace(rest)
	}
	return s
}

// sign takes one sign off either end. A second sign stays and is refused later.
func (n *number) sign(s string) string {
	s = strings.TrimSpace(s)
	if n.negative {
		return s
	}
	for _, minus := range []string{"-", "\u2212"} {
		rest, ok := strings.CutPrefix(s, minus)
		if !ok {
			rest, ok = strings.CutSuffix(s, minus)
		}
		if ok {
			n.negative = true
			return strings.TrimSpace(rest)
		}
	}
	return strings.TrimSpace(strings.TrimPrefix(s, "+"))
}

// uncurrency takes a currency sign or an upper-case three-letter code off one
// end.
func uncurrency(s string) string {
	currency := func(r rune) bool { return unicode.Is(unicode.Sc, r) }
	if bare := strings.TrimFunc(s, currency); bare != s {
		return bare
	}
	if len(s) > 3 && upper3(s[:3]) {
		return s[3:]
	}
	if len(s) > 3 && upper3(s[len(s)-3:]) {
		return s[:len(s)-3]
	}
	return s
}

func upper3(s string) bool {
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return true
}
