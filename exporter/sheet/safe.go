package sheet

import (
	"strings"
	"unicode/utf8"
)

// Safe returns text so that no spreadsheet evaluates it when it is opened from
// a CSV file: an apostrophe is put before a text that starts like a formula
// (= + - @, also after spaces and in their wide forms), with a tab or a line
// end, or with an apostrophe. The last makes it reversible: Unsafe gives the
// text back. A phone such as +1 555 0100 gets the apostrophe too. XLSX cells
// need none of this.
func Safe(text string) string {
	if escapes(text) {
		return "'" + text
	}
	return text
}

// Unsafe takes back the apostrophe that Safe put there; Unsafe(Safe(s)) is s.
// Other texts are returned as they are.
func Unsafe(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && escapes(rest) {
		return rest
	}
	return text
}

func escapes(text string) bool {
	if text == "" {
		return false
	}
	switch text[0] {
	case '\'', '\t', '\r', '\n':
		return true
	}
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, " \u00a0"))
	switch r {
	case '=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n':
		return true
	}
	return false
}
