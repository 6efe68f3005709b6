package charset

import (
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// byteOrder is the order of the two bytes of a UTF-16 unit.
type byteOrder int8

const (
	narrow byteOrder = iota
	littleEndian
	bigEndian
)

// A lone surrogate is written as the three bytes that UTF-8 forbids for it,
// and a byte left over at the end of the file as oddMark and its two halves:
// neither is valid UTF-8, so that text shows the damage, and both turn back
// into the file's bytes.
const oddMark = 0xFF

func (o byteOrder) unit(b []byte) rune {
	if o == littleEndian {
		return rune(b[0]) | rune(b[1])<<8
	}
	return rune(b[1]) | rune(b[0])<<8
}

func (o byteOrder) appendUnit(out []byte, u rune) []byte {
	if o == littleEndian {
		return append(out, byte(u), byte(u>>8))
	}
	return append(out, byte(u>>8), byte(u))
}

// widener reads UTF-16 and gives working bytes.
type widener struct {
	src   io.Reader
	order byteOrder
	in    [8192]byte
	held  int // bytes of in that are not converted yet
	out   []byte
	given int
	err   error
}

func (w *widener) Read(p []byte) (int, error) {
	for w.given == len(w.out) {
		if w.err != nil {
			return 0, w.err
		}
		w.refill()
	}
	n := copy(p, w.out[w.given:])
	w.given += n
	return n, nil
}

func (w *widener) refill() {
	n, err := w.src.Read(w.in[w.held:])
	w.held += n
	w.err = err
	w.out, w.given = w.out[:0], 0
	used := w.convert(w.in[:w.held], err != nil)
	w.held = copy(w.in[:], w.in[used:w.held])
}

// convert appends the working bytes of b and returns how many bytes it used: a
// unit, or a pair of surrogates, that is not complete waits unless final.
func (w *widener) convert(b []byte, final bool) int {
	i := 0
	for ; i+1 < len(b); i += 2 {
		u := w.order.unit(b[i:])
		if !utf16.IsSurrogate(u) {
			w.out = utf8.AppendRune(w.out, u)
			continue
		}
		if i+3 < len(b) {
			if r := utf16.DecodeRune(u, w.order.unit(b[i+2:])); r != utf8.RuneError {
				w.out = utf8.AppendRune(w.out, r)
				i += 2
				continue
			}
		} else if !final {
			return i
		}
		w.out = append(w.out, 0xE0|byte(u>>12), 0x80|byte(u>>6)&0x3F, 0x80|byte(u)&0x3F)
	}
	if final && i < len(b) {
		w.out = append(w.out, oddMark, 0x80|b[i]>>4, 0x80|b[i]&0x0F)
		i++
	}
	return i
}

// fileBytes turns working bytes back into UTF-16.
func (o byteOrder) fileBytes(working []byte) []byte {
	out := make([]byte, 0, 2*len(working))
	for i := 0; i < len(working); {
		if r, n := utf8.DecodeRune(working[i:]); r != utf8.RuneError || n > 1 {
			i += n
			out = o.appendRune(out, r)
			continue
		}
		if i+2 >= len(working) {
			return out // cannot come from convert
		}
		a, b, c := working[i], working[i+1], working[i+2]
		i += 3
		if a == oddMark {
			out = append(out, b<<4|c&0x0F)
			continue
		}
		out = o.appendUnit(out, rune(a&0x0F)<<12|rune(b&0x3F)<<6|rune(c&0x3F))
	}
	return out
}

func (o byteOrder) appendRune(out []byte, r rune) []byte {
	if r < 0x10000 {
		return o.appendUnit(out, r)
	}
	high, low := utf16.EncodeRune(r)
	return o.appendUnit(o.appendUnit(out, high), low)
}
