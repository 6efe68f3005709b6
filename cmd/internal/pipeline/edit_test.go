package pipeline

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"rollcall/dedupe/merge"
	"rollcall/store/customer"
)

// edited is a customer with a custom field of each type that is checked.
func edited() *customer.Customer {
	return &customer.Customer{
		FirstName: "Ann", Email: "ann@example.org",
		Address: []customer.Address{{Type: customer.AddressPrimary, City: "York"}, {Type: customer.AddressBilling, City: "Hull"}},
		Fields: map[string]customer.Value{
			"day": {Type: customer.Date, Text: "2020-01-02"}, "born": {Type: customer.BirthDate, Text: "1970-01-02"},
			"score": {Type: customer.Number, Text: "4"}, "member": {Type: customer.Bool, Text: "true"},
			"other": {Type: customer.Email, Text: "a@example.org", Match: customer.MatchNever}, "mobile": {Type: customer.Phone, Text: "12"},
		},
	}
}

func edit(t *testing.T, field, text string) Edit {
	t.Helper()
	path, err := customer.ParsePath(field)
	if err != nil {
		t.Fatal(err)
	}
	return Edit{Path: path, Text: text}
}

func TestEditsAreReadAsAnImportReadsThem(t *testing.T) {
	for _, c := range []struct {
		field, text, want string
		warnings          int
	}{
		{"email", " new@example.org ", "new@example.org", 0},
		{"email", "", "", 0},
		{"email", `\N`, "", 0},
		{"deceased", "yes", "true", 0},
		{"customerSource", "ACME", "Acme", 0},
		{"phoneNumber", "(212) 555-0125", "(212) 555-0125", 0},
		{"phoneNumber", "12", "12", 1},
		{"title", "Mr. and Mrs.", "Mr. and Mrs.", 1},
		{"lastName", "Le\x00e", "Lee", 1},
		{"solicitationCodes", "A; B", `["A","B"]`, 0},
		{"solicitationCodes", `["A","B"]`, `["A","B"]`, 0},
		{"address[primary].type", "Billing", "", 0}, // it is the primary one no more
		{"address[1].isPrimary", "1", "true", 0},
		{"attributes[board].date", "2020-01-31T10:00", "2020-01-31", 0},
		{"fields.day", "2020-03-01", "2020-03-01", 0},
		{"fields.score", "1,234.50", "1234.5", 0},
		{"fields.member", "n", "false", 0},
		{"fields.mobile", "34", "34", 1},
		{"fields.fresh", "as it comes", "as it comes", 0},
	} {
		next, warnings := edited(), 0
		e := edit(t, c.field, c.text)
		if err := (Edits{Values: []Edit{e}, Region: "US", Warn: func(string) { warnings++ }}).apply(next); err != nil {
			t.Errorf("%s=%q: %v", c.field, c.text, err)
		}
		if got := next.Text(e.Path); got != c.want || warnings != c.warnings {
			t.Errorf("%s=%q became %q with %d warnings, want %q with %d", c.field, c.text, got, warnings, c.want, c.warnings)
		}
	}
}

func TestEditsAreRefused(t *testing.T) {
	const secret = "zanzibar"
	for _, c := range [][2]string{
		{"email", secret}, {"deceased", secret}, {"address[primary].type", secret}, {"address", "[" + secret}, {"attributes", secret},
		{"address", `[{"planet":"` + secret + `"}]`}, {"solicitationCodes", `["` + secret}, {"attributes[board].date", "31.01.2020"},
		{"fields.day", "01/02/2020"}, {"fields.born", "1200-01-01"}, {"fields.score", secret}, {"fields.member", secret},
		{"fields.other", secret}, {"lastName", strings.Repeat(secret, 63)}, {"phoneNotes", strings.Repeat(secret, 1251)},
		{"fields.fresh", strings.Repeat(secret, 1251)}, {"obfuscated", "true"}, {"version", "7"},
	} {
		err := (Edits{Values: []Edit{edit(t, c[0], c[1])}, Region: "US"}).apply(edited())
		if err == nil || strings.Contains(err.Error(), secret) || !strings.Contains(err.Error(), c[0]) {
			t.Errorf("%s: error %v", c[0], err)
		}
	}
}

func TestEditsKeepWhatTheFieldIs(t *testing.T) {
	next := edited()
	if err := (Edits{Values: []Edit{edit(t, "fields.other", "b@example.org")}}).apply(next); err != nil {
		t.Fatal(err)
	}
	if got, want := next.Fields["other"], (customer.Value{Type: customer.Email, Text: "b@example.org", Match: customer.MatchNever}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestEditsSetBeforeTheyClear(t *testing.T) {
	next := edited()
	values := []Edit{edit(t, "address[1].city", ""), edit(t, "address[2].city", "Leeds")}
	if err := (Edits{Values: values}).apply(next); err != nil {
		t.Fatal(err)
	}
	if len(next.Address) != 1 || next.Address[0].City != "Leeds" || next.Address[0].Type != customer.AddressBilling {
		t.Errorf("%+v", next.Address)
	}
}

func TestEditsKeepTheInternationalNumber(t *testing.T) {
	next := edited()
	for _, c := range []struct{ text, want string }{{"(212) 555-0125", "+12125550125"}, {"12", ""}, {"+49 30 901820", "+4930901820"}, {"", ""}} {
		if err := (Edits{Values: []Edit{edit(t, "phoneNumber", c.text)}, Region: "US"}).apply(next); err != nil || next.PhoneE164 != c.want {
			t.Errorf("%q: %q, %v, want %q", c.text, next.PhoneE164, err, c.want)
		}
	}
}

func TestWrittenValuesOfMergesAreReadAsThoseOfSet(t *testing.T) {
	first, second := edited(), edited()
	first.ID, second.ID, second.Email, second.FirstName = 1, 2, "lee@example.org", "Anne"
	second.Fields["score"] = customer.Value{Type: customer.Number, Text: "5"}
	members := []*customer.Customer{first, second}
	for _, c := range []struct{ field, text, want string }{
		{"email", " new@example.org ", "new@example.org"}, {"email", "secondary", "lee@example.org"}, {"firstName", "Anna", "Anna"},
		{"fields.score", "1,234.50", "1234.5"}, {"fields.score", "5", "5"}, {"email", "", ""},
		{"email", "zanzibar", "refused"}, {"fields.score", "zanzibar", "refused"}, {"firstName", strings.Repeat("zanzibar", 63), "refused"},
	} {
		plan, err := (Chooser{Policy: merge.DefaultPolicy(), Region: "US"}).Plan(members, merge.Options{Survivor: 1, Choose: map[string]string{c.field: c.text}})
		if c.want == "refused" {
			if !errors.Is(err, merge.ErrChoice) || strings.Contains(err.Error(), "zanzibar") || !strings.Contains(err.Error(), c.field) {
				t.Errorf("%s: error %v", c.field, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s=%q: %v", c.field, c.text, err)
			continue
		}
		if got := plan.Result.Text(edit(t, c.field, "").Path); got != c.want {
			t.Errorf("%s=%q became %q, want %q", c.field, c.text, got, c.want)
		}
		if i := slices.IndexFunc(plan.Choices, func(k customer.Choice) bool { return k.Field == c.field }); i < 0 || plan.Choices[i].Value != c.want {
			t.Errorf("%s=%q: the choices are %+v", c.field, c.text, plan.Choices)
		}
	}
}
