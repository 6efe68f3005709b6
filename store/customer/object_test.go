package customer

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestParseObjectReadsWhatMarshalJSONWrites(t *testing.T) {
	on := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	c := &Customer{ID: 7, CustomerID: "A0000000007", Source: "RE", ImportID: "RE-7", Title: "Dr.", FirstName: "Zoë", LastName: "<Quill> & \"Co\"",
		Email: "z@mail.net", PhoneNumber: "030 1234567", Deceased: true, MergedInto: 3, Version: 4, CreatedOn: on, CreatedBy: "ann", UpdatedOn: on,
		SolicitationCodes: []string{"Do Not Call"}, Address: []Address{{City: "Graz", Type: AddressPrimary, IsPrimary: true}},
		Attributes: []Attribute{{Category: "Interest", Description: "Opera"}}}
	for name, v := range map[string]Value{"born": {Type: BirthDate, Text: "1970-01-02"}, "member": {Type: Identifier, Text: "007"},
		"seats": {Type: Number, Text: "12.5"}, "vip": {Type: Bool, Text: "true"}, "kept": {Type: Number, Text: "n/a"},
		"place": {Type: Text, Text: "Linz", Match: MatchAlways}} {
		c.SetField(name, v)
	}
	line, err := c.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseObject(line)
	if err != nil || !reflect.DeepEqual(got, c) {
		t.Errorf("read %+v, want %+v: %v", got, c, err)
	}
}

func TestParseObjectRefuses(t *testing.T) {
	for _, c := range []struct{ line, word string }{
		{`{"id":7`, "JSON"}, {`[1]`, "JSON"}, {`{"id":"secret"}`, "id"}, {`{"email":5}`, "email"}, {`{"deceased":"secret"}`, "deceased"},
		{`{"address":"secret"}`, "address"}, {`{"fields":"secret"}`, "fields"}, {`{"fields":{"a":"b"},"fieldTypes":{"a":"secret"}}`, "fieldTypes"}, {`{"fields":{"a":["secret"]}}`, "custom field"},
		{`{"updatedOn":"secret"}`, "JSON"},
	} {
		_, err := ParseObject([]byte(c.line))
		if !errors.Is(err, ErrObject) || !strings.Contains(err.Error(), c.word) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", c.line, err)
		}
	}
}

func FuzzParseObject(f *testing.F) {
	f.Add([]byte(`{"id":1,"email":"a@b.c","fields":{"n":1.5},"fieldTypes":{"n":"number"}}`))
	f.Add([]byte(`{"fields":{"n":null}}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		c, err := ParseObject(line)
		if err != nil {
			return
		}
		once, err := c.MarshalJSON()
		if err != nil {
			return // a time beyond the year 9999
		}
		d, err := ParseObject(once)
		if err != nil {
			t.Fatalf("cannot read what was written: %v", err)
		}
		if twice, err := d.MarshalJSON(); err != nil || string(twice) != string(once) {
			t.Errorf("%s became %s: %v", once, twice, err)
		}
	})
}
