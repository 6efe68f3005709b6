package normalize

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// asciiFold maps ASCII to its folded byte: letters in lower case and digits
// stay, apostrophes, full stops and the like go (0), all else is a space.
var asciiFold = func() (table [utf8.RuneSelf]byte) {
	for i := range table {
		switch c := byte(i); {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			table[i] = c
		case c >= 'A' && c <= 'Z':
			table[i] = c + 'a' - 'A'
		case c == '\'' || c == '.' || c == '`' || c == '"':
			table[i] = 0
		default:
			table[i] = ' '
		}
	}
	return table
}()

// Fold returns text as comparison sees it: lower-case letters without
// diacritics, Greek and Cyrillic in Latin letters, digits, and single spaces
// between words. Apostrophes and full stops vanish ("O'Brien" is "obrien"); any
// other sign parts words. Letters of other scripts stay as they are.
func Fold(text string) string {
	if folded, ok := foldASCII(text); ok {
		return folded
	}
	// One pass may uncover what a second one folds (a ligature of marks).
	for range 3 {
		next := foldUnicode(text)
		if next == text {
			break
		}
		text = next
	}
	return text
}

// foldASCII gives up at the first byte that is not ASCII.
func foldASCII(text string) (string, bool) {
	same := true
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c >= utf8.RuneSelf {
			return "", false
		}
		same = same && c == asciiFold[c] && c != ' '
	}
	if same {
		return text, true
	}
	var room [64]byte // most texts need no memory but their folded form's
	out := room[:0]
	for i := 0; i < len(text); i++ {
		c := asciiFold[text[i]&0x7f]
		if c == 0 || c == ' ' && (len(out) == 0 || out[len(out)-1] == ' ') {
			continue
		}
		out = append(out, c)
	}
	if n := len(out); n > 0 && out[n-1] == ' ' {
		out = out[:n-1]
	}
	return string(out), true
}

func foldUnicode(text string) string {
	var out strings.Builder
	space := false
	emit := func(s string) {
		if space && out.Len() > 0 {
			out.WriteByte(' ')
		}
		space = false
		out.WriteString(s)
	}
	for _, r := range norm.NFKD.String(strings.ToLower(text)) {
		switch {
		case r < utf8.RuneSelf:
			if c := asciiFold[r]; c == ' ' {
				space = true
			} else if c != 0 {
				emit(string(rune(c)))
			}
		case unicode.Is(unicode.Mn, r) || r == '’' || r == '‘' || r == 'ʼ' || r == '´':
		case latin[r] != "":
			if s := latin[r]; s != "-" {
				emit(s)
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			emit(string(unicode.ToLower(r)))
		default:
			space = true
		}
	}
	return out.String()
}

// latin writes letters that no decomposition reaches in Latin ones; "-" marks a
// letter that is silent. Greek and Cyrillic follow common passport practice.
var latin = func() map[rune]string {
	table := map[rune]string{}
	for _, pair := range strings.Fields(`ø:o œ:oe æ:ae ß:ss ł:l đ:d ð:d þ:th ı:i ħ:h ŋ:ng ŧ:t ə:e ĸ:k
		α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:y φ:f χ:ch ψ:ps ω:o
		а:a б:b в:v г:g ґ:g д:d е:e є:ie ж:zh з:z и:i і:i ї:i й:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f
		х:kh ц:ts ч:ch ш:sh щ:shch ъ:- ы:y ь:- э:e ю:yu я:ya ё:e ђ:dj ј:j љ:lj њ:nj ћ:c џ:dz ѓ:g ќ:k ѕ:dz ў:u`) {
		from, to, _ := strings.Cut(pair, ":")
		r, _ := utf8.DecodeRuneInString(from)
		table[r] = to
	}
	return table
}()
