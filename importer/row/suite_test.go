package row

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// awkward is one input file and what reading it must give. A row is written
// as "line: cell|cell", marks behind it: !code for a fault, ~code for a
// warning; an unreadable row has no cells.
type awkward struct {
	name    string // also the file's name
	data    string
	options Options
	header  string // columns joined by |
	rows    []string
	notes   []string // a part of one note each; every note must be expected
	err     error    // of Open, or ending the rows
	message string   // a part of the error's text
}

func runSuite(t *testing.T, files []awkward) {
	t.Helper()
	for _, file := range files {
		t.Run(file.name, func(t *testing.T) { file.check(t) })
	}
}

func (a awkward) check(t *testing.T) {
	path := filepath.Join(t.TempDir(), a.name)
	if err := os.WriteFile(path, []byte(a.data), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := readAll(Source{Path: path}, a.options)
	a.checkError(t, err)
	if err != nil && a.rows == nil {
		return
	}
	if header := strings.Join(got.header, "|"); header != a.header {
		t.Errorf("header\n got %q\nwant %q", header, a.header)
	}
	if !slices.Equal(got.rows, a.rows) {
		t.Errorf("rows\n got %s\nwant %s", strings.Join(got.rows, "\n     "), strings.Join(a.rows, "\n     "))
	}
	a.checkNotes(t, got.info.Notes)
	if got.info.Format == "csv" {
		checkBytes(t, got, a.data)
	}
}

func (a awkward) checkError(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, a.err) || (err == nil) != (a.err == nil) {
		t.Fatalf("error: got %v, want %v", err, a.err)
	}
	if err != nil && !strings.Contains(err.Error(), a.message) {
		t.Fatalf("error %q lacks %q", err, a.message)
	}
	if err != nil && !strings.Contains(err.Error(), a.name) {
		t.Fatalf("error %q does not name the file", err)
	}
}

func (a awkward) checkNotes(t *testing.T, notes []string) {
	t.Helper()
	if len(notes) != len(a.notes) {
		t.Fatalf("notes: got %q, want parts %q", notes, a.notes)
	}
	for i, part := range a.notes {
		if !strings.Contains(notes[i], part) {
			t.Errorf("note %q lacks %q", notes[i], part)
		}
	}
}

// outcome is what reading a file gave.
type outcome struct {
	header []string
	info   Info
	rows   []string
	raw    []Row
	cr     bool // a lone CR ends a CSV record
}

func readAll(src Source, options Options) (outcome, error) {
	r, err := Open(context.Background(), src, options)
	if err != nil {
		return outcome{}, err
	}
	out := outcome{header: r.Header()}
	for row, err := range r.Rows() {
		if err != nil {
			return out, errors.Join(err, r.Close())
		}
		out.rows = append(out.rows, render(row))
		out.raw = append(out.raw, row)
	}
	out.info = r.Info()
	if c, ok := r.(*csvReader); ok {
		out.cr = c.dialect.cr
	}
	return out, r.Close()
}

func render(row Row) string {
	cells := make([]string, len(row.Cells))
	for i, c := range row.Cells {
		cells[i] = c.Text + map[CellKind]string{Absent: "<absent>", Null: "<null>", Broken: "<broken>", Nested: "<nested>"}[c.Kind]
	}
	out := fmt.Sprintf("%d: %s", row.Line, strings.Join(cells, "|"))
	if row.Fault != nil {
		out += " !" + row.Fault.Code
	}
	if row.Warning != nil {
		out += " ~" + row.Warning.Code
	}
	return out
}

// checkBytes verifies that every byte of a CSV file is in exactly one of BOM,
// preamble, header, records and comments.
func checkBytes(t *testing.T, got outcome, data string) {
	t.Helper()
	rest := data
	take := func(what string, b []byte) {
		for what != "bom" && !strings.HasPrefix(rest, string(b)) {
			comment := got.info.CSV.Comment
			if comment == "" || !strings.HasPrefix(rest, comment) {
				t.Fatalf("%s %q is not what stands at %d", what, b, len(data)-len(rest))
			}
			rest = rest[got.lineOf(rest):]
		}
		rest = rest[len(b):]
	}
	take("bom", got.info.BOM)
	take("preamble", got.info.Preamble)
	take("header", got.info.HeaderRaw)
	for i, row := range got.raw {
		take(fmt.Sprintf("record %d", i+1), row.Raw)
	}
	for comment := got.info.CSV.Comment; rest != "" && comment != "" && strings.HasPrefix(rest, comment); {
		rest = rest[got.lineOf(rest):]
	}
	if rest != "" {
		t.Fatalf("%d bytes are in no record", len(rest))
	}
}

// lineOf is the length of the first line, a comment, in the file's own line
// ends.
func (o outcome) lineOf(s string) int {
	ends := "\n"
	if o.cr {
		ends = "\r\n"
	}
	n := strings.IndexAny(s, ends)
	switch {
	case n < 0:
		return len(s)
	case strings.HasPrefix(s[n:], "\r\n"):
		n++
	}
	return n + 1
}
