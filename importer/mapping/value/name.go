package value

import (
	"slices"
	"strings"
)

// Name is a personal or organisation name in parts. Each part is as typed, with
// single spaces.
type Name struct {
	Title, First, Middle, Last, Suffix string
	Org                                string // set alone
	Joint                              bool   // names more than one person
	Uncertain                          bool   // could be read in another way
}

// ParseName splits a whole name. It understands "First Middle Last" and "Last,
// First Middle", titles before and suffixes after (in several languages),
// particles that belong to the last name (van der, de la, von, al-), degrees
// after a comma, and organisations, told by their legal form or by a word such
// as Foundation. "Dr. van der Berg, Anna Maria Jr." gives Dr., Anna, Maria, van
// der Berg, Jr. A lone word is a last name. Names in Chinese, Japanese and
// Korean characters have the family name first; unspaced ones are not split.
//
// Names of two people ("Mr. and Mrs. Smith", "John & Mary Smith") are marked
// Joint and keep their connecting word, so that nothing is lost. What cannot be
// told from the text alone: the second of two Spanish last names is taken for
// the last name, the first for a middle name.
func ParseName(text string) Name {
	words := strings.Fields(text)
	if len(words) == 0 {
		return Name{}
	}
	whole := strings.Join(words, " ")
	if org, sure := organisation(whole, words); org {
		return Name{Org: whole, Uncertain: !sure}
	}
	if household(words) {
		return Name{Last: whole, Joint: true}
	}
	n := parsePerson(whole)
	n.Joint = JointName(whole)
	return n
}

func parsePerson(whole string) Name {
	parts := commaParts(whole)
	var n Name
	natural := parts[0]
	rest := parts[1:]
	rest = slices.DeleteFunc(rest, func(part string) bool {
		if !allSuffixes(part) {
			return false
		}
		n.Suffix = join(n.Suffix, part)
		return true
	})
	if len(rest) == 0 {
		n.natural(strings.Fields(natural))
		return n
	}
	n.inverted(strings.Fields(natural), strings.Fields(strings.Join(rest, " ")))
	n.Uncertain = len(rest) > 1
	return n
}

// commaParts splits at commas and drops empty parts; the result has at least
// one.
func commaParts(whole string) []string {
	var parts []string
	for part := range strings.SplitSeq(whole, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return []string{whole}
	}
	return parts
}

// inverted reads "Last, First Middle"; titles and suffixes may stand on either
// side.
func (n *Name) inverted(last, given []string) {
	last = n.takeTitles(last)
	last = n.takeSuffixes(last)
	given = n.takeTitles(given)
	given = n.takeSuffixes(given)
	n.Last = strings.Join(last, " ")
	// A particle may stand after the first names: "Berg, Anna van der".
	if at := len(given); at > 1 {
		for at > 1 && particles[given[at-1]] {
			at--
		}
		n.Last = join(strings.Join(given[at:], " "), n.Last)
		given = given[:at]
	}
	n.given(given)
}

// natural reads "Title First Middle Last Suffix".
func (n *Name) natural(words []string) {
	words = n.takeTitles(words)
	suffix := n.Suffix
	n.Suffix = ""
	words = n.takeSuffixes(words)
	n.Suffix = join(n.Suffix, suffix)
	switch {
	case len(words) == 0:
	case familyFirst(words):
		n.eastern(words)
	case len(words) == 1:
		n.Last = words[0]
	default:
		at := lastNameAt(words)
		n.Last = strings.Join(words[at:], " ")
		n.given(words[:at])
	}
}

func (n *Name) given(words []string) {
	if len(words) == 0 {
		return
	}
	// "John & Mary Anne" has no middle name that belongs to both.
	if slices.ContainsFunc(words, isConnector) || len(words) > 1 && weakConnectors[words[1]] {
		n.First = strings.Join(words, " ")
		return
	}
	n.First = words[0]
	n.Middle = strings.Join(words[1:], " ")
}

// lastNameAt returns where the last name starts: at its first particle, else at
// the last word. The first word is not part of it, unless it is a particle in
// small letters before a capital: then there is no first name.
func lastNameAt(words []string) int {
	if whole := strings.Join(words, " "); particles[words[0]] && whole != strings.ToLower(whole) {
		return 0
	}
	for i := 1; i < len(words)-1; i++ {
		if i > 1 && weakConnectors[words[i]] {
			return i - 1 // Ortega y Gasset
		}
		if particles[words[i]] || capitalParticles[words[i]] {
			return i
		}
	}
	return len(words) - 1
}

func (n *Name) eastern(words []string) {
	n.Last = words[0]
	n.First = strings.Join(words[1:], " ")
	n.Uncertain = len(words) == 1
}
