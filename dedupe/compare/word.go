package compare

import (
	"strings"
)

func shareGroup(a, b []uint16) bool {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			return true
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return false
}

// sameLetters says whether the texts differ in spaces only.
func sameLetters(a, b string) bool {
	return sameBytes(a, b, &unspaced)
}

// unspaced and digits say which bytes count for sameBytes. They are tables,
// because this is asked of every byte of millions of pairs.
var (
	unspaced = table(func(c byte) bool { return c != ' ' })
	digits   = table(func(c byte) bool { return c >= '0' && c <= '9' })
)

func table(counts func(byte) bool) (t [256]bool) {
	for c := range t {
		t[c] = counts(byte(c))
	}
	return t
}

// sameBytes says whether the texts have the same bytes in the same order, those
// that do not count left out.
func sameBytes(a, b string, counts *[256]bool) bool {
	i, j := 0, 0
	for {
		for i < len(a) && !counts[a[i]] {
			i++
		}
		for j < len(b) && !counts[b[j]] {
			j++
		}
		if i == len(a) || j == len(b) {
			return i == len(a) && j == len(b)
		}
		if a[i] != b[j] {
			return false
		}
		i, j = i+1, j+1
	}
}

// partOf says whether the words of the shorter one are among those of the other; of
// two equally long ones, either's.
func partOf(a, b string) bool {
	if strings.IndexByte(a, ' ') < 0 && strings.IndexByte(b, ' ') < 0 {
		return false
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	return len(a) > 1 && (hasWords(b, a) || len(a) == len(b) && hasWords(a, b))
}

// hasWords says whether all of some words are in a text.
func hasWords(text, words string) bool {
	for word := range strings.FieldsSeq(words) {
		if !hasWord(text, word) {
			return false
		}
	}
	return true
}

func hasWord(text, word string) bool {
	for other := range strings.FieldsSeq(text) {
		if other == word {
			return true
		}
	}
	return false
}

// shortForm says whether a, of at least three bytes, starts b, or, of at least
// four, ends it.
func shortForm(a, b string) bool {
	return len(a) >= 3 && strings.HasPrefix(b, a) || len(a) >= 4 && strings.HasSuffix(b, a)
}

// sameDigits says whether the digits of two texts are the same, in order: "85th
// street" is no slip of "19th street".
func sameDigits(a, b string) bool {
	return sameBytes(a, b, &digits)
}
