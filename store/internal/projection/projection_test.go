package projection

import (
	"slices"
	"strings"
	"testing"

	"rollcall/store"
	"rollcall/store/customer"
)

func TestColumns(t *testing.T) {
	cases := []struct {
		only []string
		want string
	}{
		{[]string{}, "c.id"},
		{[]string{"id"}, "c.id"},
		{[]string{"firstName"}, "c.first_name, c.id"},
		{[]string{"phoneE164", "phoneNumber"}, "c.phone_number, c.phone_e164, c.id"},
		{[]string{"fields", "address"}, "c.doc, c.id"},
		{[]string{"updatedOn", "deceased", "email", "attributes", "version"}, "c.email, c.doc, c.deceased, c.id, c.version, c.updated_on"},
	}
	for _, c := range cases {
		p, err := Of(c.only)
		if err != nil {
			t.Fatal(err)
		}
		if p.Columns != c.want {
			t.Errorf("%v reads %s, want %s", c.only, p.Columns, c.want)
		}
	}
}

func TestWholeReadsEachColumnOnce(t *testing.T) {
	columns := strings.Split(Whole.Columns, ", ")
	lists := 4 // in one column
	if len(columns) != len(store.Readable)-lists+1 {
		t.Errorf("%d columns are read for %d names: %v", len(columns), len(store.Readable), columns)
	}
	slices.Sort(columns)
	if len(slices.Compact(columns)) != len(columns) {
		t.Errorf("a column is read twice: %v", columns)
	}
	if n := Whole.Shared() + len(Whole.Flags) + len(Whole.Numbers) + len(Whole.Moments); n != len(columns) {
		t.Errorf("%d columns for %d values", len(columns), n)
	}
}

func TestUnknownNamesAreRefused(t *testing.T) {
	for _, name := range []string{"nickname", "", "address[primary].city", "fields.x", "notes"} {
		if _, err := Of([]string{"firstName", name}); err == nil || !strings.Contains(err.Error(), `"`+name+`"`) {
			t.Errorf("%q: error %v", name, err)
		}
	}
}

func TestDecodeKeepsWhatWasAskedFor(t *testing.T) {
	const doc = `{"c":["a"],"a":[{"city":"x"}],"t":[{"category":"k"}],"f":{"n":{"t":"text","v":"1"}}}`
	p, err := Of([]string{"attributes"})
	if err != nil {
		t.Fatal(err)
	}
	var c customer.Customer
	if err := p.Decode(&c, doc); err != nil {
		t.Fatal(err)
	}
	if len(c.Attributes) != 1 || c.SolicitationCodes != nil || c.Address != nil || c.Fields != nil {
		t.Errorf("read %+v", c)
	}
	if err := p.Decode(&c, `{"c":[`); err == nil {
		t.Error("a damaged document is no error")
	}
}
