package normalize

import "strings"

// sounds maps letters to classes that are confused by ear; vowels, h, w and y
// are silent after the start of a word.
var sounds = [26]byte{
	0: 0, 'b' - 'a': 'b', 'c' - 'a': 'k', 'd' - 'a': 't', 'e' - 'a': 0, 'f' - 'a': 'f', 'g' - 'a': 'k',
	'h' - 'a': 0, 'i' - 'a': 0, 'j' - 'a': 'k', 'k' - 'a': 'k', 'l' - 'a': 'l', 'm' - 'a': 'n', 'n' - 'a': 'n',
	'o' - 'a': 0, 'p' - 'a': 'b', 'q' - 'a': 'k', 'r' - 'a': 'r', 's' - 'a': 's', 't' - 'a': 't', 'u' - 'a': 0,
	'v' - 'a': 'f', 'w' - 'a': 0, 'x' - 'a': 's', 'y' - 'a': 0, 'z' - 'a': 's',
}

var digraphs = strings.NewReplacer("ph", "f", "gh", "", "ck", "k", "sch", "s", "sh", "s", "ch", "k", "kn", "n", "wr", "r",
	"ce", "se", "ci", "si", "cy", "sy", "dt", "t", "th", "t", "mb", "m")

// Phonetic returns a short code that names of the same sound share: the classes
// of the consonants in order, at most six, repeated ones once, and a leading
// vowel as "a". Words count as one. Text that is not ASCII is its own code, so
// that names in other scripts stay apart. Method: Soundex's idea with digraphs
// resolved first and no special first letter.
func Phonetic(folded string) string {
	folded = digraphs.Replace(folded)
	code := make([]byte, 0, 6)
	last := byte(0)
	for i := 0; i < len(folded) && len(code) < cap(code); i++ {
		c := folded[i]
		if c >= 0x80 {
			return folded
		}
		if c < 'a' || c > 'z' {
			continue
		}
		class := sounds[c-'a']
		if class == 0 && len(code) == 0 && c != 'h' && c != 'w' {
			class = 'a'
		}
		if class != 0 && class != last {
			code = append(code, class)
		}
		if class != 0 || strings.IndexByte("aeiou", c) >= 0 {
			last = class
		}
	}
	return string(code)
}
