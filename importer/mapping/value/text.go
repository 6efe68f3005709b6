package value

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Damage says what was found wrong with the characters of a text; 0 is none.
type Damage uint8

// The kinds of damage; several can be set at once.
const (
	Controls Damage = 1 << iota // control characters
	Garbled                     // U+FFFD, bytes that are no UTF-8, or text decoded with the wrong encoding
)

// Clean trims outer white space (no-break spaces, byte order marks and
// zero-width spaces too) and removes control characters except tab, line feed
// and carriage return, which belong to text of several lines. Bytes that are no
// UTF-8 become U+FFFD. The damage says what was removed or looks wrong; text
// that looks garbled is kept, because a guess at the original could be wrong.
func Clean(text string) (string, Damage) {
	text = trim(text)
	if plain(text) {
		return text, 0
	}
	damage := Inspect(text)
	if damage&Controls != 0 {
		text = trim(strings.Map(dropControl, text))
	}
	return strings.ToValidUTF8(text, "\uFFFD"), damage
}

// Inspect says what is wrong with the characters of a text that must be taken
// as it is.
func Inspect(text string) Damage {
	var damage Damage
	if plain(text) {
		return damage
	}
	for _, r := range text {
		if r == utf8.RuneError {
			damage |= Garbled // stands for a broken byte too
		} else if dropControl(r) < 0 {
			damage |= Controls
		}
	}
	if mojibake(text) {
		damage |= Garbled
	}
	return damage
}

// plain says whether text is printable ASCII, tabs and line ends only: the
// common case, in which there is nothing to look at.
func plain(text string) bool {
	for i := range len(text) {
		c := text[i]
		if c >= utf8.RuneSelf || c == 0x7F || c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return false
		}
	}
	return true
}

func trim(text string) string {
	if n := len(text); n == 0 || visible(text[0]) && visible(text[n-1]) {
		return text
	}
	return strings.TrimFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || r == '\uFEFF' || r == '\u200B'
	})
}

// visible says whether a byte is a printable character of ASCII by itself, and
// no blank.
func visible(c byte) bool { return c > ' ' && c < 0x7F }

func dropControl(r rune) rune {
	if unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' {
		return -1
	}
	return r
}

// mojibake finds UTF-8 that was read as Windows-1252 or Latin-1: a character
// that stands for a UTF-8 lead byte, followed by as many characters that stand
// for continuation bytes as that lead byte asks for ("Ã©" for "é").
func mojibake(text string) bool {
	pending := 0
	for _, r := range text {
		b := windowsByte(r)
		switch {
		case pending > 0 && b >= 0x80 && b <= 0xBF:
			if pending--; pending == 0 {
				return true
			}
		case b >= 0xC2 && b <= 0xDF:
			pending = 1
		case b >= 0xE0 && b <= 0xEF:
			pending = 2
		case b >= 0xF0 && b <= 0xF4:
			pending = 3
		default:
			pending = 0
		}
	}
	return false
}

// windowsByte returns the byte that stands for r in Windows-1252 or Latin-1, 0
// for ASCII and for what neither has.
func windowsByte(r rune) byte {
	if r >= 0x80 && r <= 0xFF {
		return byte(r)
	}
	if r > 0xFF {
		return windowsSpecial[r]
	}
	return 0
}

// windowsSpecial holds what Windows-1252 has between 0x80 and 0x9F (Unicode
// Consortium, MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT).
var windowsSpecial = map[rune]byte{
	'€': 0x80, '‚': 0x82, 'ƒ': 0x83, '„': 0x84, '…': 0x85, '†': 0x86, '‡': 0x87,
	'ˆ': 0x88, '‰': 0x89, 'Š': 0x8A, '‹': 0x8B, 'Œ': 0x8C, 'Ž': 0x8E,
	'‘': 0x91, '’': 0x92, '“': 0x93, '”': 0x94, '•': 0x95, '–': 0x96, '—': 0x97,
	'˜': 0x98, '™': 0x99, 'š': 0x9A, '›': 0x9B, 'œ': 0x9C, 'ž': 0x9E, 'Ÿ': 0x9F,
}
