package postgres

import (
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// decodeCopy reads the binary format of COPY as PostgreSQL documents it; a NULL
// reads as "NULL".
func decodeCopy(t testing.TB, data string) [][]string {
	t.Helper()
	take := func(n int) string {
		if n > len(data) {
			t.Fatalf("%d bytes are missing", n-len(data))
		}
		part := data[:n]
		data = data[n:]
		return part
	}
	if head := take(19); head != "PGCOPY\n\xff\r\n\x00"+strings.Repeat("\x00", 8) {
		t.Fatalf("header %q", head)
	}
	var rows [][]string
	for {
		values := int16(binary.BigEndian.Uint16([]byte(take(2))))
		if values == -1 {
			break
		}
		row := make([]string, values)
		for i := range row {
			if size := int32(binary.BigEndian.Uint32([]byte(take(4)))); size < 0 {
				row[i] = "NULL"
			} else {
				row[i] = take(int(size))
			}
		}
		rows = append(rows, row)
	}
	if data != "" {
		t.Fatalf("%d bytes behind the end", len(data))
	}
	return rows
}

func copied(t testing.TB, rows [][]string) [][]string {
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
	return decodeCopy(t, string(data))
}

func FuzzCopierText(f *testing.F) {
	for _, s := range []string{"", "plain", `a\b`, "a\tb", "a\nb\r", `\N`, "\xff\xff", "PGCOPY\n", "ünïcode\u2028", "\\\n\\"} {
		f.Add(s, "x"+s)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		rows := [][]string{{a, b}, {b, a}, {"", a}, {}}
		got := copied(t, rows)
		if len(got) != len(rows) {
			t.Fatalf("%d rows", len(got))
		}
		for i := range rows {
			if !slices.Equal(got[i], rows[i]) {
				t.Fatalf("row %q came back as %q", rows[i], got[i])
			}
		}
	})
}

func TestCopierWritesEachType(t *testing.T) {
	w := &copier{n: 1, next: func(w *copier, _ int) error {
		w.short(-2)
		w.int(1 << 40)
		w.float(1.5)
		w.bool(true)
		w.bool(false)
		w.bytes([]byte{0, 255})
		w.jsonb([]byte("{}"))
		w.jsonb(nil)
		return nil
	}}
	data, err := io.ReadAll(w)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"\xff\xff\xff\xfe", "\x00\x00\x01\x00\x00\x00\x00\x00", "\x3f\xf8\x00\x00\x00\x00\x00\x00", "\x01", "\x00", "\x00\xff", "\x01{}", "NULL"}
	if got := decodeCopy(t, string(data)); len(got) != 1 || !slices.Equal(got[0], want) {
		t.Errorf("got %q", got)
	}
}

func TestCopierPassesTheBufferBorder(t *testing.T) {
	var rows [][]string
	for range 3000 {
		rows = append(rows, []string{strings.Repeat("x", 50), "\t"})
	}
	if got := copied(t, rows); len(got) != len(rows) || !slices.Equal(got[2999], rows[2999]) {
		t.Errorf("%d rows", len(got))
	}
	if got := copied(t, nil); len(got) != 0 {
		t.Errorf("no rows became %d", len(got))
	}
}

// Whole messages: what is read at once costs the server a turn.
func TestCopierFillsWhatItIsGiven(t *testing.T) {
	w := &copier{n: 100, next: func(w *copier, _ int) error { w.text(strings.Repeat("x", 99)); return nil }}
	for range 5 {
		if n, err := w.Read(make([]byte, 1000)); n != 1000 || err != nil {
			t.Fatalf("read %d bytes, error %v", n, err)
		}
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
