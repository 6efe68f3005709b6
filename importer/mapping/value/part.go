package value

import (
	"strings"
	"unicode"
)

func (n *Name) takeTitles(words []string) []string {
	taken := 0
	for taken < len(words) {
		switch {
		case titles[bare(words[taken])], taken > 0 && taken+1 < len(words) && titleTails[bare(words[taken])]:
			taken++
		case taken > 0 && isConnector(words[taken]) && taken+1 < len(words) && titles[bare(words[taken+1])]:
			taken += 2 // Mr. and Mrs.
		case taken == 0 && strings.EqualFold(words[0], "the") && len(words) > 1 && titles[bare(words[1])]:
			taken += 2 // The Rev.
		default:
			n.Title = join(n.Title, strings.Join(words[:taken], " "))
			return words[taken:]
		}
	}
	n.Title = join(n.Title, strings.Join(words, " "))
	return nil
}

func (n *Name) takeSuffixes(words []string) []string {
	at := len(words)
	for at > 1 && isSuffix(words[at-1]) {
		at--
	}
	n.Suffix = join(n.Suffix, strings.Join(words[at:], " "))
	return words[:at]
}

// allSuffixes judges what stands after a comma: there, Ma and Sen are no last
// names.
func allSuffixes(part string) bool {
	for w := range strings.FieldsSeq(part) {
		if !isSuffix(w) && !commaSuffixes[bare(w)] {
			return false
		}
	}
	return true
}

// isSuffix knows suffixes by their letters; roman numerals only in capitals.
func isSuffix(word string) bool {
	if word == "II" || word == "III" || word == "IV" {
		return true
	}
	return suffixes[bare(word)]
}

// familyFirst says whether the words are written in Chinese, Japanese or Korean
// characters.
func familyFirst(words []string) bool {
	for _, w := range words {
		for _, r := range w {
			if !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) && r != 'ー' && r != '々' {
				return false
			}
		}
	}
	return true
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

// bare lowers a word and drops its points, for look-ups: "Ph.D." is "phd".
func bare(word string) string {
	return strings.ReplaceAll(strings.ToLower(word), ".", "")
}
