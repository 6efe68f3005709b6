package normalize

import "strings"

// titles are forms of address that say nothing about who somebody is.
var titles = set(`mr mrs ms miss mx dr prof professor sir dame lord lady rev reverend fr father hon herr frau
	mme mlle madame monsieur sr sra srta señor señora don dona dott ing dipl mag drs mevr dhr`)

// generations are suffixes that tell two people of one name apart.
var generations = map[string]string{
	"jr": "jr", "jnr": "jr", "junior": "jr", "sr": "sr", "snr": "sr", "senior": "sr",
	"ii": "2", "2nd": "2", "iii": "3", "3rd": "3", "iv": "4", "4th": "4", "v": "5", "5th": "5",
	"2": "2", "3": "3", "4": "4", "5": "5",
}

// noName are texts that stand where a name is not known.
var noName = set(`unknown none nn null nil test anonymous anon unbekannt inconnu desconocido noname
	firstname lastname xxx xx tbd tba donotuse deleted`)

// PersonName is a person's name as comparison sees it; "" is missing.
type PersonName struct {
	First  string // words of the given name, folded
	Middle string // further given names or initials
	Last   string // words of the family name
	Suffix string // generation: jr, sr, 2, 3, 4, 5
}

// Person returns the comparable name of a person from its parts. Titles go, a
// generation at the end of the last name counts as the suffix, an initial after
// the given name as the middle name, and placeholders such as "unknown" as
// missing. Degrees and other suffixes are left out.
func Person(first, middle, last, suffix string) PersonName {
	n := PersonName{First: Fold(first), Middle: Fold(middle), Last: Fold(last), Suffix: generations[Fold(suffix)]}
	n.First = dropTitles(n.First)
	if stem, end, ok := cutLast(n.Last); ok && generations[end] != "" && len(end) > 1 {
		n.Last = stem
		if n.Suffix == "" {
			n.Suffix = generations[end]
		}
	}
	if stem, end, ok := cutLast(n.First); ok && len(end) == 1 && end >= "a" && n.Middle == "" {
		n.First, n.Middle = stem, end
	}
	n.First, n.Last = unlessPlaceholder(n.First), unlessPlaceholder(n.Last)
	n.Middle = unlessPlaceholder(n.Middle)
	return n
}

func unlessPlaceholder(name string) string {
	if noName[name] || name == "n a" || strings.Trim(name, "0123456789 ") == "" {
		return ""
	}
	return name
}

func dropTitles(name string) string {
	for {
		word, rest, ok := strings.Cut(name, " ")
		if !ok || !titles[word] {
			return name
		}
		name = rest
	}
}

func cutLast(text string) (stem, end string, ok bool) {
	i := strings.LastIndexByte(text, ' ')
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+1:], true
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
