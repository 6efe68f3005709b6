package value

import (
	"errors"
	"strconv"
	"strings"
)

// Point says which sign is the decimal point where a text leaves it open, such
// as 1.234: the other one groups thousands.
type Point int8

// The decimal points. PointOpen refuses what is ambiguous.
const (
	PointOpen Point = iota
	PointDot
	PointComma
)

// Reasons why a text is no number.
var (
	ErrNumber    = errors.New("not a number")
	ErrAmbiguous = errors.New("a number that can be read in two ways")
)

const (
	maxDigits   = 60 // more digits are no amount, count or measure
	maxExponent = 30
)

// Number reads a decimal number and returns it canonically: digits, a point
// only before decimals, no trailing zeros, no plus sign, no -0.
//
// It accepts a sign before or after the digits, parentheses for negative
// amounts, a currency sign or three-letter currency code on either side, a
// percent sign (12 % is 0.12), an exponent, and thousands grouped by points,
// commas, spaces, apostrophes, or the Indian way (12,34,567). With two kinds of
// separator the last is the decimal point. One point or comma before exactly
// three digits (1.234) is decided by point; ErrAmbiguous if that is open.
func Number(text string, point Point) (string, error) {
	n := number{point: point}
	body := n.frame(text)
	if err := n.split(body); err != nil {
		return "", err
	}
	return n.canonical(), nil
}

// number is a number that is being read: value = digits * 10^exponent.
type number struct {
	point    Point
	negative bool
	digits   string
	exponent int
}

// split reads the digits, the groups, the decimals and the exponent.
func (n *number) split(s string) error {
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		e, err := strconv.Atoi(s[i+1:])
		if err != nil || e > maxExponent || e < -maxExponent {
			return ErrNumber
		}
		n.exponent += e
		s = s[:i]
	}
	at, err := n.decimalAt(s)
	if err != nil {
		return err
	}
	whole, decimals := s, ""
	if at >= 0 {
		whole, decimals = s[:at], s[at+1:]
	}
	whole, ok := ungroup(whole)
	if !ok || !digitsOnly(decimals) || whole+decimals == "" || len(whole)+len(decimals) > maxDigits {
		return ErrNumber
	}
	n.digits = whole + decimals
	n.exponent -= len(decimals)
	return nil
}

// decimalAt returns where the decimal point stands, -1 if there is none.
func (n *number) decimalAt(s string) (int, error) {
	dots, commas := strings.Count(s, "."), strings.Count(s, ",")
	last := strings.LastIndexAny(s, ".,")
	switch {
	case dots+commas == 0, dots > 1 && commas == 0, commas > 1 && dots == 0:
		return -1, nil
	case dots+commas > 1:
		return last, nil
	}
	before, after := s[:last], s[last+1:]
	if len(after) != 3 || len(before) == 0 || len(before) > 3 || before[0] == '0' || !digitsOnly(before) {
		return last, nil
	}
	switch n.point {
	case PointOpen:
		return 0, ErrAmbiguous
	case PointDot:
		return pick(dots == 1, last), nil
	default:
		return pick(commas == 1, last), nil
	}
}

func pick(decimal bool, at int) int {
	if decimal {
		return at
	}
	return -1
}

// ungroup removes one kind of thousands separator, where it stands rightly:
// before every three digits, or the Indian way: three, then every two.
func ungroup(s string) (string, bool) {
	sep := ""
	for _, candidate := range []string{".", ",", " ", "'", "’", "\u00A0", "\u202F", "\u2009"} {
		if strings.Contains(s, candidate) {
			sep = candidate
			break
		}
	}
	if sep == "" {
		return s, digitsOnly(s)
	}
	groups := strings.Split(s, sep)
	last := len(groups) - 1
	inner := 3
	if last > 1 && len(groups[1]) == 2 {
		inner = 2
	}
	for i, g := range groups {
		want := inner
		if i == last {
			want = 3
		}
		if !digitsOnly(g) || i > 0 && len(g) != want || i == 0 && (len(g) == 0 || len(g) > inner) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func digitsOnly(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// canonical writes the number as customer.Value holds it.
func (n *number) canonical() string {
	digits := n.digits
	if n.exponent > 0 {
		digits += strings.Repeat("0", n.exponent)
	}
	decimals := max(0, -n.exponent)
	if missing := decimals + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	whole := strings.TrimLeft(digits[:len(digits)-decimals], "0")
	fraction := strings.TrimRight(digits[len(digits)-decimals:], "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if n.negative && whole != "0" {
		return "-" + whole
	}
	return whole
}

// Scientific says whether text is a number in the notation that spreadsheets
// give long digit strings (1.23457E+11): an identifier that reads like this has
// lost digits.
func Scientific(text string) bool {
	mantissa, exponent, ok := strings.Cut(text, "E+")
	if !ok || exponent == "" || !digitsOnly(exponent) {
		return false
	}
	whole, decimals, _ := strings.Cut(strings.Replace(mantissa, ",", ".", 1), ".")
	return len(whole) == 1 && digitsOnly(whole+decimals)
}
