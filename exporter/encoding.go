package exporter

import (
	"unicode/utf16"
	"unicode/utf8"
)

// encode appends text in an encoding and returns how many characters it lacks:
// each is written as a question mark.
type encode func(b []byte, text string) (out []byte, lost int)

var encoders = map[Encoding]encode{UTF8: encodeUTF8, UTF8BOM: encodeUTF8, Windows1252: encodeWindows, UTF16: encodeUTF16}

// byteOrderMark starts the files of these encodings.
var byteOrderMark = map[Encoding]string{UTF8BOM: "\ufeff", UTF16: "\ufeff"}

func encodeUTF8(b []byte, text string) ([]byte, int) { return append(b, text...), 0 }

// windows1252 holds the characters of the bytes 0x80 to 0x9f; a space where the
// code page has none.
const windows1252 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ"

var windowsBytes = func() map[rune]byte {
	m := map[rune]byte{}
	next := byte(0x80)
	for _, r := range windows1252 {
		if r != ' ' {
			m[r] = next
		}
		next++
	}
	return m
}()

func encodeWindows(b []byte, text string) ([]byte, int) {
	lost := 0
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			b = append(b, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		special, known := windowsBytes[r]
		switch {
		case known:
			b = append(b, special)
		case r >= 0xa0 && r <= 0xff:
			b = append(b, byte(r))
		default:
			b = append(b, '?')
			lost++
		}
	}
	return b, lost
}

// encodeUTF16 writes little endian. Bytes that are no UTF-8 are what it lacks.
func encodeUTF16(b []byte, text string) ([]byte, int) {
	lost := 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		if r == utf8.RuneError && size == 1 {
			r = '?'
			lost++
		}
		if r1, r2 := utf16.EncodeRune(r); r1 != utf8.RuneError {
			b = append(b, byte(r1), byte(r1>>8), byte(r2), byte(r2>>8))
		} else {
			b = append(b, byte(r), byte(r>>8))
		}
	}
	return b, lost
}
