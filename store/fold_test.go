package store

import (
	"math/rand/v2"
	"testing"

	"rollcall/store/customer"
)

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "Ann LEE": "ann lee", "Müller-Åström": "muller-astrom", "ŁÓDŹ": "łodz", "İstanbul": "istanbul", "Straße": "straße",
		"e\u0301": "e", "Ｆｕｌｌ": "full", "½": "1⁄2", "Ǆ": "dz", "Ελένη": "ελενη", "한": "\u1112\u1161\u11ab", "a\xffÉ": "a\ufffde",
	} {
		if got := Fold(text); got != want {
			t.Errorf("%q folds to %q, want %q", text, got, want)
		}
	}
}

// The short way for Latin letters gives what the long one does.
func TestFoldLatin(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 20_000 {
		text := make([]rune, r.IntN(12))
		for i := range text {
			text[i] = rune(r.IntN(endOfLatin))
		}
		if got, want := Fold(string(text)), foldAny(string(text)); got != want {
			t.Fatalf("%q folds to %q, want %q", string(text), got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "Ann", "Müller", "e\u0301\u0323", "İI", "\xff\xc3", "ǅ½", "한글"} {
		f.Add(s, s+"x")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if got, want := Fold(a), foldAny(a); got != want {
			t.Errorf("%q folds to %q, want %q", a, got, want)
		}
		want := Fold(a) + Separator + Fold(b) + Separator + Separator + Fold(a)
		if got := SearchText(&customer.Customer{FirstName: a, LastName: b, Email: a}); got != want {
			t.Errorf("the search text of %q, %q is %q, want %q", a, b, got, want)
		}
	})
}

func TestDigits(t *testing.T) {
	for text, want := range map[string]string{"": "", "(403) 400-0247": "4034000247", "+49 ٣ x5": "495"} {
		if got := Digits(text); got != want {
			t.Errorf("%q has the digits %q, want %q", text, got, want)
		}
	}
}
