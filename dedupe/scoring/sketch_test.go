package scoring

import (
	"context"
	"fmt"
	"testing"

	"rollcall/dedupe/compare"
	"rollcall/dedupe/record"
	"rollcall/store/customer"
)

// two returns the table of two customers.
func two(t testing.TB, a, b *customer.Customer) *record.Table {
	t.Helper()
	return loadAll(t, []*customer.Customer{a, b})
}

// loadAll returns a table of customers, in order.
func loadAll(t testing.TB, list []*customer.Customer) *record.Table {
	t.Helper()
	table, err := record.Load(context.Background(), func(yield func(*customer.Customer, error) bool) {
		for i, c := range list {
			c.ID, c.ImportID = int64(i+1), fmt.Sprintf("%05d", i)
			if !yield(c, nil) {
				return
			}
		}
	}, record.Options{Region: "US"})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// What a glance at the sketches says must be what looking at the values says.
func FuzzGlance(f *testing.F) {
	f.Add("anna.berg@mail.net", "ana.berg@mail.net", "6175550142", "6175550124", "12 Washington St", "14 Washington Street", "02134", "2134", "19800203", "19800302")
	f.Add("x@y.zz", "xx@y.zz", "+442079460018", "+4420794600181", "1 A St", "1 B St East", "AB1 2CD", "AB1", "20010101", "20010110")
	f.Add("", "a@b.cc", "", "555", "Elm Road 7", "Oak Lane 7", "1", "1", "1980", "19801231")
	f.Fuzz(func(t *testing.T, email1, email2, phone1, phone2, street1, street2, zip1, zip2, born1, born2 string) {
		make := func(email, phone, street, zip, born string) *customer.Customer {
			c := &customer.Customer{FirstName: "Anna", LastName: "Berg", Email: email, PhoneNumber: phone,
				Address: []customer.Address{{StreetAddress1: street, ZipCode: zip, City: zip + "ville"}}}
			c.SetField("born", customer.Value{Type: customer.BirthDate, Text: born})
			return c
		}
		table := two(t, make(email1, phone1, street1, zip1, born1), make(email2, phone2, street2, zip2, born2))
		c := NewComparer(table, shippedFor(table, nil))
		l, r := table.Row(0), table.Row(1)
		for i, comparison := range c.comparisons {
			x, y := l[comparison.column], r[comparison.column]
			if self := c.look(i, x, x); comparison.kind == address && c.sketches[0].streetKey != 0 && self != compare.PlaceExact {
				t.Fatalf("an address with a street agrees with itself at level %d", self)
			}
			if x == 0 || y == 0 || x == y {
				continue
			}
			said := glance(comparison.kind, &c.sketches[0], &c.sketches[1])
			if back := glance(comparison.kind, &c.sketches[1], &c.sketches[0]); back != said {
				t.Fatalf("%s: a glance is not symmetric", comparison.Name)
			}
			if seen := c.measure(i, x, y); said != 0 && said != seen {
				t.Fatalf("%s: a glance says %d, a look %d", comparison.Name, said, seen)
			}
		}
	})
}

func TestGlanceDates(t *testing.T) {
	dates := []string{"19800203", "19800302", "19800204", "19800230", "19810203", "19800303", "20011112", "19081203", "91800203", "19820214", "19800903"}
	for _, a := range dates {
		for _, b := range dates {
			if a == b {
				continue
			}
			if got, want := glanceDates(packDigits(a), packDigits(b)), compare.Date(a, b); got != want {
				t.Errorf("%s and %s: a glance says %d, a look %d", a, b, got, want)
			}
		}
	}
	for n := range uint32(2000) {
		a := fmt.Sprintf("%08d", record.Mix(uint64(n))%100000000)
		b := fmt.Sprintf("%08d", record.Mix(uint64(n/2*2))%100000000+uint64(n%3))
		if a != b && len(b) == 8 {
			if got, want := glanceDates(packDigits(a), packDigits(b)), compare.Date(a, b); got != want && packDigits(a) != 0 && packDigits(b) != 0 {
				t.Errorf("%s and %s: a glance says %d, a look %d", a, b, got, want)
			}
		}
	}
}
