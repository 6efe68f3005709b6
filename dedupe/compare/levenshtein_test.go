package compare

import (
	"testing"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

func TestLevenshtein(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"flaw", "lawn", 2},
		{"zoë", "zoe", 1}, {"müller", "mueller", 2}, {"ελένη", "ελενη", 1}, {"ab", "ba", 2},
	} {
		if got := Levenshtein(c.a, c.b); got != c.want {
			t.Errorf("Levenshtein(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

// FuzzLevenshtein holds the kernel to a reference implementation.
func FuzzLevenshtein(f *testing.F) {
	long := "the quick brown fox jumps over the lazy dog and then over another one and again"
	for _, p := range [][2]string{{"kitten", "sitting"}, {"a", ""}, {long, long[3:]}, {long + "x", "y" + long}, {"straße", "strasse"}} {
		f.Add(p[0], p[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		got := Levenshtein(a, b)
		if back := Levenshtein(b, a); got != back {
			t.Fatalf("not symmetric: %d and %d", got, back)
		}
		if !utf8.ValidString(a) || !utf8.ValidString(b) {
			return
		}
		if want := levenshtein.ComputeDistance(a, b); got != want {
			t.Fatalf("Levenshtein(%q, %q) = %d, reference %d", a, b, got, want)
		}
	})
}

func BenchmarkLevenshtein(b *testing.B) {
	pairs := [][2]string{{"miller", "muller"}, {"johnathan.smithson@mail.com", "jonathan.smitson@mail.com"}, {"12 washington street", "21 washingtn st"}}
	for b.Loop() {
		for _, p := range pairs {
			Levenshtein(p[0], p[1])
		}
	}
}
