package merge

import (
	"testing"

	"rollcall/store/customer"
)

func named(title, first, middle, last string) *customer.Customer {
	return &customer.Customer{Title: title, FirstName: first, MiddleName: middle, LastName: last}
}

func TestCompatibleNames(t *testing.T) {
	cases := []struct {
		a, b *customer.Customer
		want bool
	}{
		{named("", "Robert", "", "Smith"), named("", "Bob", "", "Smith"), true},
		{named("", "Robert", "", "Smith"), named("", "R.", "", "Smith"), true},
		{named("", "José", "", "Núñez"), named("", "JOSE", "", "NUNEZ"), true},
		{named("", "Mary Ann", "", "O'Brien"), named("", "Maryann", "", "OBrien"), true},
		{named("", "Anna", "Maria", "Berg"), named("", "Anna Maria", "", "Berg"), true},
		{named("", "Anna", "M.", "Berg"), named("", "Anna", "Maria", "Berg"), true},
		{named("", "Anna", "", "Berg"), named("", "Anna", "Maria", "Berg"), true},
		{named("", "Anna", "", ""), named("", "Anna", "", "Berg"), true},
		{named("", "Anna", "", "Smith-Jones"), named("", "Anna", "", "Smith Jones"), true},
		{named("Dr.", "Anna", "", "Berg"), named("Ms", "Anna", "", "Berg"), true},
		{named("", "Jürgen", "", "Schröder"), named("", "Juergen", "", "Schroeder"), true},
		{named("", "Änne", "", "Löffler"), named("", "Anne", "", "Loeffler"), true},
		{named("", "Søren", "", "Kjærgård"), named("", "Soren", "", "Kjaergaard"), true},
		{named("", "Günther", "", "Weißhaupt"), named("", "GUENTHER", "", "WEISSHAUPT"), true},
		{named("", "Manuel", "", "Berg"), named("", "Manul", "", "Berg"), false},
		{named("Mr.", "Kim", "", "Berg"), named("Mrs.", "Kim", "", "Berg"), false},
		{named("", "Robert", "", "Smith"), named("", "Robert", "", "Smyth"), false},
		{named("", "Anna", "", "Berg"), named("", "Anna", "", "Jones"), false},
		{named("", "Robert", "", "Smith"), named("", "Richard", "", "Smith"), false},
		{named("", "Jonathan", "", "Smith"), named("", "Jonathn", "", "Smith"), false},
		{named("", "Anna", "Maria", "Berg"), named("", "Anna", "Louise", "Berg"), false},
		{named("", "John", "", "Smith Jr"), named("", "John", "", "Smith Sr"), false},
		{named("", "Berg", "", "Anna"), named("", "Anna", "", "Berg"), false},
	}
	for _, c := range cases {
		a, b := nameOf(c.a), nameOf(c.b)
		if got := compatible(a, b); got != c.want || compatible(b, a) != got {
			t.Errorf("%s / %s: %v, want %v", a.display(), b.display(), got, c.want)
		}
	}
}

func TestFullerNameFirst(t *testing.T) {
	order := []*customer.Customer{ // fullest first
		named("Dr.", "Robert", "Andrew", "Núñez"), named("", "Robert", "Andrew", "Nunez"), named("", "Robert", "A.", "Nunez"),
		named("", "Robert", "", "Nunez"), named("", "ROBERT", "", "NUNEZ"), named("", "Bob", "", "Nunez"),
		named("", "R.", "", "Nunez"), named("", "R.", "", ""),
	}
	for i := range order[1:] {
		a, b := nameOf(order[i]), nameOf(order[i+1])
		if a.fullness() <= b.fullness() {
			t.Errorf("%s (%d) is not fuller than %s (%d)", a.display(), a.fullness(), b.display(), b.fullness())
		}
	}
}

// FuzzCompatible: a name is compatible with itself, and with another either way
// round; a full form has a fullness of its own at any input.
func FuzzCompatible(f *testing.F) {
	f.Add("Dr.", "Jürgen", "A.", "Größinger-Øå", "", "Juergen", "", "Groessinger")
	f.Add("Mr", "\xff", "", "Jr", "Frau", "O'Brien", "unknown", "")
	f.Fuzz(func(t *testing.T, t1, f1, m1, l1, t2, f2, m2, l2 string) {
		a, b := nameOf(named(t1, f1, m1, l1)), nameOf(named(t2, f2, m2, l2))
		if !compatible(a, a) || !compatible(b, b) {
			t.Error("a name is not compatible with itself")
		}
		if compatible(a, b) != compatible(b, a) {
			t.Error("compatible one way only")
		}
		if len(a.forms) > 1<<maxSpelled || a.fullness() < 0 {
			t.Errorf("%d forms, fullness %d", len(a.forms), a.fullness())
		}
	})
}
