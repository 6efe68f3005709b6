package compare

import "strings"

// Levels of an organisation's name.
const (
	OrgExact Level = 1 + iota
	OrgNear
	OrgPart
	OrgAlike
	OrgElse
)

// OrgLevels names the levels of an organisation's name, best first.
var OrgLevels = []string{"missing", "exact", "near", "part", "alike", "else"}

// Organisation compares two names of organisations by their words, in any order;
// a word counts by its length and may hold a slip. near: at least 85 % of both
// names agree, numbers included. part: all words of one are in the other, and more than one word
// or half of the longer. alike: half of both agree.
func Organisation(a, b string) Level {
	switch {
	case a == "" || b == "":
		return Missing
	case a == b:
		return OrgExact
	}
	common, words := commonLetters(a, b)
	sizeA, sizeB := letters(a), letters(b)
	both := float64(2*common) / float64(sizeA+sizeB)
	switch {
	case (both >= 0.85 || Near(a, b)) && sameDigits(a, b):
		return OrgNear
	case common == min(sizeA, sizeB) && (words > 1 || both >= 0.5):
		return OrgPart
	case both >= 0.5:
		return OrgAlike
	}
	return OrgElse
}

// commonLetters returns how many letters the words that both names hold have,
// and how many words they are. Each word is matched once, the first that fits.
func commonLetters(a, b string) (total, words int) {
	if a > b {
		a, b = b, a
	}
	var used uint64
	for word := range strings.FieldsSeq(a) {
		i := 0
		for other := range strings.FieldsSeq(b) {
			if i < 64 && used&(1<<uint(i)) == 0 && (word == other || Near(word, other)) {
				used |= 1 << uint(i)
				total += min(len(word), len(other))
				words++
				break
			}
			i++
		}
	}
	return total, words
}

func letters(text string) int { return len(text) - strings.Count(text, " ") }
