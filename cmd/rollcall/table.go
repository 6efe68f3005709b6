package main

import (
	"io"
	"strings"
	"text/tabwriter"
)

// table writes aligned columns.
type table struct{ w *tabwriter.Writer }

func newTable(w io.Writer, header ...string) *table {
	t := &table{tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)}
	t.row(header...)
	return t
}

func (t *table) row(cells ...string) {
	for i := range cells {
		cells[i] = oneLine(cells[i])
	}
	_, _ = io.WriteString(t.w, strings.Join(cells, "\t")+"\n") // a tabwriter keeps its error for Flush
}

func (t *table) flush() error { return t.w.Flush() }

// oneLine keeps control characters of customer data away from the terminal.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}
