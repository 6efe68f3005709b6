package record

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"rollcall/store/customer"
)

func load(t testing.TB, list ...*customer.Customer) *Table {
	t.Helper()
	table, err := Load(context.Background(), func(yield func(*customer.Customer, error) bool) {
		for _, c := range list {
			if !yield(c, nil) {
				return
			}
		}
	}, Options{Region: "US"})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// texts returns the values of a record in a column, one per row.
func texts(t *Table, record, column int) (list []string) {
	from, to := t.Rows(record)
	for row := from; row < to; row++ {
		list = append(list, t.TextOf(column, t.Row(row)[column]))
	}
	return list
}

func TestLoad(t *testing.T) {
	a := &customer.Customer{ID: 1, ImportID: "b", FirstName: "Anna", LastName: "Berg", Email: "anna.berg@mail.net", PhoneNumber: "(617) 384-7359"}
	a.SetField("mobile", customer.Value{Type: customer.Phone, Text: "617 384 0001"})
	a.SetField("member", customer.Value{Type: customer.Identifier, Text: "AB-77"})
	a.SetField("remark", customer.Value{Type: customer.Text, Text: "not evidence"})
	b := &customer.Customer{ID: 2, ImportID: "a", OrgName: "Acme Inc."}
	table := load(t, a, b)
	if table.Len() != 2 || table.Refs[0].ImportID != "a" || table.Refs[1].ID != 1 {
		t.Fatalf("records are %+v", table.Refs)
	}
	if got := texts(table, 1, Phone); !slices.Equal(got, []string{"+16173847359", "+16173840001"}) {
		t.Errorf("phones %q", got)
	}
	if got := texts(table, 1, Last); !slices.Equal(got, []string{"berg", "berg"}) {
		t.Errorf("every row must have the name: %q", got)
	}
	if len(table.Fields) != 1 || table.Column(Fixed) != "fields.member" || !table.Identifies(Fixed) {
		t.Errorf("fields %+v", table.Fields)
	}
	if got := texts(table, 1, Fixed); !slices.Equal(got, []string{"ab77", "ab77"}) {
		t.Errorf("identifiers %q", got)
	}
	if got := texts(table, 1, Form); got[0] != "F.L@mail.net" {
		t.Errorf("form of the email %q", got)
	}
	if got := texts(table, 0, Org); got[0] != "acme" {
		t.Errorf("organisation %q", got)
	}
}

// What Reads does not name makes no difference.
func TestReads(t *testing.T) {
	var bare []*customer.Customer
	for _, c := range people() {
		c.PhoneE164 = "+16173847359"
		b := &customer.Customer{ID: c.ID}
		for _, name := range Reads {
			switch name {
			case "version":
				b.Version = c.Version
			case "mergedInto":
				b.MergedInto = c.MergedInto
			case "phoneE164":
				b.PhoneE164 = c.PhoneE164
			case "address":
				b.Address = c.Address
			case "fields":
				b.Fields = c.Fields
			default:
				for i := range customer.CoreFields {
					if f := &customer.CoreFields[i]; f.Name == name {
						f.Set(b, f.Get(c))
					}
				}
			}
		}
		bare = append(bare, b)
	}
	whole := people()
	for _, c := range whole {
		c.PhoneE164, c.Title, c.Source, c.Attributes = "+16173847359", "Dr.", "RE", []customer.Attribute{{Category: "c"}}
	}
	if got, want := load(t, bare...), load(t, whole...); !reflect.DeepEqual(got, want) {
		t.Errorf("table %+v, want %+v", got, want)
	}
}

func TestMergedCustomersAreRows(t *testing.T) {
	var list []*customer.Customer
	for i := range int64(6) {
		list = append(list, &customer.Customer{ID: i + 1, ImportID: fmt.Sprint("i", i+1), FirstName: fmt.Sprint("Name", i+1)})
	}
	list[1].MergedInto = 3 // a chain to 1
	list[2].MergedInto = 1
	list[3].MergedInto = 99 // survivor absent
	list[4].MergedInto = 6  // a ring
	list[5].MergedInto = 5
	table := load(t, list...)
	if table.Len() != 1 {
		t.Fatalf("%d records, want 1", table.Len())
	}
	if got := texts(table, 0, First); !slices.Equal(got, []string{"name1", "name2", "name3"}) {
		t.Errorf("rows %q", got)
	}
}

func TestLoadPassesErrorsOn(t *testing.T) {
	broken := errors.New("broken")
	_, err := Load(context.Background(), func(yield func(*customer.Customer, error) bool) {
		for i := range int64(3000) {
			if !yield(&customer.Customer{ID: i}, nil) {
				return
			}
		}
		yield(nil, broken)
	}, Options{})
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestClear(t *testing.T) {
	table := load(t, &customer.Customer{ID: 1, ImportID: "a", Email: "x.berg@mail.net"}, &customer.Customer{ID: 2, ImportID: "b", Email: "y.quill@mail.net"})
	drop := make([]bool, table.Symbols(Email))
	drop[table.Row(0)[Email]] = true
	table.Clear(Email, drop)
	if texts(table, 0, Email)[0] != "" || texts(table, 1, Email)[0] != "y.quill@mail.net" {
		t.Error("the wrong value is gone")
	}
}

func TestHash(t *testing.T) {
	if Hash("") != 0 || Hash("a") == 0 || Hash("ab") == Hash("ba") || Join(0, 5) != 0 || Join(5, 0) != 0 || Join(1, 2) == Join(2, 1) {
		t.Error("hashes do not keep what they promise")
	}
	if got, want := Hash("rollcall"), Hash("roll"+"call"); got != want {
		t.Error("a hash depends on more than the text")
	}
}
