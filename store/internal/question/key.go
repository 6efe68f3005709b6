package question

import (
	"fmt"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
)

// Functions are the text functions that the SQLite dialect calls, by name. A
// driver registers each as deterministic; false stands for NULL, and NULL in
// gives NULL out.
var Functions = map[string]func(string) (string, bool){
	"fold":       func(s string) (string, bool) { return store.Fold(s), true },
	"number_key": NumberKey,
	"date_key":   DateKey,
}

// DateKey returns a valid date (yyyy-MM-dd, year 1 to 9999) as it stands,
// which is already comparable bytewise, and false for any other text.
func DateKey(s string) (string, bool) {
	return s, s != "" && customer.Value{Type: customer.Date, Text: s}.Valid()
}

// NumberKey turns a canonical decimal into a text whose bytewise order is the
// numbers' order, exact at any precision; false when the text is no canonical
// decimal. A number is 0.DIGITS times ten to an exponent: the key is the sign,
// the exponent shifted to be positive, and the digits; negative ones are
// complemented and closed by a byte above all digits.
func NumberKey(s string) (string, bool) {
	if len(s) > store.LongestNumber || !(customer.Value{Type: customer.Number, Text: s}).Valid() {
		return "", false
	}
	if s == "0" {
		return "1", true
	}
	digits, negative := strings.CutPrefix(s, "-")
	whole, frac, _ := strings.Cut(digits, ".")
	whole = strings.TrimLeft(whole, "0")
	exponent := len(whole)
	digits = whole + frac
	if whole == "" {
		digits = strings.TrimLeft(frac, "0")
		exponent = len(digits) - len(frac)
	}
	key := fmt.Sprintf("%05d", exponent+10000) + strings.TrimRight(digits, "0")
	if negative {
		return "0" + complement(key) + "~", true
	}
	return "2" + key, true
}

func complement(digits string) string {
	return strings.Map(func(r rune) rune { return '0' + '9' - r }, digits)
}
