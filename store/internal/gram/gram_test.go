package gram_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"rollcall/store/internal/gram"
)

func TestKeys(t *testing.T) {
	if keys := gram.Keys(1, "ab"); len(keys) != 0 {
		t.Errorf("a text of two bytes has the runs %v", keys)
	}
	if keys := gram.Keys(1, "aaaaé"); len(keys) != 3 || !slices.IsSorted(keys) {
		t.Errorf("runs %v", keys)
	}
	if gram.Keys(1, "abc")[0] == gram.Keys(2, "abc")[0] {
		t.Error("spaces are not kept apart")
	}
}

// TestNothingIsMissed compares random lookups with looking through every text.
func TestNothingIsMissed(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 11))
	text := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = "abé\x1f"[random.IntN(5)]
		}
		return string(b)
	}
	texts := map[int64]string{}
	var b gram.Builder
	row := int64(0)
	for range 500 {
		row += 1 + random.Int64N(300)
		texts[row] = text(random.IntN(12))
		b.Add(row, 1, texts[row])
		b.Add(row, 2, text(6))
	}
	lists := map[gram.Key][]byte{}
	for key, data := range b.Lists() {
		lists[key] = data
	}
	for range 2000 {
		needle := text(3 + random.IntN(4))
		keys := gram.Keys(1, needle)
		rows := gram.Rows(lists[keys[0]])
		for _, key := range keys[1:] {
			rows = gram.Common(rows, lists[key])
		}
		for row, text := range texts {
			if strings.Contains(text, needle) && !slices.Contains(rows, row) {
				t.Fatalf("row %d with %q is missing for %q", row, text, needle)
			}
		}
		for _, row := range rows {
			for _, key := range keys {
				if !slices.Contains(gram.Keys(1, texts[row]), key) {
					t.Fatalf("row %d has not all runs of %q", row, needle)
				}
			}
		}
	}
}

// FuzzRows reads lists of any bytes without an end that never comes.
func FuzzRows(f *testing.F) {
	f.Add([]byte{1, 2, 0x80, 1})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, data []byte) {
		rows := gram.Rows(data)
		if slices.IsSorted(rows) {
			if common := gram.Common(slices.Clone(rows), data); len(common) > len(rows) {
				t.Errorf("%d rows are common to %d", len(common), len(rows))
			}
		}
	})
}
