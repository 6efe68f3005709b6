package row

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// readFuzz reads data as a file; ok is false when it is refused.
func readFuzz(t *testing.T, data []byte, options Options) (outcome, bool) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "input")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := readAll(Source{Path: path}, options)
	return got, err == nil
}

// FuzzCSV: no panic, every byte in exactly one place, rows as wide as the
// header unless they have a fault, lines and records in order.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "a;b\r\n\"1\";\"2\"\"\"\r\n", "a\tb\r1\t2\r", "x\n\na,b\n\"1,2\n3,4\n", "\xFF\xFEa\x00\n\x00b\x00", "a,b\n'1','2'\n#c\n",
		"\xEF\xBB\xBFa,b\n\"1\"x,2\n1,2,3\n", "sep=|\na|b\n\"\\\"\"|\xE9\n", "a\x00,b\n\"\n", "a,b\n1,\"x\r\ny\"\n3,\"4"} {
		f.Add([]byte(seed), "", "")
	}
	f.Add([]byte("#x\na,b\n#y\n1,2\n#"), ",", "#")
	f.Add([]byte("0\nd\r0"), "1", "d") // a lone CR in a comment ends no line
	f.Fuzz(func(t *testing.T, data []byte, delimiter, comment string) {
		if len(comment) > 4 || strings.ContainsAny(comment, "\r\n") {
			comment = ""
		}
		options := Options{Format: "csv", CSV: CSVOptions{Delimiter: delimiter, Comment: comment}}
		got, ok := readFuzz(t, data, options)
		if !ok || packingOf(data[:min(4, len(data))]) != unpacked {
			return
		}
		checkShape(t, got)
		if got.info.Encoding != "utf-16le" && got.info.Encoding != "utf-16be" {
			checkBytes(t, got, string(data))
		} else if total := totalBytes(got); comment == "" && total != len(data) {
			t.Fatalf("%d of %d bytes are in a record", total, len(data))
		}
	})
}

func checkShape(t *testing.T, got outcome) {
	t.Helper()
	line := 0
	for i, row := range got.raw {
		if row.Fault == nil && len(row.Cells) != len(got.header) {
			t.Fatalf("record %d has %d cells for %d columns and no fault", i+1, len(row.Cells), len(got.header))
		}
		if row.Fault != nil && row.Fault.Unreadable && row.Cells != nil {
			t.Fatalf("record %d is unreadable and has cells", i+1)
		}
		if row.Record != i+1 || row.Line < line || row.Own > len(row.Raw) {
			t.Fatalf("record %d says it is record %d in line %d after line %d, %d of %d bytes its own", i+1, row.Record, row.Line, line, row.Own, len(row.Raw))
		}
		line = row.Line
	}
}

func totalBytes(got outcome) int {
	total := len(got.info.BOM) + len(got.info.Preamble) + len(got.info.HeaderRaw)
	for _, row := range got.raw {
		total += len(row.Raw)
	}
	return total
}

// FuzzWellFormedCSV: what encoding/csv writes is read as it was written.
func FuzzWellFormedCSV(f *testing.F) {
	f.Add("id", "name", "Ann \"A\" Lee", "a,b", "x\ny", ";")
	f.Add("é", "b", "\r", " ", "\t1", "")
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g string) {
		records := [][]string{{"col1", "col2", "col3"}, {"1", a, b}, {"2", c, d}, {"3", e, g}}
		var data bytes.Buffer
		w := csv.NewWriter(&data)
		if err := w.WriteAll(records); err != nil {
			t.Fatal(err)
		}
		got, ok := readFuzz(t, data.Bytes(), Options{Format: "csv", CSV: CSVOptions{Delimiter: ",", Quote: `"`, Escape: "none", Encoding: "utf-8", HeaderRow: 1}})
		if !ok {
			t.Fatal("refused")
		}
		if len(got.raw) != 3 {
			t.Fatalf("%d records of 3", len(got.raw))
		}
		for i, row := range got.raw {
			checkRecord(t, row, records[i+1])
		}
	})
}

func checkRecord(t *testing.T, row Row, want []string) {
	t.Helper()
	if row.Fault != nil && row.Fault.Code == NotText {
		return // NUL, or no UTF-8
	}
	if row.Fault != nil {
		t.Fatalf("fault %v", *row.Fault)
	}
	for i, c := range row.Cells {
		if c.Text != want[i] {
			t.Fatalf("cell %d: got %q, want %q", i, c.Text, want[i])
		}
	}
}

// FuzzJSON: no panic, every row has a shape, and the cells of a good row are
// what encoding/json reads.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{`{"a":1}`, `[{"a":1},{"b":[]}]`, `{"payload":{"list":[{"a":null}]}}`, "{\"a\":\n1}\n{\"a\":2}", `{"a":"\ud800"}`, `{"a":1,"a":{"b":"}"}}`, "{}\n[]\n1\n{"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, ok := readFuzz(t, data, Options{Format: "jsonl"})
		if !ok {
			return
		}
		checkShape(t, got)
		for _, row := range got.raw {
			if row.Fault == nil && !row.Blank() && isObject(row.Raw) {
				checkObject(t, got.header, row)
			}
		}
	})
}

func checkObject(t *testing.T, header []string, row Row) {
	t.Helper()
	var object map[string]json.RawMessage
	if err := json.Unmarshal(row.Raw, &object); err != nil {
		t.Fatal(err)
	}
	for i, key := range header {
		value, present := object[key]
		if present != (row.Cells[i].Kind != Absent) {
			t.Fatalf("key %q: present is %v, the cell says otherwise", key, present)
		}
		var text string
		if present && json.Unmarshal(value, &text) == nil && row.Cells[i].Text != text {
			t.Fatalf("key %q: got %q, want %q", key, row.Cells[i].Text, text)
		}
	}
}

// FuzzXLSX: no panic and no row without a shape, whatever the sheet holds.
func FuzzXLSX(f *testing.F) {
	f.Add(inline(1, "id", "name")+inline(2, "1", "Ann"), `<mergeCells><mergeCell ref="A1:B1"/></mergeCells>`, "<si><t>x</t></si>")
	f.Add(numbers(1, "1:45292", "0:1e9")+`<row r="9"><c t="s"><v>0</v></c><c t="b"><v>1</v></c></row>`, "<!-- x -->", "<si><r><t>a</t></r><rPh><t>b</t></rPh></si>")
	f.Add(`<row ><c t="inlineStr"><is><t>0</t></is></c></row>`, `<mergeCell ref="A1:llB1"`, "") // thousands of equal names
	f.Add(`<row><c t="inlineStr"><is><t>0</t></is></c></row>`, `<mergeCells><mergeCell ref="A1:ZZZ1"/></mergeCells>`, "")
	f.Add(`<row><c r="AB1"><v>&#x41;</v></c></row><row r="3000"><c><f>1</f></c></row>`, "", "")
	f.Fuzz(func(t *testing.T, sheet, tail, shared string) {
		data := book{sheet: sheet, tail: tail, shared: shared, formats: "yyyy-mm-dd\n00000"}.bytes(t)
		skim(t, []byte(data))
	})
}

// skim reads at most 5,000 rows: a sheet can have a million blank ones.
func skim(t *testing.T, data []byte) {
	t.Helper()
	r, err := Open(t.Context(), Source{Path: "-", Stdin: bytes.NewReader(data)}, Options{})
	if err != nil {
		return
	}
	got := outcome{header: r.Header()}
	for row, err := range r.Rows() {
		if err != nil || len(got.raw) == 5000 {
			break
		}
		got.raw = append(got.raw, row)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	checkShape(t, got)
}

// FuzzWorkbookBytes: a damaged archive is refused or read, without a panic.
func FuzzWorkbookBytes(f *testing.F) {
	f.Add([]byte(oleMagic + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"))
	f.Add([]byte(zipMagic))
	f.Fuzz(func(t *testing.T, data []byte) {
		skim(t, data)
	})
}
