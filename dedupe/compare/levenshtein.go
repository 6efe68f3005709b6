package compare

import "unicode/utf8"

// Levenshtein returns the number of insertions, deletions and substitutions of
// single Unicode characters that turn a into b. Invalid UTF-8 counts a character
// a byte. Method: Myers' bit-parallel algorithm (Hyyro's form for the whole
// distance) where the shorter text fits in 64 characters, else dynamic
// programming over one row.
func Levenshtein(a, b string) int {
	if a == b {
		return 0
	}
	if ascii(a) && ascii(b) {
		return levenshteinASCII(a, b)
	}
	return levenshteinRunes([]rune(a), []rune(b))
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func levenshteinASCII(a, b string) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	switch {
	case len(a) == 0:
		return len(b)
	case len(a) > 64:
		return levenshteinRunes([]rune(a), []rune(b))
	}
	return myers(a, b)
}

// myers works on ASCII texts; 1 <= len(a) <= 64. Each bit of the vertical
// vectors says whether the distance grows or falls by one from a row of the
// matrix to the next; one step per character of b.
func myers(a, b string) int {
	var masks [utf8.RuneSelf]uint64
	for i := 0; i < len(a); i++ {
		masks[a[i]&0x7f] |= 1 << uint(i)
	}
	grows, falls := ^uint64(0), uint64(0)
	last := uint64(1) << uint(len(a)-1)
	distance := len(a)
	for i := 0; i < len(b); i++ {
		equal := masks[b[i]&0x7f]
		vertical := equal | falls
		equal |= ((equal & grows) + grows) ^ grows
		up := falls | ^(equal | grows)
		down := grows & equal
		if up&last != 0 {
			distance++
		}
		if down&last != 0 {
			distance--
		}
		up = up<<1 | 1
		grows = down<<1 | ^(vertical | up)
		falls = up & vertical
	}
	return distance
}

func levenshteinRunes(a, b []rune) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	row := make([]int, len(a)+1)
	for i := range row {
		row[i] = i
	}
	for j, y := range b {
		diagonal := row[0]
		row[0] = j + 1
		for i, x := range a {
			cost := diagonal
			if x != y {
				cost = 1 + min(diagonal, row[i], row[i+1])
			}
			diagonal, row[i+1] = row[i+1], cost
		}
	}
	return row[len(a)]
}
