package compare

import (
	"testing"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

func TestEdits(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "ab", 2}, {"ab", "ba", 1}, {"martha", "marhta", 1}, {"ca", "abc", 3}, {"smith", "smyth", 1}, {"smith", "smth", 1}, {"ελενη", "ελνεη", 1},
	} {
		if got := Edits(c.a, c.b); got != c.want {
			t.Errorf("Edits(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

// FuzzEdits holds the bit-parallel kernel to plain dynamic programming, and the
// quick tests to the kernel.
func FuzzEdits(f *testing.F) {
	for _, p := range [][2]string{{"martha", "marhta"}, {"ab", "ba"}, {"abcabc", "acbacb"}, {"", "x"}, {"12345678", "12354678"}, {"straße", "strasse"}} {
		f.Add(p[0], p[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > 200 || len(b) > 200 || !utf8.ValidString(a) || !utf8.ValidString(b) {
			return
		}
		want := alignRunes([]rune(a), []rune(b))
		if got := Edits(a, b); got != want || Edits(b, a) != want {
			t.Fatalf("Edits(%q, %q) = %d, want %d", a, b, got, want)
		}
		if plain := levenshtein.ComputeDistance(a, b); want > plain || plain > 2*want {
			t.Fatalf("%d edits with swaps, %d without: a swap saves one edit at most", want, plain)
		}
		if !ascii(a) || !ascii(b) {
			return
		}
		if OneEdit(a, b) != (want == 1) {
			t.Fatalf("OneEdit(%q, %q) with %d edits", a, b, want)
		}
		if Far(Sign(a), Sign(b), want) {
			t.Fatalf("%q and %q are far apart at %d edits", a, b, want)
		}
		allowed := 1
		if min(len(a), len(b)) >= 8 {
			allowed = 2
		}
		if near := want <= allowed && min(len(a), len(b)) >= 3; Near(a, b) != near {
			t.Fatalf("Near(%q, %q) is %t at %d edits", a, b, !near, want)
		}
		if Near(a, b) && want > 2 || Near(a, b) != Near(b, a) || Alike(a, b) != Alike(b, a) {
			t.Fatalf("near or alike is wrong at %d edits", want)
		}
	})
}

func BenchmarkEdits(b *testing.B) {
	pairs := [][2]string{{"miller", "muller"}, {"johnathan.smithson@mail.com", "jonathan.smitson@mail.com"}, {"12 washington street", "21 washingtn st"}}
	for b.Loop() {
		for _, p := range pairs {
			Edits(p[0], p[1])
		}
	}
}
