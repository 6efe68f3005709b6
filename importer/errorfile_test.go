package importer_test

import (
	"reflect"
	"testing"

	"rollcall/importer"
)

// named returns the columns of errors.csv that say whom a line is about, after
// its code.
func named(t *testing.T, sum *importer.Summary) [][]string {
	t.Helper()
	records := report(t, sum.Reports.Errors)
	at := map[string]int{}
	for i, name := range records[0] {
		at[name] = i
	}
	var list [][]string
	for _, r := range records[1:] {
		line := []string{r[at["code"]]}
		for _, name := range []string{"source", "customerImportId", "customerId", "membershipId", "cardholderImportId", "benefitImportId"} {
			line = append(line, r[at[name]])
		}
		list = append(list, line)
	}
	return list
}

func TestErrorsSayWhomTheyAreAbout(t *testing.T) {
	d := newDesk(t)
	d.take(twoRows, members, importer.Options{})
	sum := d.take("ID,First,Last,Email,From\n7,Al,Ox,bad,Shop\n8,Al,Ox,bad,\n,Al,Ox,bad,RE\n",
		"columns: {ID: externalCustomerImportId, First: firstName, Last: lastName, Email: email, From: customerSource}\n", importer.Options{})
	want := [][]string{
		{"malformed_email", "Shop", "7", "", "", "", ""},
		{"malformed_email", "Acme", "8", "", "", "", ""},
		{"malformed_email", "RE", "", "", "", "", ""},
		{"missing_key", "RE", "", "", "", "", ""},
	}
	if got := named(t, sum); !reflect.DeepEqual(got, want) {
		t.Errorf("customers:\n%q\nwant\n%q", got, want)
	}

	const memberships = `
as: memberships
constants: {level: gold}
columns:
  no: id
  who: externalCustomerImportId
  h: cardholders[1].importId
  h_born: {field: "cardholders[1].born", type: birth_date}
  b: benefits[2].importId
  b_until: {field: "benefits[2].until", type: date}
`
	in := d.input("m.csv", "no,who,h,h_born,b,b_until\nM-1,1,2,soon,B-9,later\nM-2,99,7,,,\nM-3,1,7,,,\n", memberships)
	sum, err := d.plain(importer.Options{}, in)
	if err != nil {
		t.Fatal(err)
	}
	want = [][]string{
		{"malformed_date", "", "1", "", "M-1", "2", ""},
		{"malformed_date", "", "1", "", "M-1", "", "B-9"},
		{"related_without_customer", "", "99", "", "M-2", "", ""},
		{"unknown_cardholder", "", "1", "", "M-3", "7", ""},
	}
	if got := named(t, sum); !reflect.DeepEqual(got, want) {
		t.Errorf("memberships:\n%q\nwant\n%q", got, want)
	}
}
