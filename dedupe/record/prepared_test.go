package record

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"rollcall/store/customer"
)

// people are customers with several rows, custom fields and merges.
func people() []*customer.Customer {
	a := &customer.Customer{ID: 1, ImportID: "b", FirstName: "Anna", LastName: "Berg", Suffix: "Jr.", Email: "anna.berg@mail.net", PhoneNumber: "(617) 384-7359", Version: 3}
	a.Address = []customer.Address{{StreetAddress1: "12 Elm Street", City: "Boston", ZipCode: "02134"}, {StreetAddress1: "PO Box 7", City: "Salem"}}
	a.SetField("member", customer.Value{Type: customer.Identifier, Text: "AB-77"})
	a.SetField("mobile", customer.Value{Type: customer.Phone, Text: "617 384 0001"})
	b := &customer.Customer{ID: 2, ImportID: "a", OrgName: "Acme Inc.", MergedInto: 3}
	c := &customer.Customer{ID: 3, ImportID: "c", OrgName: "Acme Incorporated"}
	c.SetField("born", customer.Value{Type: customer.BirthDate, Text: "1970-01-02"})
	return []*customer.Customer{a, b, c}
}

func TestTableOfPreparedIsThatOfLoad(t *testing.T) {
	var list []*Prepared
	for _, c := range people() {
		data, err := Prepare(c, "US").AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		p := &Prepared{}
		if err := p.UnmarshalBinary(data); err != nil || p.Ref().ID != c.ID {
			t.Fatalf("customer %d: %+v, %v", c.ID, p.Ref(), err)
		}
		list = append(list, p)
	}
	if got, want := NewTable(list, Options{}), load(t, people()...); !reflect.DeepEqual(got, want) {
		t.Errorf("table %+v, want %+v", got, want)
	}
}

func FuzzUnmarshalPrepared(f *testing.F) {
	for _, c := range people() {
		data, _ := Prepare(c, "US").AppendBinary(nil)
		f.Add(data)
	}
	f.Add([]byte{2, 200, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		p := &Prepared{}
		if err := p.UnmarshalBinary(data); err != nil {
			if !errors.Is(err, ErrPrepared) {
				t.Fatal(err)
			}
			return
		}
		once, _ := p.AppendBinary(nil)
		q := &Prepared{}
		if err := q.UnmarshalBinary(once); err != nil {
			t.Fatal(err)
		}
		if twice, _ := q.AppendBinary(nil); !bytes.Equal(once, twice) {
			t.Error("bytes change on the way")
		}
	})
}
