package gram_test

import (
	"errors"
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
		b.Add(row, 1, []byte(texts[row]))
		b.Add(row, 2, []byte(text(6)))
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

func TestSearch(t *testing.T) {
	var b gram.Builder
	for row := int64(1); row <= 3000; row++ {
		b.Add(row, 1, []byte("aaa"))
		if row%3 == 0 {
			b.Add(row, 1, []byte("bbb"))
		}
	}
	var lists []gram.Stored
	var data [][]byte
	for _, list := range b.Lists() {
		lists, data = append(lists, gram.Stored{At: int64(len(data)), Size: int64(len(list))}), append(data, list)
	}
	rows, few, err := gram.Search(lists, func(at int64) ([]byte, error) { return data[at], nil })
	if err != nil || !few || len(rows) != 1000 || rows[0] != 3 || rows[999] != 3000 {
		t.Errorf("%d rows, few %v, error %v", len(rows), few, err)
	}
	rows, few, _ = gram.Search([]gram.Stored{{At: 0, Size: 1 << 30}}, nil)
	if few || rows != nil {
		t.Error("a long list was read")
	}
	failed := errors.New("failed")
	if _, _, err := gram.Search(lists, func(int64) ([]byte, error) { return nil, failed }); !errors.Is(err, failed) {
		t.Errorf("error %v", err)
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
