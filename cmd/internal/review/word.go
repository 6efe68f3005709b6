package review

import (
	"slices"
	"strings"
	"unicode"
)

// piece is a part of a value; Differs marks what the value that it is compared
// with does not have.
type piece struct {
	Text    string
	Differs bool
}

// maxWords bounds what is compared word by word; longer values are shown plain.
const maxWords = 200

// pieces marks the words of a text that are not, in this order, in another.
// Words are never split: scripts whose letters join would fall apart.
func pieces(text, other string) []piece {
	if text == other || text == "" || other == "" {
		return []piece{{Text: text}}
	}
	a, b := words(text), words(other)
	if len(a) > maxWords || len(b) > maxWords {
		return []piece{{Text: text}}
	}
	var list []piece
	for i, common := range inCommon(a, b) {
		differs := !common && isWord(a[i])
		if n := len(list) - 1; n >= 0 && list[n].Differs == differs {
			list[n].Text += a[i]
			continue
		}
		list = append(list, piece{a[i], differs})
	}
	return list
}

// words splits a text into runs of letters and digits, and what is between.
func words(text string) []string {
	var list []string
	start, inside := 0, false
	for at, r := range text {
		if word := wordRune(r); word != inside && at > 0 {
			list, start = append(list, text[start:at]), at
			inside = word
		} else if at == 0 {
			inside = word
		}
	}
	return append(list, text[start:])
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func isWord(text string) bool { return strings.IndexFunc(text, wordRune) >= 0 }

// inCommon tells for each word of a whether it is in the longest list of words
// that a and b have in common, in order.
func inCommon(a, b []string) []bool {
	length := make([][]int, len(a)+1)
	for i := range length {
		length[i] = make([]int, len(b)+1)
	}
	for i, x := range slices.Backward(a) {
		for j, y := range slices.Backward(b) {
			if x == y {
				length[i][j] = 1 + length[i+1][j+1]
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	common := make([]bool, len(a))
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			common[i] = true
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	return common
}
