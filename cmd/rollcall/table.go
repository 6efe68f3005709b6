package main

import (
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// table writes aligned columns. On a terminal that is too narrow the widest
// columns are cut; in a file or a pipe nothing is.
type table struct {
	out    io.Writer
	width  int // of the terminal; 0: as wide as needed
	bright bool
	rows   [][]string
}

// Between columns, and the least that is left of one that is cut.
const (
	gap       = 2
	leastWide = 6
)

func newTable(w io.Writer, header ...string) *table {
	t := &table{out: w, width: widthOf(w), bright: coloured(w)}
	t.row(header...)
	return t
}

// row adds a row. What steers a terminal is taken out of its cells.
func (t *table) row(cells ...string) {
	line := make([]string, len(cells))
	for i, text := range cells {
		line[i] = oneLine(text)
	}
	t.rows = append(t.rows, line)
}

// flush writes the rows.
func (t *table) flush() error {
	widths := t.fit(t.widths())
	var all strings.Builder
	for n, row := range t.rows {
		line := aligned(row, widths)
		if n == 0 && t.bright {
			line = bold + line + plain
		}
		all.WriteString(line + "\n")
	}
	_, err := io.WriteString(t.out, all.String())
	return err
}

// aligned puts the cells of a row under those above.
func aligned(row []string, widths []int) string {
	var b strings.Builder
	for i, text := range row {
		text = cut(text, widths[i])
		b.WriteString(text + strings.Repeat(" ", widths[i]-columns(text)+gap))
	}
	return strings.TrimRight(b.String(), " ")
}

// widths returns how wide each column would be.
func (t *table) widths() []int {
	var widths []int
	for _, row := range t.rows {
		for i, text := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], columns(text))
		}
	}
	return widths
}

// fit narrows the widest column, again and again, until the row has room.
func (t *table) fit(widths []int) []int {
	if t.width == 0 {
		return widths
	}
	total := gap * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	for ; total > t.width; total-- {
		widest := 0
		for i, w := range widths {
			if w > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= leastWide {
			break
		}
		widths[widest]--
	}
	return widths
}

// columns is how many columns of a terminal a text takes: East Asian wide
// characters take two, marks none.
func columns(text string) int {
	n := 0
	for _, r := range text {
		n += columnsOf(r)
	}
	return n
}

func columnsOf(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case r < 0x1100:
		return 1
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// cut shortens a text to a number of columns, with an ellipsis in the last.
func cut(text string, wide int) string {
	if columns(text) <= wide {
		return text
	}
	n := 0
	for i, r := range text {
		if n += columnsOf(r); n > wide-1 {
			return text[:i] + "…"
		}
	}
	return text
}

// oneLine keeps control characters of customer data away from the terminal.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return ' '
		}
		return r
	}, s)
}
