package compare

import "unicode/utf8"

// Edits returns the number of insertions, deletions, substitutions and swaps of
// neighbouring characters that turn a into b, no piece of text being edited
// twice (optimal string alignment). Method: Hyyro's bit-parallel form for ASCII
// texts whose shorter one has at most 64 characters, else dynamic programming.
func Edits(a, b string) int {
	if a == b {
		return 0
	}
	if !ascii(a) || !ascii(b) {
		return alignRunes([]rune(a), []rune(b))
	}
	return editsApart(unlike(a, b))
}

// unlike returns what is left of two texts without what they begin and end with alike.
func unlike(a, b string) (string, string) {
	short, i := min(len(a), len(b)), 0
	for i < short && a[i] == b[i] {
		i++
	}
	a, b, short = a[i:], b[i:], short-i
	j := 0
	for j < short && a[len(a)-1-j] == b[len(b)-1-j] {
		j++
	}
	return a[:len(a)-j], b[:len(b)-j]
}

// editsApart is Edits for ASCII texts that begin and end unlike each other.
func editsApart(a, b string) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	switch {
	case len(a) == 0:
		return len(b)
	case len(a) > 64:
		return alignRunes([]rune(a), []rune(b))
	}
	return alignASCII(a, b)
}

func alignASCII(a, b string) int {
	var masks [utf8.RuneSelf]uint64
	for i := 0; i < len(a); i++ {
		masks[a[i]&0x7f] |= 1 << uint(i)
	}
	grows, falls, diagonal, before := ^uint64(0), uint64(0), uint64(0), uint64(0)
	last := uint64(1) << uint(len(a)-1)
	distance := len(a)
	for i := 0; i < len(b); i++ {
		equal := masks[b[i]&0x7f]
		swapped := ((^diagonal & equal) << 1) & before
		diagonal = swapped | (((equal & grows) + grows) ^ grows) | equal | falls
		up := falls | ^(diagonal | grows)
		down := diagonal & grows
		if up&last != 0 {
			distance++
		}
		if down&last != 0 {
			distance--
		}
		up = up<<1 | 1
		grows = down<<1 | ^(diagonal | up)
		falls = up & diagonal
		before = equal
	}
	return distance
}

func alignRunes(a, b []rune) int {
	older, row, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		next[0] = i + 1
		for j := range b {
			cost := row[j]
			if a[i] != b[j] {
				cost = 1 + min(row[j], row[j+1], next[j])
			}
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				cost = min(cost, older[j-1]+1)
			}
			next[j+1] = cost
		}
		older, row, next = row, next, older
	}
	return row[len(b)]
}

// OneEdit says whether exactly one edit lies between two texts.
func OneEdit(a, b string) bool {
	switch len(a) - len(b) {
	case 0:
		if ascii(a) && ascii(b) {
			return slip(a, b)
		}
		return Edits(a, b) == 1
	case 1:
		return oneMore(a, b)
	case -1:
		return oneMore(b, a)
	}
	return len(a)+len(b) < 8*min(len(a), len(b)) && !ascii(a+b) && Edits(a, b) == 1
}

// oneMore says whether the longer text is the shorter with one byte put in.
func oneMore(long, short string) bool {
	i := 0
	for i < len(short) && long[i] == short[i] {
		i++
	}
	return long[i+1:] == short[i:]
}

// Near says whether two texts differ by no more than a slip of the pen: one edit,
// or two where the shorter has at least eight bytes; never under three bytes.
func Near(a, b string) bool {
	short, long := len(a), len(b)
	if short > long {
		short, long = long, short
	}
	allowed := 1
	if short >= 8 {
		allowed = 2
	}
	if short < 3 || long-short > 2*allowed {
		return false
	}
	if !ascii(a) || !ascii(b) {
		return Edits(a, b) <= allowed
	}
	if a, b = unlike(a, b); allowed == 1 {
		return oneApart(a, b)
	}
	return editsApart(a, b) <= allowed
}

// oneApart says whether one edit, or none, lies between two ASCII texts that begin and
// end unlike each other.
func oneApart(a, b string) bool {
	if len(a) == 2 && len(b) == 2 {
		return a[0] == b[1] && a[1] == b[0]
	}
	return len(a) <= 1 && len(b) <= 1
}

// Alike says whether at least two thirds of the longer text survive the edits
// between the two.
func Alike(a, b string) bool {
	short, long := len(a), len(b)
	if short > long {
		short, long = long, short
	}
	if short < 3 || 3*(long-short) > long {
		return false
	}
	return 3*Edits(a, b) <= long
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
