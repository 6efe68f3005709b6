package merge

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/dedupe/normalize"
	"rollcall/store/customer"
)

// personName is a person's name as one member writes it, and as comparison
// sees it.
type personName struct {
	title, first, middle, last string
	forms                      []normalize.PersonName // one per writing, see writings; Suffix: what the name itself says
	generation                 string                 // what the name or the suffix says
}

func nameOf(c *customer.Customer) personName {
	n := personName{title: c.Title, first: c.FirstName, middle: c.MiddleName, last: c.LastName,
		generation: normalize.Person("", "", c.LastName, c.Suffix).Suffix}
	for _, w := range writings([3]string{n.first, n.middle, n.last}) {
		n.forms = append(n.forms, normalize.Person(w[0], w[1], w[2], ""))
	}
	return n
}

// spelledOut are letters that are also written as two where they cannot be
// typed: Jürgen is Jurgen or Juergen.
var spelledOut = map[rune]string{'ä': "ae", 'ö': "oe", 'ü': "ue", 'å': "aa", 'ø': "oe", 'Ä': "Ae", 'Ö': "Oe", 'Ü': "Ue", 'Å': "Aa", 'Ø': "Oe"}

// maxSpelled is how many such letters of a name are considered, each either way.
const maxSpelled = 4

// writings returns the parts of a name as they stand, then with each choice of
// those letters written as two.
func writings(parts [3]string) [][3]string {
	list := [][3]string{parts}
	found := 0
	for i, part := range parts {
		for at, r := range part {
			two, ok := spelledOut[r]
			if !ok || found == maxSpelled {
				continue
			}
			found++
			tail := len(part) - at // counted from the end: earlier letters may have grown
			for _, w := range list {
				from := len(w[i]) - tail
				w[i] = w[i][:from] + two + w[i][from+utf8.RuneLen(r):]
				list = append(list, w)
			}
		}
	}
	return list
}

// display writes the name in one line; "" when there is nothing but a title.
func (n personName) display() string {
	if n.first == "" && n.middle == "" && n.last == "" {
		return ""
	}
	var parts []string
	for _, part := range []string{n.title, n.first, n.middle, n.last} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " ")
}

// key is equal for names that differ in writing only.
func (n personName) key() string {
	return strings.Join(given(n.forms[0]), " ") + "\x1f" + compact(n.forms[0].Last)
}

// given returns the folded given names, first and middle alike.
func given(form normalize.PersonName) []string { return strings.Fields(form.First + " " + form.Middle) }

// compatible says whether two names differ by no more than nickname, initial,
// case, punctuation, diacritics and parts that one of them leaves out.
func compatible(a, b personName) bool {
	if opposed(a.title, b.title) || !sameGeneration(a, b) {
		return false
	}
	for _, x := range a.forms {
		for _, y := range b.forms {
			if unlessMissing(compact(x.Last), compact(y.Last)) && sameGiven(given(x), given(y)) {
				return true
			}
		}
	}
	return false
}

// sameGeneration compares Jr and Sr where one of the names itself says it; the
// field suffix has a rule of its own.
func sameGeneration(a, b personName) bool {
	return a.forms[0].Suffix == "" && b.forms[0].Suffix == "" || unlessMissing(a.generation, b.generation)
}

// unlessMissing says whether a and b are equal where both are given.
func unlessMissing(a, b string) bool { return a == "" || b == "" || a == b }

func compact(folded string) string { return strings.ReplaceAll(folded, " ", "") }

func sameGiven(a, b []string) bool {
	if strings.Join(a, "") == strings.Join(b, "") { // Maryann, Mary Ann
		return true
	}
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] && !initialOf(a[i], b[i]) && !initialOf(b[i], a[i]) && !nicknames(a[i], b[i]) {
			return false
		}
	}
	return true
}

// initialOf says whether a is the first letter of b.
func initialOf(a, b string) bool {
	return utf8.RuneCountInString(a) == 1 && strings.HasPrefix(b, a)
}

// Titles that say man or woman; Dr., Prof. and Mx. say neither.
var (
	menTitles   = []string{"mr", "mister", "herr", "monsieur", "sr", "senor", "sir", "signor"}
	womenTitles = []string{"mrs", "ms", "miss", "frau", "madame", "mme", "mlle", "sra", "senora", "srta", "lady", "signora"}
)

// opposed says whether one title is a man's and the other a woman's.
func opposed(a, b string) bool {
	x, y := fold(a), fold(b)
	man, woman := slices.Contains(menTitles, x), slices.Contains(womenTitles, x)
	return man && slices.Contains(womenTitles, y) || woman && slices.Contains(menTitles, y)
}

// fullness orders the forms of one name: a full given name before a nickname
// before an initial, more parts before fewer, mixed case before capitals only,
// with diacritics before without.
func (n personName) fullness() int {
	score := 0
	for _, name := range given(n.forms[0]) {
		score += 1000 * givenWeight(name)
	}
	if n.forms[0].Last != "" {
		score += 3000
	}
	if n.title != "" {
		score += 100
	}
	if mixedCase(n.first + n.last) {
		score += 50
	}
	return score + min(marks(n.first+n.middle+n.last), 49)
}

func givenWeight(given string) int {
	switch {
	case utf8.RuneCountInString(given) == 1:
		return 1
	case isNickname(given):
		return 2
	}
	return 3
}

func mixedCase(s string) bool {
	return strings.IndexFunc(s, unicode.IsLower) >= 0 && strings.IndexFunc(s, unicode.IsUpper) >= 0
}

// marks counts the letters beyond ASCII.
func marks(s string) int {
	n := 0
	for _, r := range s {
		if r > unicode.MaxASCII && unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// nicknames says whether two folded given names may be short for one.
func nicknames(a, b string) bool {
	groups := normalize.NicknameGroups(b)
	return slices.ContainsFunc(normalize.NicknameGroups(a), func(g uint16) bool { return slices.Contains(groups, g) })
}

func isNickname(given string) bool { return normalize.FullName(given) != given }
