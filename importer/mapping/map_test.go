package mapping

import (
	"reflect"
	"sync"
	"testing"

	"rollcall/importer/row"
	"rollcall/store/customer"
)

func TestMapFull(t *testing.T) {
	p, err := mustParse(t, full).Compile(fullHeader, Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := p.Map(plainRow("17", " Anna ", "Dr. van der Berg, Anna Maria Jr.", "12 Main St\nApt 4", "4.3.1980", "001-02-0003", "Ulm",
		"DNM; NOEMAIL;;DNM", "secret", " Acme Ltd ", "1999", "1", "2", "x", "7", "malformed_email"))
	want := map[string]string{
		"externalCustomerImportId": "RE-17", "firstName": "Anna", "title": "Dr.", "middleName": "Maria", "lastName": "van der Berg", "suffix": "Jr.",
		"address[primary].streetAddress1": "12 Main St\nApt 4", "fields.date_of_birth": "1980-03-04", "fields.ssn": "001-02-0003", "fields.birth_place": "Ulm",
		"solicitationCodes": `["DNM","NOEMAIL"]`, "customerSource": "RE", "orgName": "Acme Ltd", "fields.joined": "1999-01-02",
	}
	if got := said(m); !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %v\nwant %v", got, want)
	}
	if len(m.Faults) != 0 {
		t.Errorf("faults %v", codesOf(m))
	}
	for _, c := range m.Cells {
		if c.Path.String() == "fields.birth_place" && (c.Value != customer.Value{Type: customer.Text, Text: "Ulm", Match: customer.MatchAlways} || c.Column != 6) {
			t.Errorf("cell %+v", c)
		}
	}
}

func TestMapStates(t *testing.T) {
	p := mustCompile(t, "columns: {a: email, b: phoneNumber, c: lastName, d: title, e: name, f: solicitationCodes, g: fields.x}", "a", "b", "c", "d", "e", "f", "g")
	m := p.Map(row.Row{Cells: []row.Cell{{Kind: row.Absent}, {Kind: row.Null}, {Text: "  "}, {Text: ` \N `}, {Text: `\N`}, {Text: `\N`}}})
	want := map[string]string{"phoneNumber": "<clear>", "lastName": "<empty>", "title": "<clear>", "firstName": "<clear>", "middleName": "<clear>",
		"suffix": "<clear>", "orgName": "<clear>", "solicitationCodes": "<clear>"}
	if got := said(m); !reflect.DeepEqual(got, want) || len(m.Faults) > 0 {
		t.Errorf("\n got %v\nwant %v\n%v", got, want, m.Faults)
	}
}

// TestMapFaults maps one column and looks at what an invalid value becomes.
func TestMapFaults(t *testing.T) {
	tests := []struct {
		target, text string
		cell         string // "": no cell
		fault        string // severity:code
	}{
		{"email", "nobody", "", "blocker:malformed_email"},
		{"{field: email, on_invalid: keep}", "nobody", "nobody", "warning:malformed_email"},
		{"{field: email, on_invalid: drop}", "nobody", "", "warning:malformed_email"},
		{"email", "用户@例子.公司", "用户@例子.公司", ""},
		{"phoneNumber", "call me", "call me", "warning:malformed_phone"},
		{"{field: phoneNumber, on_invalid: reject}", "call me", "", "blocker:malformed_phone"},
		{"phoneNumber", "030 1234567", "030 1234567", ""},
		{"phoneNumber", "1.23457E+11", "1.23457E+11", "warning:damaged_number"},
		{"deceased", "Ja", "true", ""},
		{"deceased", "perhaps", "", "blocker:malformed_bool"},
		{"customerSource", "ACME", "Acme", ""},
		{"externalCustomerImportId", "1.23457E+11", "", "blocker:damaged_number"},
		{"address[primary].zipCode", "00123", "00123", ""},
		{"address[1].type", "Billing", "billing", ""},
		{"address[1].type", "home", "", "blocker:malformed_enum"},
		{"address[1].isPrimary", "x", "true", ""},
		{"attributes[Interest].date", "19800304", "1980-03-04", ""},
		{"attributes[Interest].date", "soon", "", "blocker:malformed_date"},
		{"{field: fields.n, type: number}", "1,234.50", "1234.5", ""},
		{"{field: fields.n, type: number}", "1.234", "", "blocker:malformed_number"},
		{"{field: fields.b, type: birth_date}", "3/4/1980", "", "blocker:malformed_date"},
		{"{field: fields.b, type: birth_date}", "0980-03-04", "", "blocker:malformed_date"},
		{"{field: fields.b, type: birth_date, on_invalid: keep}", "c. 1950", "c. 1950", "warning:malformed_date"},
		{"{field: fields.p, type: phone}", "call", "call", "warning:malformed_phone"},
		{"{field: fields.i, type: identifier}", "1.2E+10", "1.2E+10", "warning:damaged_number"},
		{"id", "12", "12", ""}, {"id", "C12", "", "blocker:malformed_id"},
		{"lastName", "Smith and Jones", "Smith and Jones", "warning:joint_record"},
		{"lastName", "Ortega y Gasset", "Ortega y Gasset", ""},
		{"firstName", "John & Mary", "John & Mary", "warning:joint_record"},
		{"title", "Mr. & Mrs.", "Mr. & Mrs.", "warning:joint_record"},
		{"lastName", "Jo\x00ne\x07s", "Jones", "warning:control_characters"},
		{"lastName", "MÃ¼ller", "MÃ¼ller", "warning:encoding_damage"},
		{"address", `[{"city":"Ulm","type":"primary"}]`, `[{"city":"Ulm","type":"primary"}]`, ""},
		{"address", `[{"town":"Ulm"}]`, "", "blocker:malformed_json"},
		{"address", `[{"type":"home"}]`, "", "blocker:malformed_json"},
		{"solicitationCodes", `["A;B","C"]`, `["A;B","C"]`, ""},
		{"solicitationCodes", `["A"`, "", "blocker:malformed_json"},
		{"{field: solicitationCodes, split: '|'}", "A | B;C", `["A","B;C"]`, ""},
	}
	for _, tt := range tests {
		p := mustCompile(t, "columns:\n  a: "+tt.target+"\n", "a")
		m := p.Map(plainRow(tt.text))
		cell, fault := "", ""
		for _, c := range m.Cells {
			cell = c.Text
		}
		for _, f := range m.Faults {
			fault = f.Severity.String() + ":" + f.Code
			if f.Value != tt.text || f.Column != "a" || f.Message == "" {
				t.Errorf("%s: fault %+v", tt.target, f)
			}
		}
		if cell != tt.cell || fault != tt.fault || m.Blocked() != (len(m.Faults) > 0 && m.Faults[0].Severity == Blocker) {
			t.Errorf("%s of %q: cell %q, fault %q; want %q, %q", tt.target, tt.text, cell, fault, tt.cell, tt.fault)
		}
	}
}

func TestMapGlobalPolicy(t *testing.T) {
	text := "on_invalid: %s\ncolumns: {a: email, b: deceased, c: externalCustomerImportId, d: phoneNumber, e: {field: fields.n, type: number, on_invalid: reject}}"
	r := plainRow("nobody", "perhaps", "1.5E+9", "call", "many")
	tests := map[string][]string{
		"reject": {"blocker:malformed_email:a", "blocker:malformed_bool:b", "blocker:damaged_number:c", "warning:malformed_phone:d", "blocker:malformed_number:e"},
		"keep":   {"warning:malformed_email:a", "warning:malformed_bool:b", "blocker:damaged_number:c", "warning:malformed_phone:d", "blocker:malformed_number:e"},
		"drop":   {"warning:malformed_email:a", "warning:malformed_bool:b", "blocker:damaged_number:c", "warning:malformed_phone:d", "blocker:malformed_number:e"},
	}
	cells := map[string]map[string]string{"reject": {"phoneNumber": "call"}, "keep": {"email": "nobody", "phoneNumber": "call"}, "drop": {}}
	for policy, want := range tests {
		m := mustCompile(t, sprintf(text, policy), "a", "b", "c", "d", "e").Map(r)
		if got := codesOf(m); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %q, want %q", policy, got, want)
		}
		if got := said(m); !reflect.DeepEqual(got, cells[policy]) {
			t.Errorf("%s: cells %v, want %v", policy, got, cells[policy])
		}
	}
}

func TestMapOddCells(t *testing.T) {
	p := mustCompile(t, "columns: {a: lastName, b: address, c: phoneNumber}", "a", "b", "c")
	m := p.Map(row.Row{Cells: []row.Cell{{Text: "#REF!", Kind: row.Broken}, {Text: `[{"city":"Ulm"}]`, Kind: row.Nested}, {Text: `{"x":1}`, Kind: row.Nested}}})
	if got := codesOf(m); !reflect.DeepEqual(got, []string{"blocker:cell_error:a", "warning:nested_value:c"}) {
		t.Errorf("faults %q", got)
	}
	if got := said(m); !reflect.DeepEqual(got, map[string]string{"address": `[{"city":"Ulm"}]`}) {
		t.Errorf("cells %v", got)
	}
}

func TestMapTooLong(t *testing.T) {
	long := make([]byte, MaxLine+1)
	for i := range long {
		long[i] = 'a'
	}
	for _, target := range []string{"lastName", "name", "phoneNumber", "address[primary].city", "externalId"} {
		m := mustCompile(t, "columns: {a: '"+target+"'}", "a").Map(plainRow(string(long)))
		if got := codesOf(m); len(got) != 1 || got[0] != "blocker:value_too_long:a" && target != "phoneNumber" {
			t.Errorf("%s: %q", target, got)
		}
	}
}

func TestMapPhone(t *testing.T) {
	p := mustCompile(t, "region: DE\ncolumns: {a: phoneNumber}", "a")
	m := p.Map(plainRow(" (030) 1234567 "))
	if m.PhoneE164 != "+49301234567" || m.Cells[0].Text != "(030) 1234567" {
		t.Errorf("got %q and %q", m.PhoneE164, m.Cells[0].Text)
	}
}

func TestMapCodesOfSeveralColumns(t *testing.T) {
	p := mustCompile(t, "columns: {a: solicitationCodes, b: solicitationCodes, c: solicitationCodes}", "a", "b", "c")
	if got := said(p.Map(plainRow("DNM", "", "DNC;DNM")))["solicitationCodes"]; got != `["DNM","DNC"]` {
		t.Errorf("codes %s", got)
	}
	if got := said(p.Map(plainRow("", "", "")))["solicitationCodes"]; got != "<empty>" {
		t.Errorf("empty: %s", got)
	}
	if got := said(p.Map(plainRow("", `\N`, "")))["solicitationCodes"]; got != "<clear>" {
		t.Errorf("clear: %s", got)
	}
}

func TestMapExpressions(t *testing.T) {
	p := mustCompile(t, `expressions:
  lastName: 'row["a"] == "" ? "none" : upper(row.a)'
  attributes: '[{"category": "Size", "description": row["b"]}]'
  fields.n: {expr: 'int(row["b"]) * 2', type: number}
  suffix: 'row["b"] == "9" ? "\\N" : ""'
`, "a", "b")
	got := said(p.Map(plainRow("müller", "9")))
	want := map[string]string{"lastName": "MÜLLER", "attributes": `[{"category":"Size","description":"9"}]`, "fields.n": "18", "suffix": "<clear>"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %v\nwant %v", got, want)
	}
	m := p.Map(plainRow("x", "y"))
	if got := codesOf(m); !reflect.DeepEqual(got, []string{"blocker:expression_failed:b"}) {
		t.Errorf("faults %q", got)
	}
	absent := p.Map(row.Row{Cells: []row.Cell{{Kind: row.Absent}, {Kind: row.Absent}}})
	if len(absent.Cells) != 0 || len(absent.Faults) != 0 {
		t.Errorf("absent columns gave %v, %v", said(absent), codesOf(absent))
	}
}

func TestMapFormulaEscape(t *testing.T) {
	p := mustCompile(t, "formula_escape: true\ncolumns: {a: phoneNumber}", "a")
	if got := said(p.Map(plainRow("'+1 617 384 7359")))["phoneNumber"]; got != "+1 617 384 7359" {
		t.Errorf("got %q", got)
	}
}

func TestMapRelated(t *testing.T) {
	p := mustCompile(t, `as: memberships
id_prefix: RE-
columns:
  Id: id
  Member: externalCustomerImportId
  Level: category
  Price: {field: price, type: number}
  Start: {field: startDate, type: date, format: dd.MM.yyyy}
  Card 2: cardholders[2].importId
  Card 1: cardholders[1].importId
  Card 1 name: cardholders[1].name
  Benefit: benefits[1].importId
`, "Id", "Member", "Level", "Price", "Start", "Card 2", "Card 1", "Card 1 name", "Benefit")
	m := p.Map(plainRow("M1", "17", "Gold & <more>", "12,50", "1.2.2020", "18", "17", "Ann", ""))
	if len(m.Faults) > 0 || len(m.Cells) > 0 || len(m.Related) != 1 {
		t.Fatalf("%+v", m)
	}
	want := `{"cardholders":[{"importId":"RE-17","name":"Ann"},{"importId":"RE-18"}],"category":"Gold & <more>","price":12.5,"startDate":"2020-02-01"}`
	if r := m.Related[0]; r.Kind != customer.Memberships || r.ID != "M1" || string(r.Data) != want {
		t.Errorf("got %s %s %s\nwant %s", r.Kind, r.ID, r.Data, want)
	}
	if !reflect.DeepEqual(m.Owner, []customer.Ref{{Kind: customer.ByImportID, Text: "RE-17"}}) {
		t.Errorf("owner %v", m.Owner)
	}
}

func TestMapNotes(t *testing.T) {
	p := mustCompile(t, "as: notes\nregion: US\ncolumns: {i: id, c: customerId, x: text, w: author, t: time}", "i", "c", "x", "w", "t")
	m := p.Map(plainRow("n1", "AB1", "called", "", "3/4/2020 1:30 PM"))
	if len(m.Related) != 1 || string(m.Related[0].Data) != `{"text":"called","time":"2020-03-04T13:30:00Z"}` {
		t.Errorf("%+v", m)
	}
}

func TestMapIsSafeForManyGoroutines(t *testing.T) {
	p, err := mustParse(t, full).Compile(fullHeader, Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := plainRow("17", "Anna", "Berg, Anna & Tom", "", "4.3.80", "1", "Ulm", "A;B", "", "-", "1999", "x", "2")
	want := p.Map(r)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 200 {
				if got := p.Map(r); !reflect.DeepEqual(got, want) {
					t.Errorf("got %+v", got)
					return
				}
			}
		})
	}
	group.Wait()
}

func TestEveryCodeIsDocumented(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Codes {
		if c.Name == "" || c.Cause == "" || c.Remedy == "" || seen[c.Name] {
			t.Errorf("code %+v", c)
		}
		seen[c.Name] = true
	}
}
