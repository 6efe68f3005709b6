package mapping

import (
	"fmt"
	"testing"

	"rollcall/importer/row"
)

// full is a mapping that uses every setting.
const full = `format: csv
csv: {delimiter: ";", encoding: windows-1252, header_row: 1}
xlsx: {sheet: Members, header_row: 3}
as: customers
region: US
date_formats: [yyyy-MM-dd, MM/dd/yyyy, yyyyMMdd]
key: externalCustomerImportId
id_prefix: RE-
clear: '\N'
require: name_and_contact
on_invalid: reject
extract: full
list: add
formula_escape: true
constants: {customerSource: RE}
columns:
  rec_id: externalCustomerImportId
  given_name: firstName
  Full Name: {field: name, parse: name}
  Street: address[primary].streetAddress1
  Born: {field: fields.date_of_birth, type: birth_date, format: dd.MM.yyyy, on_invalid: keep}
  SSN: {field: fields.ssn, type: identifier}
  Birthplace: {field: fields.birth_place, type: text, match: true}
  Codes: {field: solicitationCodes, split: ";"}
  Internal remark: null
expressions:
  orgName: 'trim(row["Company"]) != "-" ? trim(row["Company"]) : ""'
  fields.joined: {expr: 'row["y"] + "-" + row["m"] + "-" + row["d"]', type: date, format: yyyy-M-d, on_invalid: keep}
`

var fullHeader = []string{"rec_id", "given_name", "Full Name", "Street", "Born", "SSN", "Birthplace", "Codes", "Internal remark",
	"Company", "y", "m", "d", "Spare", "_rollcall_row", "_rollcall_errors"}

// mustParse parses a mapping that must be right.
func mustParse(t testing.TB, text string) *File {
	t.Helper()
	f, err := Parse("test.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// mustCompile compiles one over a header.
func mustCompile(t testing.TB, text string, header ...string) *Plan {
	t.Helper()
	p, err := mustParse(t, text).Compile(header, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// plainRow makes a row of plain cells.
func plainRow(texts ...string) row.Row {
	r := row.Row{Line: 2, Record: 1}
	for _, text := range texts {
		r.Cells = append(r.Cells, row.Cell{Text: text})
	}
	return r
}

// said renders cells as path=text, path! for a clear, and path~ for an empty one.
func said(m Mapped) map[string]string {
	out := map[string]string{}
	for _, c := range m.Cells {
		switch c.State {
		case Set:
			out[c.Path.String()] = c.Text
		case Clear:
			out[c.Path.String()] = "<clear>"
		default:
			out[c.Path.String()] = "<empty>"
		}
	}
	return out
}

// codesOf renders faults as severity:code:column.
func codesOf(m Mapped) []string {
	var list []string
	for _, f := range m.Faults {
		list = append(list, f.Severity.String()+":"+f.Code+":"+f.Column)
	}
	return list
}

var sprintf = fmt.Sprintf
