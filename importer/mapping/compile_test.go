package mapping

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestCompileFull(t *testing.T) {
	p, err := mustParse(t, full).Compile(fullHeader, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Unmapped(); !reflect.DeepEqual(got, []string{"Spare"}) {
		t.Errorf("unmapped %q", got)
	}
	want := []string{"externalCustomerImportId", "firstName", "title", "middleName", "lastName", "suffix", "address[primary].streetAddress1",
		"fields.date_of_birth", "fields.ssn", "fields.birth_place", "solicitationCodes", "customerSource", "orgName", "fields.joined"}
	if got := p.Targets(); !reflect.DeepEqual(got, want) {
		t.Errorf("targets\n got %q\nwant %q", got, want)
	}
}

func TestCompileReportsEverythingAtOnce(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"unknown fields", "columns:\n  A: emial\n  B: address[home].city\n  C: address[primary].town\n", []string{
			`m.yaml:2: unknown field "emial"; did you mean "email"?`, "m.yaml:3: ", "an address is named by", "m.yaml:4: ", "unknown part"}},
		{"missing columns", "columns:\n  a: email\n  Other: lastName\n", []string{`m.yaml:2: the file has no column "a"; did you mean "A"?`, `m.yaml:3: the file has no column "Other"`}},
		{"two sources", "columns:\n  A: email\n  B: email\n", []string{"m.yaml:3: email has two sources (see line 2)"}},
		{"two sources with a constant", "constants: {email: a@b.de}\ncolumns:\n  A: email\n", []string{"email has two sources"}},
		{"a list and its parts", "columns:\n  A: address\n  B: address[primary].city\n", []string{"m.yaml:3: address[primary].city and address overlap (see line 2)"}},
		{"bad constant", "constants:\n  email: nobody\n  deceased: perhaps\n", []string{"m.yaml:2: constant for email", "m.yaml:3: constant for deceased"}},
		{"kept by the store", "columns:\n  A: version\n  B: obfuscated\n", []string{"m.yaml:2: version is kept by the store", "m.yaml:3: obfuscated cannot be set"}},
		{"expressions", "expressions:\n  email: 'trim(row[\"A\"]'\n  title: 'row[\"Nope\"]'\n  suffix: 'nope(1)'\n  lastName: 'string(now())'\n", []string{
			"m.yaml:2: the expression for email does not compile", `m.yaml:3: the expression for title: the file has no column "Nope"`, "m.yaml:4: ", "m.yaml:5: "}},
		{"options that do not fit", "columns:\n  A: {field: email, type: text}\n  B: {field: lastName, format: dd.MM.yyyy}\n  C: {field: title, split: ','}\n", []string{
			"m.yaml:2: email: type and match", "m.yaml:3: lastName: format is for dates", "m.yaml:4: title: split"}},
		{"formats", "date_formats: [DD.MM.YYYY]\ncolumns:\n  A: {field: fields.x, type: date, format: mm/dd/yyyy}\n", []string{"m.yaml:1: date format", "m.yaml:3: date format"}},
		{"keep where it cannot be", "columns:\n  A: {field: deceased, on_invalid: keep}\n  B: {field: solicitationCodes, on_invalid: keep}\n", []string{"m.yaml:2: deceased: on_invalid", "m.yaml:3: solicitationCodes: on_invalid"}},
		{"key without a column", "key: externalId\ncolumns:\n  A: email\n", []string{`m.yaml:1: key: no column is mapped to "externalId"`}},
		{"name", "columns:\n  A: {field: lastName, parse: name}\n  B: {field: name, split: x}\n", []string{"m.yaml:2: parse: name fills", "m.yaml:3: name: takes no"}},
		{"related without id and customer", "as: orders\ncolumns:\n  A: total\n", []string{"no column is mapped to id", "no column names the customer of orders"}},
		{"related keys", "as: orders\ncolumns:\n  A: id\n  B: externalCustomerImportId\n  C: 'cardholders[1].importId'\n  D: 'a b'\n", []string{"m.yaml:5: cardholders[1].importId: only memberships", `m.yaml:6: "a b" cannot be a key`}},
		{"related with a key", "as: notes\nkey: email\ncolumns:\n  A: id\n  B: customerId\n", []string{"m.yaml:2: key: related records"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := Parse("m.yaml", []byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			_, err = f.Compile([]string{"A", "B", "C", "D"}, Options{})
			if !errors.Is(err, ErrInvalid) {
				t.Fatalf("error %v", err)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got\n%v\nwant %q", err, want)
				}
			}
		})
	}
}

func TestCompileFindsColumnsDespiteOuterSpaces(t *testing.T) {
	p := mustCompile(t, "columns: {Email: email}", " Email ")
	if got := said(p.Map(plainRow("a@b.de"))); got["email"] != "a@b.de" || len(p.Unmapped()) != 0 {
		t.Errorf("cells %v, unmapped %q", got, p.Unmapped())
	}
}
