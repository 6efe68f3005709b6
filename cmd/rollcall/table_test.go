package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestTableFits(t *testing.T) {
	for _, c := range []struct {
		width int
		want  string
	}{
		{0, "ID  NAME                  EMAIL\n1   Ann                   ann@example.org\n2   山田太郎              taro@example.org\n3   A very long name too  x\n"},
		{30, "ID  NAME          EMAIL\n1   Ann           ann@example…\n2   山田太郎      taro@exampl…\n3   A very long…  x\n"},
		{5, "ID  NAME    EMAIL\n1   Ann     ann@e…\n2   山田…   taro@…\n3   A ver…  x\n"},
	} {
		var out bytes.Buffer
		tab := newTable(&out, "ID", "NAME", "EMAIL")
		tab.width = c.width
		tab.row("1", "Ann", "ann@example.org")
		tab.row("2", "山田太郎", "taro@example.org")
		tab.row("3", "A very long name too", "x")
		if err := tab.flush(); err != nil {
			t.Fatal(err)
		}
		if out.String() != c.want {
			t.Errorf("width %d:\n%s\nwant\n%s", c.width, out.String(), c.want)
		}
		for line := range strings.Lines(out.String()) {
			if n := columns(strings.TrimRight(line, "\n")); c.width >= 20 && n > c.width {
				t.Errorf("width %d: a line takes %d columns", c.width, n)
			}
		}
	}
}

func TestColumns(t *testing.T) {
	for text, want := range map[string]int{"": 0, "Ann": 3, "é": 1, "e\u0301": 1, "山": 2, "ｱ": 1, "Ａ": 2, "שלום": 4, "a\u200db": 2} {
		if got := columns(text); got != want {
			t.Errorf("%q takes %d columns, want %d", text, got, want)
		}
	}
}

// What steers a terminal does not reach it.
func TestOneLine(t *testing.T) {
	if got := oneLine("a\x1b[31mb\nc\td\u009b1m\x7f"); strings.ContainsFunc(got, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }) {
		t.Errorf("%q", got)
	}
}
