package mapping

import (
	"reflect"
	"testing"

	"rollcall/importer/row"
	"rollcall/store/customer"
)

func TestNativeTakesExactly(t *testing.T) {
	header := []string{"id", "customerId", "externalCustomerImportId", "firstName", "email", "phoneNumber", "deceased", "solicitationCodes", "address",
		"attributes[Interest].date", "fields", "fieldTypes", "fields.extra", "notes", "version", "mergeHistory", "_rollcall_row"}
	p, ok := Native(header, Options{})
	if !ok {
		t.Fatal("not native")
	}
	m := p.Map(plainRow("5", "AB0000000001", "A-1", " Ann  ", "nobody", "+1 617 384 7359", "false", `["a","a"]`, `[{"city":" Ulm ","type":"primary","isPrimary":true}]`,
		"around 1990", `{"n":1.50,"b":true,"t":"x <y>","d":"soon","nul":null}`, `{"n":"number","b":"bool","d":"birth_date","extra":"email nomatch"}`, "e@x.de",
		`[{"text":"hi","id":"n1"},{"id":7,"text":"<b>"}]`, "3", "[]", "9"))
	want := map[string]string{"externalCustomerImportId": "A-1", "firstName": " Ann  ", "email": "nobody", "phoneNumber": "+1 617 384 7359", "deceased": "false",
		"solicitationCodes": `["a","a"]`, "address": `[{"city":" Ulm ","type":"primary","isPrimary":true}]`, "attributes[Interest].date": "around 1990",
		"fields.n": "1.5", "fields.b": "true", "fields.t": "x <y>", "fields.d": "soon", "fields.nul": "<clear>", "fields.extra": "e@x.de", "version": "3"}
	if got := said(m); !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %v\nwant %v", got, want)
	}
	if got := codesOf(m); !reflect.DeepEqual(got, []string{"warning:malformed_email:email", "warning:malformed_date:attributes[Interest].date", "warning:malformed_date:fields"}) {
		t.Errorf("faults %q", got)
	}
	for _, c := range m.Cells {
		if c.Path.Index == "extra" && (c.Value != customer.Value{Type: customer.Email, Text: "e@x.de", Match: customer.MatchNever}) {
			t.Errorf("cell %+v", c)
		}
	}
	related := []customer.Related{{Kind: customer.Notes, ID: "n1", Data: []byte(`{"text":"hi"}`)}, {Kind: customer.Notes, ID: "7", Data: []byte(`{"text":"<b>"}`)}}
	if !reflect.DeepEqual(m.Related, related) {
		t.Errorf("related %+v", m.Related)
	}
	if m.PhoneE164 != "+16173847359" || len(p.Notes()) != 3 || len(p.Unmapped()) != 0 {
		t.Errorf("e164 %q, notes %q", m.PhoneE164, p.Notes())
	}
}

func TestNativeDetection(t *testing.T) {
	tests := []struct {
		header []string
		as     customer.Kind
		want   bool
	}{
		{[]string{"externalCustomerImportId", "email"}, "", true},
		{[]string{"externalCustomerImportId", "Email"}, "", false},
		{[]string{"externalCustomerImportId", "phone"}, "", false},
		{[]string{"externalCustomerImportId", ""}, "", false},
		{[]string{"externalCustomerImportId", "address[primary].city", "solicitationCodeList", "relatedCount", "createdOn"}, "", true},
		{[]string{"_rollcall_row"}, "", false},
		{nil, "", false},
		{[]string{"address[1].city", "address[primary].city"}, "", true},
		{[]string{"id", "customerId", "text"}, customer.Notes, true},
		{[]string{"id", "text"}, customer.Notes, false},
		{[]string{"id", "customerId", "Note text"}, customer.Notes, false},
	}
	for _, tt := range tests {
		if _, ok := Native(tt.header, Options{As: tt.as}); ok != tt.want {
			t.Errorf("Native(%q, %q) = %v", tt.header, tt.as, ok)
		}
	}
}

func TestNativeIDsOnlyWhenAsked(t *testing.T) {
	p, _ := Native([]string{"id", "customerId", "email"}, Options{TakeIDs: true})
	want := map[string]string{"id": "5", "customerId": "AB1", "email": "a@b.de"}
	if got := said(p.Map(plainRow("5", "AB1", "a@b.de"))); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
	if m := p.Map(plainRow("five", "", "")); !m.Blocked() {
		t.Error("a bad id is taken")
	}
}

func TestNativeBroken(t *testing.T) {
	header := []string{"externalCustomerImportId", "address", "fields", "fieldTypes", "orders"}
	p, ok := Native(header, Options{})
	if !ok {
		t.Fatal("not native")
	}
	for at, text := range []string{"", "{", "[1]", `{"x":"datum"}`, `[{"total":1}]`} {
		r := plainRow("A", "", "", "", "")
		if text == "" {
			continue
		}
		r.Cells[at].Text = text
		if m := p.Map(r); !m.Blocked() || m.Faults[0].Column != header[at] {
			t.Errorf("%s: %+v", header[at], m.Faults)
		}
	}
}

// TestNativeRoundTrip writes a customer as JSON and reads it back through the
// plan.
func TestNativeRoundTrip(t *testing.T) {
	want := &customer.Customer{Source: "RE", ImportID: "A-1", FirstName: " Ann", Email: "x", Deceased: true, SolicitationCodes: []string{"a;b"},
		Address:    []customer.Address{{City: "Ulm", Type: "billing"}, {City: "Bonn", Type: "primary"}},
		Attributes: []customer.Attribute{{Category: "c", Date: "2020-01-01"}}}
	want.SetField("n", customer.Value{Type: customer.Number, Text: "-1.5"})
	want.SetField("kept", customer.Value{Type: customer.Date, Text: "soon", Match: customer.MatchAlways})
	got := &customer.Customer{}
	header := []string{"customerSource", "externalCustomerImportId", "firstName", "email", "deceased", "solicitationCodes", "address", "attributes", "fields", "fieldTypes"}
	p, ok := Native(header, Options{})
	if !ok {
		t.Fatal("not native")
	}
	r := plainRow(want.Source, want.ImportID, want.FirstName, want.Email, "true", want.Text(codesPath), want.Text(customer.Path{Field: "address"}),
		want.Text(customer.Path{Field: "attributes"}), want.FieldsText(), want.FieldTypesText())
	for _, c := range p.Map(r).Cells {
		if c.Path.Field == "fields" {
			got.SetField(c.Path.Index, c.Value)
		} else if err := got.SetText(c.Path, c.Text); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

// FuzzMap checks that a row never breaks a plan, that cells are well formed, and
// that no message holds the row's text.
func FuzzMap(f *testing.F) {
	for _, s := range []string{"Dr. van der Berg, Anna", "[{\"city\":\"x\"}]", "{\"a\":1}", "1.234,5", "04.03.80", "\x00\uFEFF", `\N`, "+49 30 123", "1E+5"} {
		f.Add(s, s)
	}
	file, err := Parse("m", []byte(full))
	if err != nil {
		f.Fatal(err)
	}
	mapped, err := file.Compile(fullHeader, Options{})
	if err != nil {
		f.Fatal(err)
	}
	native, _ := Native([]string{"address", "attributes", "fields", "fieldTypes", "solicitationCodes", "notes", "fields.x", "email", "deceased", "phoneNumber"}, Options{})
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, p := range []*Plan{mapped, native} {
			r := row.Row{}
			for i := range fullHeader {
				r.Cells = append(r.Cells, row.Cell{Text: []string{a, b}[i%2]})
			}
			checkMapped(t, p.Map(r))
			for i := range r.Cells {
				r.Cells[i].Kind = row.CellKind(i % 5)
			}
			checkMapped(t, p.Map(r))
		}
	})
}

func checkMapped(t *testing.T, m Mapped) {
	t.Helper()
	seen := map[customer.Path]bool{}
	for _, c := range m.Cells {
		if (c.Text != "") != (c.State == Set) {
			t.Fatalf("cell %+v", c)
		}
		// A column fields and a column fields.x may name the same field.
		if seen[c.Path] && c.Path.Field != "fields" {
			t.Fatalf("two cells of %s", c.Path)
		}
		seen[c.Path] = true
	}
	for _, f := range m.Faults {
		if f.Code == "" || f.Message == "" || f.Field == "" {
			t.Fatalf("fault %+v", f)
		}
	}
}

func TestNativeStanding(t *testing.T) {
	p, ok := Native([]string{"externalCustomerImportId", "version", "obfuscated"}, Options{})
	if !ok {
		t.Fatal("not native")
	}
	tests := []struct {
		version, obfuscated string
		want                map[string]string
		blocked             bool
	}{
		{"7", "true", map[string]string{"externalCustomerImportId": "A", "version": "7", "obfuscated": "true"}, false},
		{"", "false", map[string]string{"externalCustomerImportId": "A"}, false},
		{`\N`, "", map[string]string{"externalCustomerImportId": "A"}, false},
		{"0", "", map[string]string{"externalCustomerImportId": "A"}, true},
		{"7.0", "", map[string]string{"externalCustomerImportId": "A"}, true},
		{"", "perhaps", map[string]string{"externalCustomerImportId": "A"}, true},
	}
	for _, tt := range tests {
		m := p.Map(plainRow("A", tt.version, tt.obfuscated))
		if got := said(m); !reflect.DeepEqual(got, tt.want) || m.Blocked() != tt.blocked {
			t.Errorf("version %q, obfuscated %q: got %v, blocked %v", tt.version, tt.obfuscated, got, m.Blocked())
		}
	}
}
