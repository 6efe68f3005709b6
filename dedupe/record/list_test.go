package record

import (
	"strings"
	"testing"
)

func TestList(t *testing.T) {
	var l List[int]
	for i := range 3*pieceMask + 5 {
		if l.Len() != i {
			t.Fatalf("length %d after %d", l.Len(), i)
		}
		l.add(i * i)
	}
	for i := range l.Len() {
		if got := *l.At(Symbol(i)); got != i*i {
			t.Fatalf("at %d stands %d", i, got)
		}
	}
}

// Texts that are kept stay as they were, whatever comes after them.
func TestArena(t *testing.T) {
	var a arena
	var kept, want []string
	for i := range 2000 {
		text := strings.Repeat(string(rune('a'+i%26)), i*i%97)
		if i%500 == 0 {
			text = strings.Repeat(text+"#", mostBlock/2)
		}
		kept, want = append(kept, a.keep(text)), append(want, strings.Clone(text))
	}
	for i := range kept {
		if kept[i] != want[i] {
			t.Fatalf("text %d of %d bytes came back with %d", i, len(want[i]), len(kept[i]))
		}
	}
}
