package importer

import "math/bits"

// Odd constants with half of their bits set, from the digits of pi and of the
// golden ratio.
const (
	stir1 = 0x243F6A8885A308D3
	stir2 = 0x9E3779B97F4A7C15
)

// fingerprint is a 64-bit fingerprint that costs a few nanoseconds: texts are
// told apart by it as by 64 random bits, unless somebody chose them to be
// confused. Method: eight bytes at a time, folded product of 128 bits.
func fingerprint(text string) uint64 {
	h := uint64(len(text)) ^ stir1
	for len(text) >= 8 {
		word := uint64(text[0]) | uint64(text[1])<<8 | uint64(text[2])<<16 | uint64(text[3])<<24 |
			uint64(text[4])<<32 | uint64(text[5])<<40 | uint64(text[6])<<48 | uint64(text[7])<<56
		h = folded(h^word, stir2) + stir1
		text = text[8:]
	}
	var word uint64
	for i := range len(text) {
		word |= uint64(text[i]) << (8 * i)
	}
	return folded(folded(h^word, stir2)^stir1, stir2)
}

func folded(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}
