package importer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"rollcall/importer"
	"rollcall/importer/mapping"
	"rollcall/importer/row"
	"rollcall/store/customer"
)

// open opens a step's files with its mapping, or with their own names.
func (p *play) open(s step) (inputs []importer.Input, notes []string, err error) {
	var patterns []string
	for _, name := range s.files {
		patterns = append(patterns, p.path(name))
	}
	paths, err := row.Expand(patterns)
	if err != nil {
		return nil, nil, err
	}
	for _, path := range paths {
		in, err := p.openOne(path, s)
		if err != nil {
			return inputs, notes, err
		}
		inputs = append(inputs, in)
		for _, n := range in.Plan.Notes() {
			notes = append(notes, filepath.Base(path)+": "+n)
		}
		if list := in.Plan.Unmapped(); len(list) > 0 {
			notes = append(notes, fmt.Sprintf("%s: not mapped: %q", filepath.Base(path), list))
		}
	}
	return inputs, notes, nil
}

// path is where a file of a step lies.
func (p *play) path(name string) string {
	if sample, ok := strings.CutPrefix(name, "@"); ok {
		return filepath.Join("testdata", "robust", sample)
	}
	number, ok := strings.CutPrefix(name, "rejects:")
	if !ok {
		return filepath.Join(p.dir, name)
	}
	found, err := filepath.Glob(filepath.Join(p.dir, "reports-"+number, "rejects*.[^r]*"))
	if err != nil || len(found) != 1 {
		p.t.Fatalf("rejects of step %s: %v %v", number, found, err)
	}
	return found[0]
}

// edit changes a step's first file, as a person mends rejects.
func (p *play) edit(s step) {
	old, fresh, _ := strings.Cut(s.edit, "=>")
	path := p.path(s.files[0])
	data, err := os.ReadFile(path)
	if err != nil {
		p.t.Fatal(err)
	}
	if !bytes.Contains(data, []byte(old)) {
		p.t.Fatalf("%s lacks %q", path, old)
	}
	if err := os.WriteFile(path, bytes.ReplaceAll(data, []byte(old), []byte(fresh)), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

func (p *play) openOne(path string, s step) (importer.Input, error) {
	options := row.Options{}
	file, err := p.mapping(s)
	if err != nil {
		return importer.Input{}, err
	}
	if file != nil {
		options = row.Options{Format: file.Format, CSV: file.CSV, XLSX: file.XLSX}
	}
	source := row.Source{Path: path}
	if s.stdin {
		data, err := os.ReadFile(path)
		if err != nil {
			p.t.Fatal(err)
		}
		source = row.Source{Path: "-", Stdin: bytes.NewReader(data)}
	}
	reader, err := row.Open(context.Background(), source, options)
	if err != nil {
		return importer.Input{}, err
	}
	typed := mapping.Options{Typed: reader.Info().Format != "csv", As: customer.Kind(s.as)}
	if file == nil {
		plan, ok := mapping.Native(reader.Header(), typed)
		if !ok {
			reader.Close()
			return importer.Input{}, errors.New("these are not the Customer object's own names")
		}
		return importer.Input{Reader: reader, Plan: plan}, nil
	}
	plan, err := file.Compile(reader.Header(), typed)
	if err != nil {
		reader.Close()
		return importer.Input{}, err
	}
	return importer.Input{Reader: reader, Plan: plan}, nil
}

func (p *play) mapping(s step) (*mapping.File, error) {
	if s.mapping == "" {
		return nil, nil
	}
	text, err := os.ReadFile(p.path(s.mapping))
	if err != nil {
		p.t.Fatal(err)
	}
	return mapping.Parse(s.mapping, text)
}

// shortLedger tells the outcomes that occurred.
func shortLedger(sum *importer.Summary) string {
	out := "read " + strconv.FormatInt(sum.Rows.Read, 10)
	for _, part := range []struct {
		name string
		n    int64
	}{{"created", sum.Rows.Created}, {"updated", sum.Rows.Updated}, {"unchanged", sum.Rows.Unchanged}, {"rejected", sum.Rows.Rejected},
		{"repeated", sum.Rows.Repeated}, {"blank", sum.Rows.Blank}, {"values removed", sum.Removed}} {
		if part.n > 0 {
			out += fmt.Sprintf(", %d %s", part.n, part.name)
		}
	}
	return out + "\n"
}

// findings tells the lines of errors.csv.
func findings(t *testing.T, path string) string {
	t.Helper()
	records := readCSV(t, path)
	at := places(records[0])
	var out strings.Builder
	for _, r := range records[1:] {
		fmt.Fprintf(&out, "%s %s at row %s", r[at["severity"]], r[at["code"]], r[at["row"]])
		for _, name := range []string{"column", "field", "value", "other_row", "customerImportId", "membershipId", "cardholderImportId", "benefitImportId"} {
			if text := r[at[name]]; text != "" {
				fmt.Fprintf(&out, ", %s %s", name, abridged(shown([]byte(text))))
			}
		}
		out.WriteString("\n")
	}
	return out.String()
}

// absentText tells which keys a full extract lacks.
func absentText(t *testing.T, path string) string {
	t.Helper()
	records := readCSV(t, path)
	var out string
	for _, r := range records[1:] {
		out += "absent " + r[0] + " " + r[1] + "\n" // the customer's id is the store's own
	}
	return out
}

// rejectsText tells what a rejects file holds: bytes of text, cells of a
// workbook.
func rejectsText(t *testing.T, path string) string {
	t.Helper()
	out := "rejects " + filepath.Base(path) + "\n"
	if filepath.Ext(path) != ".xlsx" {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfter(string(data), "\n")
		for _, line := range lines[:len(lines)-1] {
			out += "| " + abridged(shown([]byte(strings.TrimSuffix(line, "\n")))) + "\n"
		}
		if rest := lines[len(lines)-1]; rest != "" {
			out += "| " + abridged(shown([]byte(rest))) + "(no line end)\n"
		}
		return out
	}
	reader, err := row.Open(context.Background(), row.Source{Path: path}, row.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	out += "| " + strings.Join(reader.Header(), "|") + "\n"
	for r, err := range reader.Rows() {
		if err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, shown([]byte(c.Text)))
		}
		out += "| " + abridged(strings.Join(cells, "|")) + "\n"
	}
	return out
}

// shown writes bytes as text of one line: what cannot be printed as an escape.
func shown(data []byte) string {
	var out strings.Builder
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&out, `\x%02x`, data[0])
		case r == '\\':
			out.WriteString(`\\`)
		case r != ' ' && !unicode.IsGraphic(r) || r == '\uFEFF':
			quoted := strconv.QuoteRuneToASCII(r)
			out.WriteString(quoted[1 : len(quoted)-1])
		default:
			out.WriteRune(r)
		}
		data = data[n:]
	}
	return out.String()
}

// longest is how much of a line is told.
const longest = 600

func abridged(line string) string {
	if len(line) <= longest {
		return line
	}
	return fmt.Sprintf("%s ... %d bytes", line[:longest/4], len(line))
}
