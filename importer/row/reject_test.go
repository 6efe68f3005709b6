package row

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// rejectAll writes every readable row of an input as rejects would be.
func rejectAll(got outcome, errors string) string {
	out := string(RejectHeader(got.info))
	for _, row := range got.raw {
		if row.Fault == nil || !row.Fault.Unreadable {
			out += string(RejectRecord(got.info, row, Reject{Row: row.Line, Errors: errors}))
		}
	}
	return out
}

// Rejects read again must give the same cells plus the reject columns, and
// rejected once more the same bytes.
func TestRejectsFedBack(t *testing.T) {
	const reasons = "email: \"malformed\"; name, missing"
	for name, data := range map[string]string{
		"plain.csv":      "id,name\n1,Ann\n2,Bob\n",
		"no-end.csv":     "id,name\r\n1,Ann\r\n2,\"B,b\"",
		"semicolon.csv":  encoded(t, charmap.Windows1252, western),
		"utf16.csv":      "\xFF\xFE" + wide(western, false),
		"cr.csv":         "id\tname\r1\tAnn\r",
		"bom.csv":        "\uFEFFid,name\n1,Ann\n",
		"ragged.csv":     "id,name,x\n1,Ann\n1,Ann,x,y\n",
		"backslash.csv":  "id,name,x\n1,\"A \\\" B\",z\n2,\"C \\\" D\",z\n",
		"single.csv":     "id,name\n1,'a,b'\n2,'c'\n3,'d'\n",
		"plain.jsonl":    `{"id":1,"name":"Ann"}` + "\n" + `{}` + "\n" + ` {"id":2 } ` + "\n",
		"document.json":  "[{\"id\":1,\n\"name\":\"An\\nn\"}, {\"id\": 2}]",
		"one-column.csv": "id\n1\n",
	} {
		t.Run(name, func(t *testing.T) {
			first := readText(t, name, data)
			rejects := rejectAll(first, reasons)
			again := readText(t, "again-"+strings.ReplaceAll(name, ".json", ".jsonl"), rejects)
			if len(again.raw) != len(first.raw) || !again.info.Annotated {
				t.Fatalf("%d rows, annotated %v, from\n%q", len(again.raw), again.info.Annotated, rejects)
			}
			for i, row := range first.raw {
				checkFedBack(t, row, again.raw[i], reasons)
			}
			if twice := rejectAll(withLines(again, first), reasons); twice != rejects {
				t.Errorf("rejected twice\n got %q\nwant %q", twice, rejects)
			}
		})
	}
}

func checkFedBack(t *testing.T, row, again Row, reasons string) {
	t.Helper()
	var want, got []string
	for _, c := range row.Cells {
		want = append(want, c.Text)
	}
	for _, c := range again.Cells {
		got = append(got, c.Text)
	}
	want = append(want, fmt.Sprint(row.Line), reasons)
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got %q, want %q", got, want)
	}
}

// withLines gives the rows the lines of the first reading, so that both
// rejects files say the same.
func withLines(again, first outcome) outcome {
	for i := range again.raw {
		again.raw[i].Line = first.raw[i].Line
	}
	return again
}

func readText(t *testing.T, name, data string) outcome {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	write(t, path, data)
	got, err := readAll(Source{Path: path}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestEncodeCell(t *testing.T) {
	comma := Info{Format: "csv", Encoding: "windows-1252", CSV: Dialect{Delimiter: ',', Quote: '"', LineEnd: "\n"}}
	bare := Info{Format: "csv", Encoding: "utf-8", CSV: Dialect{Delimiter: '\t', LineEnd: "\n"}}
	escaping := Info{Format: "csv", Encoding: "utf-8", CSV: Dialect{Delimiter: ';', Quote: '"', Escape: '\\', LineEnd: "\n"}}
	for _, c := range []struct {
		info       Info
		text, want string
	}{
		{comma, "plain", "plain"}, {comma, "a,b", `"a,b"`}, {comma, `a"b`, `"a""b"`}, {comma, "é→", "\xE9?"}, {comma, "a\nb", "\"a\nb\""}, {comma, " a", `" a"`},
		{bare, "a\tb\nc", "a b c"}, {escaping, `a"b\c`, `"a\"b\\c"`}, {escaping, "a,b", "a,b"},
	} {
		if got := string(encodeCell(c.info, c.text)); got != c.want {
			t.Errorf("encodeCell(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}
