package charset

import (
	"strings"
	"unicode"
)

// Letters by how often names and addresses of Europe use them.
const (
	commonLetters  = "éèêëàâäáãåæçíîïóôöõøúüûùñßœ"
	easternLetters = "ąćęłńśźżčďěňřšťůýžőűăîșțđşţľĺŕ"
	turkishLetters = "ğış"
)

// likely scores a decoded character between two bytes of the given classes:
// positive where words look like that, negative where they do not.
func likely(r rune, before, after int) float64 {
	switch {
	case damage(r):
		return -10
	case unicode.Is(unicode.Latin, r) && r != 'ª' && r != 'º':
		return likelyLatin(r, before, after)
	case unicode.IsLetter(r) && r > 0x2FF:
		return likelyForeign(r, before, after)
	}
	return likelyMark(r, before, after)
}

func letter(class int) bool { return class == classLower || class == classUpper }

func likelyLatin(r rune, before, after int) float64 {
	score := familiar(unicode.ToLower(r))
	if before == classDigit || after == classDigit {
		score -= 2
	}
	if before == classHigh || after == classHigh {
		score -= 0.5
	}
	if unicode.IsUpper(r) {
		return score + likelyCapital(before, after)
	}
	switch {
	case before == classUpper && after == classUpper:
		return score - 2
	case letter(before) || after == classLower:
		return score + 2
	}
	return score - 0.5
}

func likelyCapital(before, after int) float64 {
	switch {
	case before == classLower:
		return -4
	case before == classUpper:
		return 1
	case after == classLower:
		return 1.5
	case after == classOther:
		return -1.5
	}
	return 0
}

func familiar(lower rune) float64 {
	switch {
	case strings.ContainsRune(commonLetters, lower):
		return 1
	case strings.ContainsRune(easternLetters, lower):
		return 0.8
	case strings.ContainsRune(turkishLetters, lower):
		return 0.3
	}
	return 0
}

// likelyForeign scores Cyrillic and Greek, which stand among their like.
func likelyForeign(r rune, before, after int) float64 {
	if letter(before) || letter(after) {
		return -3
	}
	if before != classHigh && after != classHigh {
		return -2
	}
	if before == classHigh && unicode.IsUpper(r) {
		return 0.5
	}
	return 2
}

// likelyMark scores punctuation and symbols.
func likelyMark(r rune, before, after int) float64 {
	inWord := letter(before) && letter(after)
	switch {
	case r == '’' && inWord:
		return 2
	case inWord:
		return -3
	case strings.ContainsRune("’‘“”–—…", r):
		return 0.5
	case strings.ContainsRune("€£¥", r):
		return money(before, after)
	case strings.ContainsRune("°ºª§«»¿¡ \u00a0", r):
		return 0
	}
	return -2
}

func money(before, after int) float64 {
	if before == classDigit || after == classDigit || (before == classOther && after == classOther) {
		return 1
	}
	return -2
}
