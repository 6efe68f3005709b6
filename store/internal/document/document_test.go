package document_test

import (
	"reflect"
	"testing"

	"rollcall/store/customer"
	"rollcall/store/internal/document"
)

// full uses every part and every escape.
func full() *customer.Customer {
	return &customer.Customer{
		SolicitationCodes: []string{"Do Not Call", "", "a \"b\" \\ / \b\f\n\r\t <&> \u2028 \u0001 é 李 \U0001F600"},
		Address: []customer.Address{{StreetAddress1: "1 Main St", StreetAddress2: "#2", City: "Münster", State: "NY", ZipCode: "01234", Country: "US",
			Suburb: "East", Type: "primary", IsPrimary: true}, {}, {City: "x"}},
		Attributes: []customer.Attribute{{Category: "Tier", Description: "Gold", Notes: "n", Date: "2020-02-29"}, {}},
		Fields: map[string]customer.Value{"dob": {Type: customer.BirthDate, Text: "1970-01-31"}, `a."b"`: {Type: customer.Text, Text: "", Match: customer.MatchNever},
			"": {Match: customer.MatchAlways}},
	}
}

// seeds are documents as stores hold them, and others that look like it.
var seeds = []string{
	`{}`, ``, `{`, `{"c":["a"]}`, `{"c":[]}`, `{"c":null}`, `{"a":[{"city":"x"}],"c":["late"]}`, `{"c":["a"],"c":["b"]}`, `{"c":["a"],}`, `{"c":["a"]} `,
	`{"a":[{"isPrimary":false}]}`, `{"a":[{"City":"folded"}]}`, `{"a":[{"unknown":1}]}`, `{"t":[{"category":"\u00e9"}]}`, `{"f":{}}`, `{"f":{"x":{}}}`,
	`{"f":{"x":{"t":"number","v":"1","m":1}}}`, `{"f":{"x":{"m":-1}}}`, `{"f":{"x":{"m":10}}}`, `{"f":{"x":{"m":1.5}}}`, `{"f":{"x":{"v":"a"},"x":{"t":"b"}}}`,
	"{\"c\":[\"a\xff\"]}", "{\"c\":[\"a\x01\"]}", `{"c":["a"]}}`, `{"c":["\ud800"]}`, `[]`, `{,}`, `{"c":["a"]"a":[{}]}`, `{"f":{"x":{"m":1"v":"a"}}}`,
}

// agrees holds the decoder against Customer.DecodeDoc.
func agrees(t *testing.T, data string) {
	t.Helper()
	var want customer.Customer
	got := *full() // what was there before must go
	wantErr := want.DecodeDoc([]byte(data))
	gotErr := document.Decode(&got, data)
	if (gotErr == nil) != (wantErr == nil) {
		t.Fatalf("%q: error %v, want %v", data, gotErr, wantErr)
	}
	if wantErr == nil && !reflect.DeepEqual(got, want) {
		t.Fatalf("%q:\n got %+v\nwant %+v", data, got, want)
	}
}

func TestDecode(t *testing.T) {
	for _, data := range append(seeds, string(full().EncodeDoc())) {
		agrees(t, data)
	}
}

func FuzzDecode(f *testing.F) {
	for _, data := range append(seeds, string(full().EncodeDoc())) {
		f.Add(data)
	}
	f.Fuzz(agrees)
}

func BenchmarkDecode(b *testing.B) {
	c := customer.Customer{SolicitationCodes: []string{"Do Not Call"}, Address: []customer.Address{{StreetAddress1: "1 Main Street", City: "Springfield",
		State: "IL", ZipCode: "62701", Country: "US", Type: customer.AddressPrimary, IsPrimary: true}}}
	data := string(c.EncodeDoc())
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			_ = document.Decode(&c, data)
		}
	})
	b.Run("general", func(b *testing.B) {
		for b.Loop() {
			_ = c.DecodeDoc([]byte(data))
		}
	})
}
