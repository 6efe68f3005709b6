package customer

import (
	"bytes"
	"slices"
	"testing"
	"unicode/utf8"
)

// byReflection is EncodeDoc as encoding/json writes it.
func byReflection(c *Customer) []byte {
	return marshal(doc{c.SolicitationCodes, c.Address, c.Attributes, c.Fields})
}

func FuzzEncodeDoc(f *testing.F) {
	f.Add("code", "1 Main St", "Interest", "née \"Lee\"", int8(1), true)
	f.Add("", "a\\b\n\x00", "\u2028", "\xff", int8(-1), false)
	f.Add("<&>", "\x7f", "日本", "", int8(0), true)
	f.Fuzz(func(t *testing.T, code, street, category, value string, match int8, primary bool) {
		c := &Customer{
			SolicitationCodes: []string{code, value},
			Address:           []Address{{StreetAddress1: street, City: value, Type: AddressPrimary, IsPrimary: primary}, {}},
			Attributes:        []Attribute{{Category: category, Date: code}},
			Fields:            map[string]Value{code + "x": {Type: Text, Text: value, Match: Match(sign(match))}, street: {Type: BirthDate, Text: category}},
		}
		if got, want := c.EncodeDoc(), byReflection(c); !bytes.Equal(got, want) {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		for _, s := range []string{code, street, category, value} {
			if got, want := AppendJSONString(nil, s), marshal(s); !bytes.Equal(got, want) {
				t.Errorf("%q: got %s, want %s", s, got, want)
			}
		}
		var back Customer
		if err := back.DecodeDoc(c.EncodeDoc()); err != nil {
			t.Error(err)
		}
		if utf8.ValidString(code) && utf8.ValidString(street) && utf8.ValidString(value) && !slices.Equal(back.Address, c.Address) {
			t.Error("the addresses did not come back")
		}
	})
}

func sign(n int8) int {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	}
	return 0
}

func TestEmptyDoc(t *testing.T) {
	if got := string((&Customer{}).EncodeDoc()); got != "{}" {
		t.Errorf("got %s", got)
	}
}
