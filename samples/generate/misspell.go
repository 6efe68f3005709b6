package generate

import "strings"

// neighbours are the keys beside a key on an English keyboard.
var neighbours = map[rune]string{
	'q': "wa", 'w': "qes", 'e': "wrd", 'r': "etf", 't': "ryg", 'y': "tuh", 'u': "yij", 'i': "uok", 'o': "ipl", 'p': "ol",
	'a': "qsz", 's': "adwx", 'd': "sfec", 'f': "dgrv", 'g': "fhtb", 'h': "gjyn", 'j': "hkum", 'k': "jlim", 'l': "kop",
	'z': "xas", 'x': "zcs", 'c': "xvd", 'v': "cbf", 'b': "vng", 'n': "bmh", 'm': "nkj",
}

// substitution writes a sound or a shape as another of the same kind.
type substitution struct{ from, to string }

// sounds are spellings that are heard alike, lookalikes letters that a scanner
// takes for each other.
var (
	sounds = []substitution{
		{"ph", "f"}, {"ck", "k"}, {"ie", "y"}, {"ee", "ea"}, {"ei", "ie"}, {"th", "t"}, {"mm", "m"}, {"nn", "n"}, {"ll", "l"}, {"ss", "s"},
		{"tt", "t"}, {"son", "sen"}, {"ai", "ay"}, {"ou", "u"}, {"c", "k"}, {"z", "s"}, {"y", "i"}, {"v", "w"}, {"er", "or"}, {"ä", "e"}, {"k", "c"},
	}
	lookalikes = []substitution{
		{"rn", "m"}, {"m", "rn"}, {"l", "1"}, {"o", "0"}, {"cl", "d"}, {"e", "c"}, {"u", "v"}, {"i", "l"}, {"h", "b"}, {"w", "vv"},
	}
)

// misspell puts one error into a text: a slip on the keyboard, a spelling by
// ear, or a scanner's misreading. A text shorter than three letters stays.
func misspell(text string, r *random) string {
	letters := []rune(text)
	if len(letters) < 3 {
		return text
	}
	switch n := r.below(100); {
	case n < 35:
		if changed, ok := substitute(text, sounds, r); ok {
			return changed
		}
	case n < 55:
		if changed, ok := substitute(text, lookalikes, r); ok {
			return changed
		}
	}
	return slip(letters, r)
}

// substitute applies the first substitution that fits, counted from a random
// one on, anywhere but at the first letter.
func substitute(text string, rules []substitution, r *random) (string, bool) {
	start := r.below(len(rules))
	for k := range rules {
		rule := rules[(start+k)%len(rules)]
		if at := strings.Index(text[1:], rule.from); at >= 0 {
			at++
			return text[:at] + rule.to + text[at+len(rule.from):], true
		}
	}
	return text, false
}

// slip presses a wrong key, two keys in the wrong order, none, or one twice.
func slip(letters []rune, r *random) string {
	at := 1 + r.below(len(letters)-1)
	switch r.below(4) {
	case 0:
		if keys := neighbours[letters[at]]; keys != "" {
			letters[at] = rune(keys[r.below(len(keys))])
			return string(letters)
		}
	case 1:
		if at+1 < len(letters) && letters[at] != letters[at+1] {
			letters[at], letters[at+1] = letters[at+1], letters[at]
			return string(letters)
		}
	case 2:
		return string(letters[:at]) + string(letters[at:at+1]) + string(letters[at:])
	}
	return string(append(letters[:at:at], letters[at+1:]...))
}
