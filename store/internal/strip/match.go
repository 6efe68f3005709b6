package strip

import (
	"strings"
)

// match says for each word whether a test holds.
func (s *strip) match(t test) []bool {
	if t.needle != "" && (!t.fold || s.plain) {
		return s.holding(t.needle)
	}
	out := make([]bool, s.words)
	for i := range out {
		out[i] = t.holds(s.word(i))
	}
	return out
}

// holding says for each word whether it holds the needle. It looks through all
// words at once: what is found across the end of a word does not count.
func (s *strip) holding(needle string) []bool {
	out := make([]bool, s.words)
	for from, word := 0, 0; ; {
		at := strings.Index(s.text[from:], needle)
		if at < 0 {
			return out
		}
		at += from
		word = s.wordAt(at, word)
		if end := s.end(word); at+len(needle) <= end {
			out[word], from = true, end
		} else {
			from = at + 1
		}
	}
}

// wordAt returns the word that a place lies in, which is not before a word known.
func (s *strip) wordAt(at, known int) int {
	step := 1
	for known+step < s.words && s.end(known+step-1) <= at {
		step *= 2
	}
	low, high := known, min(known+step, s.words-1)
	for low < high {
		if middle := (low + high) / 2; s.end(middle) > at {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// sorted returns the text by which a customer is sorted.
func (s *strip) sorted(k key, customer int) string {
	word := s.word(int(s.codes[customer]))
	if strings.HasPrefix(k.path, fieldPrefix) {
		word, _ = splitField(word)
	}
	return word
}

// ranks returns the place of each word in the order of a sort key, and how many
// places there are. Words are sorted and differ, but custom fields of one text
// and several types share a place.
func (s *strip) ranks(k key) (rank []int, ranks int) {
	rank = make([]int, s.words)
	typed, last := strings.HasPrefix(k.path, fieldPrefix), ""
	for i := range rank {
		if typed {
			text, _ := splitField(s.word(i))
			if i > 0 && text == last {
				ranks--
			}
			last = text
		}
		rank[i] = ranks
		ranks++
	}
	if k.desc {
		for i := range rank {
			rank[i] = ranks - 1 - rank[i]
		}
	}
	return rank, ranks
}
