package importer_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"rollcall/exporter/sheet"
	"rollcall/importer"
	"rollcall/importer/mapping"
	"rollcall/importer/row"
	"rollcall/store"
)

// wide encodes a text as UTF-16.
func wide(text string, order binary.AppendByteOrder) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, unit)
	}
	return out
}

// narrow encodes a text as Windows-1252, as far as that is Latin-1.
func narrow(text string) []byte {
	var out []byte
	for _, r := range text {
		out = append(out, byte(r))
	}
	return out
}

// workbookOf writes lines of cells as a workbook.
func workbookOf(t *testing.T, text string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "made.xlsx")
	book, err := sheet.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	var columns []sheet.Column
	for _, title := range strings.Split(lines[0], ",") {
		columns = append(columns, sheet.Column{Title: title})
	}
	out, err := book.Sheet(sheet.Spec{Name: "Members", Columns: columns})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines[1:] {
		var cells []sheet.Cell
		for _, cell := range strings.Split(line, ",") {
			cells = append(cells, sheet.Cell{Text: cell})
		}
		if err := out.Append(cells...); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// rezip replaces a text in every part of a workbook.
func rezip(t *testing.T, data []byte, from, to string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range archive.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		fresh, err := w.Create(f.Name)
		if err == nil {
			_, err = fresh.Write(bytes.ReplaceAll(text, []byte(from), []byte(to)))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const mendable = header +
	"1,José,Müller,jose@example.org,(212) 555-0125,1 Main St,1970-01-02\n" +
	"2,Zoë,Ray,broken,,,\n" +
	"3,Cy,Fox,cy@example.org,,9 Oak Ave,\n" +
	"4,Renée,Gum,broken,,5 Elm Rd,1980-12-31\n"

// TestMendedRejectsAreTaken: in every format and encoding, rejects that a
// program has mended end with no reject, and touch nobody else.
func TestMendedRejectsAreTaken(t *testing.T) {
	replace := func(data []byte, from, to []byte) []byte { return bytes.ReplaceAll(data, from, to) }
	const from, to = "broken", "mended@example.org"
	tests := []struct {
		name string
		data []byte
		mend func(data []byte) []byte
	}{
		{"utf-8.csv", []byte(mendable), func(d []byte) []byte { return replace(d, []byte(from), []byte(to)) }},
		{"marked.csv", []byte("\xEF\xBB\xBF" + strings.ReplaceAll(mendable, "\n", "\r\n")), func(d []byte) []byte { return replace(d, []byte(from), []byte(to)) }},
		{"western.csv", narrow(strings.ReplaceAll(mendable, ",", ";")), func(d []byte) []byte { return replace(d, []byte(from), []byte(to)) }},
		{"little.txt", wide("\uFEFF"+strings.ReplaceAll(mendable, ",", "\t"), binary.LittleEndian),
			func(d []byte) []byte {
				return replace(d, wide(from, binary.LittleEndian), wide(to, binary.LittleEndian))
			}},
		{"big.csv", wide("\uFEFF"+mendable, binary.BigEndian), func(d []byte) []byte { return replace(d, wide(from, binary.BigEndian), wide(to, binary.BigEndian)) }},
		{"lines.jsonl", jsonOf(mendable), func(d []byte) []byte { return replace(d, []byte(from), []byte(to)) }},
		{"sheet.xlsx", workbookOf(t, mendable), func(d []byte) []byte { return rezip(t, d, from, to) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			sum := d.file(tt.name, tt.data)
			wantLedger(t, sum, "read 4 created 2 updated 0 unchanged 0 rejected 2 repeated 0 blank 0")
			before := d.stamps()
			rejects, err := os.ReadFile(sum.Reports.Rejects[0])
			if err != nil {
				t.Fatal(err)
			}
			name := "mended" + filepath.Ext(sum.Reports.Rejects[0])
			mended := tt.mend(rejects)
			wantLedger(t, d.file(name, mended), "read 2 created 2 updated 0 unchanged 0 rejected 0 repeated 0 blank 0")
			wantLedger(t, d.file(name, mended), "read 2 created 0 updated 0 unchanged 2 rejected 0 repeated 0 blank 0")
			if c := d.one("4"); c.FirstName != "Renée" || c.Email != to || c.Fields["date_of_birth"].Text != "1980-12-31" {
				t.Errorf("mended row: %q %q %q", c.FirstName, c.Email, c.Fields["date_of_birth"].Text)
			}
			wantLedger(t, d.file(tt.name, tt.data), "read 4 created 0 updated 0 unchanged 2 rejected 2 repeated 0 blank 0")
			after := d.stamps()
			for _, id := range []string{"1", "3"} {
				if before[id] != after[id] || before[id] == "" {
					t.Errorf("customer %s was touched: %s, now %s", id, before[id], after[id])
				}
			}
		})
	}
}

// jsonOf writes lines of cells as JSON Lines.
func jsonOf(text string) []byte {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	names := strings.Split(lines[0], ",")
	var out strings.Builder
	for _, line := range lines[1:] {
		var members []string
		for i, cell := range strings.Split(line, ",") {
			members = append(members, `"`+names[i]+`":"`+cell+`"`)
		}
		out.WriteString("{" + strings.Join(members, ",") + "}\n")
	}
	return []byte(out.String())
}

// file imports a file of these bytes with the mapping of members.
func (d *desk) file(name string, data []byte) *importer.Summary {
	d.t.Helper()
	path := filepath.Join(d.t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		d.t.Fatal(err)
	}
	reader, err := row.Open(context.Background(), row.Source{Path: path}, row.Options{})
	if err != nil {
		d.t.Fatal(err)
	}
	defer reader.Close()
	file, err := mapping.Parse("map.yaml", []byte(members))
	if err != nil {
		d.t.Fatal(err)
	}
	plan, err := file.Compile(reader.Header(), mapping.Options{Typed: reader.Info().Format != "csv"})
	if err != nil {
		d.t.Fatal(err)
	}
	sum, err := d.run(importer.Options{}, importer.Input{Reader: reader, Plan: plan})
	if err != nil {
		d.t.Fatal(err)
	}
	return sum
}

// stamps are the versions and times of every customer by import id.
func (d *desk) stamps() map[string]string {
	d.t.Helper()
	stamps := map[string]string{}
	for c, err := range d.store.List(context.Background(), store.Query{}) {
		if err != nil {
			d.t.Fatal(err)
		}
		stamps[c.ImportID] = fmt.Sprint(c.Version, c.UpdatedOn)
	}
	return stamps
}
