package sheet

import "unicode/utf8"

// appendText appends text as XML content. What XML cannot hold is written as
// _xHHHH_, the notation that spreadsheets use for it (ECMA-376 part 1,
// 22.9.2.19), and text that looks like that notation is protected, so that a
// reader gets back what was written. Bytes that are no UTF-8 cannot be
// written: each becomes U+FFFD and is counted.
func appendText(b []byte, text string) (out []byte, bad int) {
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			b = appendASCII(b, text, i)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
			b = utf8.AppendRune(b, utf8.RuneError)
		case r == 0xFFFE || r == 0xFFFF:
			b = appendCode(b, r)
		default:
			b = append(b, text[i:i+size]...)
		}
		i += size
	}
	return b, bad
}

func appendASCII(b []byte, text string, i int) []byte {
	switch c := text[i]; {
	case c == '&':
		return append(b, "&amp;"...)
	case c == '<':
		return append(b, "&lt;"...)
	case c == '>':
		return append(b, "&gt;"...)
	case c == '"':
		return append(b, "&#34;"...)
	case c == '_' && looksCoded(text[i+1:]):
		return appendCode(b, '_')
	case c < ' ' && c != '\t' && c != '\n':
		return appendCode(b, rune(c))
	default:
		return append(b, c)
	}
}

// looksCoded says whether an underscore before s could be read as the start of
// _xHHHH_. The closing underscore is not asked for, because the character that
// follows may itself be written with one. Readers take any letter for H.
func looksCoded(s string) bool {
	if len(s) < 5 || s[0] != 'x' {
		return false
	}
	for _, c := range []byte(s[1:5]) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

func appendCode(b []byte, r rune) []byte {
	const hex = "0123456789ABCDEF"
	return append(b, '_', 'x', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15], '_')
}

// needsSpace says whether a reader would trim the text without being told to
// keep its space.
func needsSpace(text string) bool {
	for i := range len(text) {
		switch text[i] {
		case '\n', '\t':
			return true
		case ' ':
			if i == 0 || i == len(text)-1 || text[i-1] == ' ' {
				return true
			}
		}
	}
	return false
}

// units counts the UTF-16 units of text: what a spreadsheet's limits are
// about.
func units(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}
