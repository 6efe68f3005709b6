package postgres

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// decodeCopy reads the text format of COPY as PostgreSQL documents it.
func decodeCopy(data string) [][]string {
	if data == "" {
		return nil
	}
	var rows [][]string
	unescape := strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t", `\r`, "\r")
	for line := range strings.SplitSeq(strings.TrimSuffix(data, "\n"), "\n") {
		var row []string
		for value := range strings.SplitSeq(line, "\t") {
			row = append(row, unescape.Replace(value))
		}
		rows = append(rows, row)
	}
	return rows
}

func copied(t testing.TB, rows [][]string) string {
	t.Helper()
	w := &copier{n: len(rows), next: func(w *copier, i int) error {
		for _, text := range rows[i] {
			w.text(text)
		}
		return nil
	}}
	data, err := io.ReadAll(iotest.HalfReader(w))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func FuzzCopierText(f *testing.F) {
	for _, s := range []string{"", "plain", `a\b`, "a\tb", "a\nb\r", `\N`, `\.`, `\\n`, "ünïcode\u2028", "\\\n\\"} {
		f.Add(s, "x"+s)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		rows := [][]string{{a, b}, {b, a}, {"", a}}
		data := copied(t, rows)
		got := decodeCopy(data)
		if len(got) != len(rows) {
			t.Fatalf("%d rows in %q", len(got), data)
		}
		for i := range rows {
			if !slices.Equal(got[i], rows[i]) {
				t.Fatalf("row %q came back as %q", rows[i], got[i])
			}
		}
	})
}

func TestCopierPassesTheBufferBorder(t *testing.T) {
	var rows [][]string
	for range 3000 {
		rows = append(rows, []string{strings.Repeat("x", 50), "\t"})
	}
	if got := decodeCopy(copied(t, rows)); len(got) != len(rows) || !slices.Equal(got[2999], rows[2999]) {
		t.Errorf("%d rows", len(got))
	}
	if copied(t, nil) != "" {
		t.Error("no rows are not empty")
	}
}

func TestCopierEndsWithTheRowsError(t *testing.T) {
	w := &copier{n: 3, next: func(_ *copier, i int) error {
		if i == 1 {
			return io.ErrUnexpectedEOF
		}
		return nil
	}}
	if _, err := io.ReadAll(w); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("error %v", err)
	}
}
