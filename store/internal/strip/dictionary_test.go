package strip

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"rollcall/store"
)

// TestDictionary numbers words as a map would, and sorts them as strings are.
func TestDictionary(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var d dictionary
	numbers, words := map[string]uint32{}, []string{}
	for range 20_000 {
		word := fmt.Sprintf("%.*s%d", r.IntN(9), "Åa\x00bcdefgh", r.IntN(3000))
		if r.IntN(50) == 0 {
			word = "abcdefgh\x00"[:r.IntN(10)]
		}
		want, known := numbers[word]
		if !known {
			want = uint32(len(words))
			numbers[word], words = want, append(words, word)
		}
		if got := d.number(word); got != want || string(d.word(got)) != word || d.len() != len(words) {
			t.Fatalf("%q has number %d of %d, want %d", word, got, d.len(), want)
		}
	}
	slices.Sort(words)
	for i, number := range d.sorted() {
		if string(d.word(number)) != words[i] {
			t.Fatalf("word %d is %q, want %q", i, d.word(number), words[i])
		}
	}
}

func TestFolded(t *testing.T) {
	for _, word := range []string{"", "plain 1", "Plain", "é", "e\u0301", "ß", "ﬁ", "\x1f"} {
		if folded(word) != (store.Fold(word) == word) {
			t.Errorf("%q", word)
		}
	}
}

// TestColumn gives customers words with gaps between them, and reads the strip.
func TestColumn(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		var c column
		words, order := make([]string, 1+r.IntN(40)), []int{}
		for i := range words {
			order = append(order, i)
			if r.IntN(3) > 0 {
				words[i] = []string{"", "a", "b", "B"}[r.IntN(4)]
				c.put(i, words[i])
			}
		}
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		s, err := decode(string(c.encode("lastName", order)), len(words))
		if err != nil || s.plain == slices.Contains(words, "B") {
			t.Fatalf("%q: %v, plain %t", words, err, s != nil && s.plain)
		}
		for i, at := range order {
			if got := s.word(int(s.codes[i])); got != words[at] {
				t.Fatalf("customer %d of %q has %q", at, words, got)
			}
		}
	}
}
