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
// Words whose letters may join are never split.
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
// Scripts that put no spaces between words are split into their characters.
func words(text string) []string {
	var list []string
	start, last := 0, other
	for at, r := range text {
		if c := classOf(r); at > 0 && (c != last || c == ideograph) {
			list, start = append(list, text[start:at]), at
			last = c
		} else if at == 0 {
			last = c
		}
	}
	return append(list, text[start:])
}

// class is what a character is to the comparison.
type class int8

const (
	other class = iota
	letter
	ideograph
)

func classOf(r rune) class {
	switch {
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
		return ideograph
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
		return letter
	}
	return other
}

func isWord(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return classOf(r) != other }) >= 0
}

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
