package compare

import (
	"math/bits"
)

// Level says how well two values agree: 0 is Missing, 1 the best, the highest
// of a comparison none at all. Each comparison has its own list of levels.
type Level uint8

// Missing is the level of a pair of which one side has no value: no evidence.
const Missing Level = 0

// Name is a folded name with what is derived from it.
type Name struct {
	Text    string
	Sound   string   // phonetic code
	Groups  []uint16 // nickname groups of the first word, ascending
	Letters Letters  // set by SignLetters; 0: not known
}

// Letters is the set of the letters a to z that a text has.
type Letters uint32

// SignLetters returns the letters of a text.
func SignLetters(text string) (set Letters) {
	for i := 0; i < len(text); i++ {
		if c := text[i] - 'a'; c < 26 {
			set |= 1 << c
		}
	}
	return set
}

// apart says that neither Near nor Alike can hold: an edit brings in, or takes
// away, one letter at most.
func apart(a, b *Name) bool {
	edits := max(bits.OnesCount32(uint32(a.Letters&^b.Letters)), bits.OnesCount32(uint32(b.Letters&^a.Letters)))
	return edits > max(2, max(len(a.Text), len(b.Text))/3)
}

// known says whether the first word is a given name that the table of nicknames has.
func (n *Name) known() bool { return len(n.Groups) > 0 }

// Levels of a given name.
const (
	GivenExact Level = 1 + iota
	GivenSwapped
	GivenNickname
	GivenNear
	GivenPart
	GivenInitial
	GivenAlike
	GivenElse
)

// GivenLevels names the levels of a given name, best first; swapped is given by
// whoever sees both names.
var GivenLevels = []string{"missing", "exact", "swapped", "nickname", "near", "part", "initial", "alike", "else"}

// Given compares two given names: equal, short forms of one name, a slip of the
// pen, one containing the other's words or being a short form of it, an initial,
// alike by sight or sound. Two known names that are near, such as Francis and
// Frances, are two names rather than one with a slip: alike at best.
func Given(a, b *Name) Level {
	switch {
	case a.Text == "" || b.Text == "":
		return Missing
	case a.Text == b.Text:
		return GivenExact
	case len(a.Text) == 1 || len(b.Text) == 1:
		if a.Text[0] == b.Text[0] {
			return GivenInitial
		}
		return GivenElse
	case shareGroup(a.Groups, b.Groups):
		return GivenNickname
	}
	far := apart(a, b)
	switch {
	case !far && (sameLetters(a.Text, b.Text) || Near(a.Text, b.Text) && !(a.known() && b.known())):
		return GivenNear
	case partOf(a.Text, b.Text) || shortForm(a.Text, b.Text) || shortForm(b.Text, a.Text):
		return GivenPart
	case a.Sound == b.Sound && len(a.Sound) > 1 || !far && Alike(a.Text, b.Text):
		return GivenAlike
	}
	return GivenElse
}

// Levels of a family name.
const (
	FamilyExact Level = 1 + iota
	FamilyNear
	FamilyPart
	FamilyAlike
	FamilyElse
)

// FamilyLevels names the levels of a family name, best first.
var FamilyLevels = []string{"missing", "exact", "near", "part", "alike", "else"}

// Family compares two family names: equal, a slip of the pen, one containing
// the other's words ("Berg" and "Berg-Ross"), alike by sight or sound.
func Family(a, b *Name) Level {
	switch {
	case a.Text == "" || b.Text == "":
		return Missing
	case a.Text == b.Text:
		return FamilyExact
	}
	far := apart(a, b)
	switch {
	case !far && (Near(a.Text, b.Text) || sameLetters(a.Text, b.Text)):
		return FamilyNear
	case partOf(a.Text, b.Text):
		return FamilyPart
	case a.Sound == b.Sound && len(a.Sound) > 1 || !far && Alike(a.Text, b.Text):
		return FamilyAlike
	}
	return FamilyElse
}
