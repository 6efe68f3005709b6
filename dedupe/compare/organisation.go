package compare

import (
	"math/bits"
	"strings"
)

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

// mostWords bounds the words of a name that are looked at.
const mostWords = 64

// word is one word of a name with its letters.
type word struct {
	text    string
	letters Letters
}

// words cuts a name into its words.
func words(text string, room []word) []word {
	for w := range strings.FieldsSeq(text) {
		if len(room) < mostWords {
			room = append(room, word{w, SignLetters(w)})
		}
	}
	return room
}

// alike says whether two words are the same, or near.
func (w *word) alike(v *word) bool {
	if w.text == v.text {
		return true
	}
	edits := max(bits.OnesCount32(uint32(w.letters&^v.letters)), bits.OnesCount32(uint32(v.letters&^w.letters)))
	return edits <= 2 && Near(w.text, v.text)
}

// commonLetters returns how many letters the words that both names hold have,
// and how many words they are. Each word is matched once, the first that fits.
func commonLetters(a, b string) (total, count int) {
	if a > b {
		a, b = b, a
	}
	var roomA, roomB [8]word
	listA, listB := words(a, roomA[:0]), words(b, roomB[:0])
	var used uint64
	for i := range listA {
		for k := range listB {
			if used&(1<<uint(k)) == 0 && listA[i].alike(&listB[k]) {
				used |= 1 << uint(k)
				total += min(len(listA[i].text), len(listB[k].text))
				count++
				break
			}
		}
	}
	return total, count
}

func letters(text string) int { return len(text) - strings.Count(text, " ") }
