package mapping

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"rollcall/importer/setting"
	"rollcall/store/customer"
)

func TestParseReadsEverySetting(t *testing.T) {
	f := mustParse(t, full)
	if f.Format != "csv" || f.CSV.Delimiter != ";" || f.CSV.Encoding != "windows-1252" || f.CSV.HeaderRow != 1 ||
		f.XLSX.Sheet != "Members" || f.XLSX.HeaderRow != 3 || f.As != "" || f.Region != "US" || f.IDPrefix != "RE-" ||
		f.Clear != `\N` || f.Require != RequireBoth || f.OnInvalid != Reject || f.Extract != ExtractFull || f.List != ListAdd || !f.FormulaEscape {
		t.Errorf("settings: %+v", f)
	}
	if !reflect.DeepEqual(f.DateFormats, []string{"yyyy-MM-dd", "MM/dd/yyyy", "yyyyMMdd"}) || !reflect.DeepEqual(f.Key, []string{"externalCustomerImportId"}) {
		t.Errorf("lists: %q %q", f.DateFormats, f.Key)
	}
	if len(f.Columns) != 9 || f.Columns[8].Name != "Internal remark" || f.Columns[8].Field != "" {
		t.Fatalf("columns: %+v", f.Columns)
	}
	want := Column{"Born", Target{Field: "fields.date_of_birth", Type: customer.BirthDate, Formats: []string{"dd.MM.yyyy"}, OnInvalid: Keep, Line: 21}}
	if !reflect.DeepEqual(f.Columns[4], want) {
		t.Errorf("got  %+v\nwant %+v", f.Columns[4], want)
	}
	if f.Columns[6].Match != customer.MatchAlways || !f.Columns[2].ParseName || f.Columns[7].Split != ";" {
		t.Errorf("options: %+v", f.Columns)
	}
	if len(f.Expressions) != 2 || f.Expressions[1].Type != customer.Date || len(f.Constants) != 1 || f.Constants[0].Text != "RE" {
		t.Errorf("expressions %+v, constants %+v", f.Expressions, f.Constants)
	}
}

func TestParseKeepsTextsAsWritten(t *testing.T) {
	f := mustParse(t, "constants: {externalId: 00123, title: yes, suffix: 1.50, 'address[primary].zipCode': 0x10}\ncolumns: {2020: email, true: lastName}\n")
	var texts []string
	for _, c := range f.Constants {
		texts = append(texts, c.Text)
	}
	if got := strings.Join(texts, " "); got != "00123 yes 1.50 0x10" {
		t.Errorf("constants %q", got)
	}
	if f.Columns[0].Name != "2020" || f.Columns[1].Name != "true" {
		t.Errorf("columns %+v", f.Columns)
	}
}

func TestParseReportsEveryFaultWithItsLine(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"", []string{"m.yaml: is empty"}},
		{"colums: {}\nformat: cvs\n", []string{`m.yaml:1: unknown key "colums"; did you mean "columns"?`, `m.yaml:2: format: "cvs" is not known`}},
		{"columns:\n  A: email\n  A: lastName\n", []string{`m.yaml:3: columns: "A" is written twice (first in line 2)`}},
		{"columns:\n  A: {feld: email}\n", []string{`m.yaml:2: unknown key "feld"; did you mean "field"?`, "m.yaml:2: A: needs field"}},
		{"columns:\n  A: {field: fields.x, type: dat, on_invalid: skip}\n", []string{`type: "dat" is not known`, `on_invalid: "skip" is not known`}},
		{"region: USA\nclear: ''\ncsv: {delimiter: ';;', header_row: 0}\n", []string{"m.yaml:1: region", "m.yaml:2: clear", "m.yaml:3: delimiter", "m.yaml:3: header_row"}},
		{"key: [content, email]\n", []string{"m.yaml:1: key: content stands alone"}},
		{"a: b: c\n", []string{"m.yaml:1: cannot be read as YAML"}},
		{"- email\n", []string{"m.yaml:1: mapping: expected keys and values"}},
		{"columns:\n", []string{"m.yaml:1: columns: has no value"}},
		{"columns: !!map {A: email}\n", []string{"m.yaml:1: columns: expected keys and values (tags such as !!str are not supported)"}},
		{"region: US\n---\nregion: DE\n", []string{"m.yaml:3: a second document begins here"}},
		{"columns:\n  A: [email]\n", []string{"m.yaml:2: A: expected keys and values"}},
		{"formula_escape: maybe\nextract: half\n", []string{"m.yaml:1: formula_escape", "m.yaml:2: extract"}},
	}
	for _, tt := range tests {
		_, err := Parse("m.yaml", []byte(tt.text))
		var problems *setting.Problems
		if !errors.As(err, &problems) || !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: error %v", tt.text, err)
			continue
		}
		for _, want := range tt.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q:\n got %v\nwant %q", tt.text, err, want)
			}
		}
	}
}

// FuzzParse checks that any text is either refused with a message or compiles or
// is refused by Compile, and that a mapping printed as YAML reads the same.
func FuzzParse(f *testing.F) {
	f.Add(full)
	f.Add("columns:\n  A: {field: name, parse: name}\n  'b: c': null\n")
	f.Add("as: memberships\ncolumns: {a: id, b: externalCustomerImportId, c: 'cardholders[1].importId'}\n")
	f.Add("expressions: {email: 'row[\"a\"] ?? lower(row.b)'}\n? x\n: y")
	f.Add("key: [a, 'b']\nconstants: {deceased: {value: \"yes\"}}\n")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := Parse("m", []byte(text))
		if err != nil {
			if !errors.Is(err, ErrInvalid) || err.Error() == "" {
				t.Fatalf("error without a message: %v", err)
			}
			return
		}
		if _, err := file.Compile(fullHeader, Options{}); err != nil && !errors.Is(err, ErrInvalid) {
			t.Fatal(err)
		}
	})
}
