package charset

import (
	"encoding/binary"
	"unicode/utf8"
)

// Marked returns the encoding that a byte order mark names, and the mark's
// length in bytes: 0 when start has none.
func Marked(start []byte) (Charset, int) {
	switch {
	case len(start) >= 3 && start[0] == 0xEF && start[1] == 0xBB && start[2] == 0xBF:
		return UTF8, 3
	case len(start) >= 2 && start[0] == 0xFF && start[1] == 0xFE:
		return Charset{name: "utf-16le", wide: littleEndian}, 2
	case len(start) >= 2 && start[0] == 0xFE && start[1] == 0xFF:
		return Charset{name: "utf-16be", wide: bigEndian}, 2
	}
	return UTF8, 0
}

// Classes of the bytes around a byte above 0x7F.
const (
	classOther = iota
	classLower
	classUpper
	classDigit
	classHigh
	classes
)

// Evidence gathers what a file's bytes say about its encoding. Write it the
// whole file: it keeps counts, never text, and takes constant memory.
type Evidence struct {
	around   [classes][128][classes]int64 // class before, byte - 0x80, class after
	zeros    [2]int64                     // NUL bytes at even and odd offsets
	size     int64
	valid    int64 // UTF-8 sequences of more than one byte
	invalid  int64 // bytes that belong to no UTF-8 sequence
	before   int   // class of the byte before pending
	pending  byte  // the last byte above 0x7F, whose follower is not seen yet; 0: none
	tail     [utf8.UTFMax]byte
	tailSize int
}

// Write takes the next bytes of the file. It never fails.
func (e *Evidence) Write(p []byte) (int, error) {
	e.countUTF8(p)
	for i := 0; i < len(p); {
		if i+8 <= len(p) && e.pending == 0 && plain(p[i:i+8]) {
			e.before = classOf(p[i+7])
			i += 8
			continue
		}
		e.countByte(p[i], e.size+int64(i))
		i++
	}
	e.size += int64(len(p))
	return len(p), nil
}

// plain says whether eight bytes are all ASCII and none is NUL.
func plain(p []byte) bool {
	const high, low = 0x8080808080808080, 0x0101010101010101
	w := binary.LittleEndian.Uint64(p)
	return w&high == 0 && (w-low)&high == 0
}

func (e *Evidence) countByte(b byte, offset int64) {
	class := classOf(b)
	if e.pending != 0 {
		e.around[e.before][e.pending-0x80][class]++
		e.before = classHigh
		e.pending = 0
	}
	switch {
	case class == classHigh:
		e.pending = b
		return
	case b == 0:
		e.zeros[offset&1]++
	}
	e.before = class
}

func classOf(b byte) int {
	switch {
	case b >= utf8.RuneSelf:
		return classHigh
	case b >= 'a' && b <= 'z':
		return classLower
	case b >= 'A' && b <= 'Z':
		return classUpper
	case b >= '0' && b <= '9':
		return classDigit
	}
	return classOther
}

// countUTF8 counts sequences across the borders of writes.
func (e *Evidence) countUTF8(p []byte) {
	for e.tailSize > 0 && len(p) > 0 && !utf8.FullRune(e.tail[:e.tailSize]) {
		e.tail[e.tailSize] = p[0]
		e.tailSize++
		p = p[1:]
		if utf8.FullRune(e.tail[:e.tailSize]) {
			e.countTail()
		}
	}
	for i := 0; i < len(p); {
		if p[i] < utf8.RuneSelf {
			i++
			for i+8 <= len(p) && binary.LittleEndian.Uint64(p[i:])&0x8080808080808080 == 0 {
				i += 8
			}
			continue
		}
		if !utf8.FullRune(p[i:]) {
			e.tailSize = copy(e.tail[:], p[i:])
			return
		}
		i += e.countRune(p[i:])
	}
}

func (e *Evidence) countRune(p []byte) int {
	r, n := utf8.DecodeRune(p)
	switch {
	case r == utf8.RuneError && n == 1:
		e.invalid++
	case n > 1:
		e.valid++
	}
	return n
}

// countTail counts the bytes held back at the end of the last write.
func (e *Evidence) countTail() {
	held := e.tail[:e.tailSize]
	for len(held) > 0 {
		held = held[e.countRune(held):]
	}
	e.tailSize = 0
}
