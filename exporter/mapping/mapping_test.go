package mapping_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/exporter"
	"rollcall/exporter/mapping"
	"rollcall/store/customer"
)

const full = `format: csv
csv: {delimiter: ";", encoding: windows-1252, line_end: crlf, quote: all, unencodable: replace}
date_format: dd.MM.yyyy
columns:
  ID: {field: externalCustomerImportId, strip: [RE-, "SHOP-"], max: 5, required: true, unique: true}
  First: {field: firstName, default: "-", max: 3, too_long: cut}
  City: address[primary].city
  Type: {value: person}
  Consent: {field: fields.news, values: {"true": Y, "false": N}}
  Name: {expr: 'customer["orgName"] != "" ? customer["orgName"] : upper(customer["lastName"])', max: 6, too_long: drop, default: "?"}
  Since: createdOn
  Born: {field: fields.born, format: yyyyMMdd}
`

func parse(t *testing.T, text string) *mapping.File {
	t.Helper()
	f, err := mapping.Parse("m.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// apply returns the delivered rows, cells joined by |, and the findings as
// "import id column code".
func apply(t *testing.T, text string, list ...*customer.Customer) (rows, findings []string, totals exporter.Totals) {
	t.Helper()
	plan, err := parse(t, text).Compile()
	if err != nil {
		t.Fatal(err)
	}
	table := plan.Table(exporter.Source{Totals: &totals, Customers: func(yield func(*customer.Customer, error) bool) {
		for _, c := range list {
			if !yield(c, nil) {
				return
			}
		}
	}}, func(f mapping.Finding) error {
		findings = append(findings, f.ImportID+" "+f.Column+" "+f.Code)
		if strings.Contains(f.Message, f.Value) && f.Value != "" {
			t.Errorf("the message holds the value: %+v", f)
		}
		return nil
	})
	var out bytes.Buffer
	if _, err := exporter.Write(context.Background(), &out, exporter.Options{Format: exporter.CSV, CSV: exporter.Dialect{Delimiter: '|'}}, table); err != nil {
		t.Fatal(err)
	}
	rows = strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	return rows, findings, totals
}

func TestApply(t *testing.T) {
	rows, findings, totals := apply(t, full,
		&customer.Customer{ID: 1, ImportID: "RE-1", FirstName: "Joanna", LastName: "Doe", CreatedOn: time.Date(2026, 1, 31, 23, 0, 0, 5000, time.UTC),
			Address: []customer.Address{{Type: "primary", City: "Ulm"}},
			Fields:  map[string]customer.Value{"news": {Type: customer.Bool, Text: "true"}, "born": {Type: customer.BirthDate, Text: "1970-02-01"}}},
		&customer.Customer{ID: 2, ImportID: "SHOP-1", OrgName: "Acme"},
		&customer.Customer{ID: 3, ImportID: "123456", OrgName: "Acme"},
		&customer.Customer{ID: 4, ImportID: "RE-", OrgName: "Acme"},
		&customer.Customer{ID: 5, ImportID: "X5", OrgName: "Acme & Co", FirstName: "Åsa", Fields: map[string]customer.Value{"born": {Type: customer.BirthDate, Text: "about 1970"}}},
	)
	want := []string{"ID|First|City|Type|Consent|Name|Since|Born", "1|Joa|Ulm|person|Y|DOE|31.01.2026|19700201", "X5|Åsa||person||?||about 1970"}
	if !slices.Equal(rows, want) {
		t.Errorf("rows\n%s\nwant\n%s", strings.Join(rows, "\n"), strings.Join(want, "\n"))
	}
	wantFindings := []string{"RE-1 First was_cut", "SHOP-1 ID repeated_value", "123456 ID too_long", "RE- ID required_empty", "X5 Name was_dropped", "X5 Born not_a_date"}
	if !slices.Equal(findings, wantFindings) {
		t.Errorf("findings\n%s\nwant\n%s", strings.Join(findings, "\n"), strings.Join(wantFindings, "\n"))
	}
	if totals.Customers != 2 {
		t.Errorf("totals %+v", totals)
	}
}

// A customer that is not delivered does not take its texts from others.
func TestRejectedTakesNothing(t *testing.T) {
	rows, findings, _ := apply(t, "columns:\n  ID: {field: externalId, unique: true}\n  Mail: {field: email, required: true}\n",
		&customer.Customer{ID: 1, ImportID: "A", ExternalID: "x"}, &customer.Customer{ID: 2, ImportID: "B", ExternalID: "x", Email: "b@x.example"})
	if !slices.Equal(rows, []string{"ID|Mail", "x|b@x.example"}) || !slices.Equal(findings, []string{"A Mail required_empty"}) {
		t.Errorf("rows %q, findings %q", rows, findings)
	}
}

func TestExpressionThatFails(t *testing.T) {
	rows, findings, _ := apply(t, `columns: {X: {expr: 'split(customer["email"], "@")[1]'}}`+"\n",
		&customer.Customer{ID: 1, ImportID: "A", Email: "a@x.example"}, &customer.Customer{ID: 2, ImportID: "B", Email: "none"})
	if !slices.Equal(rows, []string{"X", "x.example"}) || !slices.Equal(findings, []string{"B X export_expression_failed"}) {
		t.Errorf("rows %q, findings %q", rows, findings)
	}
}

func TestParseReadsSettings(t *testing.T) {
	f := parse(t, full)
	want := exporter.Dialect{Delimiter: ';', Encoding: exporter.Windows1252, CRLF: true, Quote: exporter.QuoteAll, Replace: true}
	if f.Format != exporter.CSV || f.CSV != want || len(f.Columns) != 8 {
		t.Errorf("%+v", f)
	}
}

func TestRefusals(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "m.yaml:1: is empty",
		"colums: {}\n":               `m.yaml:1: unknown key "colums"`,
		"format: csv\n":              "m.yaml:1: it needs columns",
		"columns: {}\n":              "m.yaml:1: columns: there are none",
		"columns:\n  A: firstname\n": `m.yaml:2: A: unknown field "firstname" (did you mean firstName?)`,
		"columns:\n  A: {}\n":        "m.yaml:2: A: needs one of field, value and expr",
		"columns:\n  A: {field: email, value: x}\n":                              "m.yaml:2: A: needs one of",
		"columns:\n  A: {field: email, maxx: 3}\n":                               `m.yaml:2: unknown key "maxx"`,
		"columns:\n  A: {field: email, max: 0}\n":                                "m.yaml:2: max: expected a whole number",
		"columns:\n  A: {field: email, too_long: cut}\n":                         "too_long needs max",
		"columns:\n  A: {field: email, max: 2, too_long: x}\n":                   `too_long: "x" is not known (known: reject, cut, drop)`,
		"columns:\n  A: {field: email, format: dd.MMM}\n":                        "m.yaml:2: format: a date format",
		"columns:\n  A: email\n  A: email\n":                                     `m.yaml:3: columns: "A" is written twice (first in line 2)`,
		"columns:\n  A: {expr: 'email'}\n":                                       "m.yaml:2: A: ",
		"columns:\n  A: {expr: 'customer.email + customer[\"e\" + \"mail\"]'}\n": `customer["FIELD"]`,
		"columns:\n  A: {expr: 'customer[\"mail\"]'}\n":                          `unknown field "mail"`,
		"columns:\n  A: {expr: 'now()'}\n":                                       "m.yaml:2: A: ",
		"columns:\n  A: {field: email, default: long, max: 2}\n":                 "its own text is longer",
		"csv: {delimiter: ';;', encoding: ebcdic}\ncolumns: {A: email}\n":        `m.yaml:1: encoding: "ebcdic" is not known (known: utf-8`,
		"columns: [A]\n": "m.yaml:1: columns: expected keys and values",
		"a: b: c":        "cannot be read as YAML",
	} {
		f, err := mapping.Parse("m.yaml", []byte(text))
		if err == nil {
			_, err = f.Compile()
		}
		if !errors.Is(err, mapping.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestStreamEndsWithItsError(t *testing.T) {
	plan, err := parse(t, full).Compile()
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("connection lost")
	table := plan.Table(exporter.Source{Totals: &exporter.Totals{}, Customers: func(yield func(*customer.Customer, error) bool) { yield(nil, broken) }},
		func(mapping.Finding) error { return nil })
	if _, err := exporter.Write(context.Background(), &bytes.Buffer{}, exporter.Options{Format: exporter.CSV}, table); !errors.Is(err, broken) {
		t.Errorf("error: %v", err)
	}
}

// FuzzParse checks that any text is refused with a message or can be applied.
func FuzzParse(f *testing.F) {
	f.Add(full, "Zoë", "RE-1")
	f.Add("columns: {A: {field: firstName, max: 1, too_long: cut}}", "李明", "")
	f.Fuzz(func(t *testing.T, text, name, id string) {
		file, err := mapping.Parse("m", []byte(text))
		if err == nil {
			_, err = file.Compile()
		}
		if err != nil {
			if !errors.Is(err, mapping.ErrInvalid) {
				t.Fatalf("error %v", err)
			}
			return
		}
		plan, _ := file.Compile()
		list := func(yield func(*customer.Customer, error) bool) {
			yield(&customer.Customer{ID: 1, FirstName: name, LastName: name, ImportID: id}, nil)
		}
		delivered := 0
		table := plan.Table(exporter.Source{Customers: list, Totals: &exporter.Totals{}}, func(mapping.Finding) error { return nil })
		for range table.Rows {
			delivered++
		}
		if delivered+plan.Rejected != 1 {
			t.Errorf("%d delivered, %d rejected of 1", delivered, plan.Rejected)
		}
	})
}
