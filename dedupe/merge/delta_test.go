package merge

import (
	"slices"
	"strings"
	"testing"

	"rollcall/store/customer"
)

// FuzzDelta: a change done to the list that it was made on gives the list after
// it; done to another list it adds what was added, takes away only what was
// taken away, and done twice it changes nothing more.
func FuzzDelta(f *testing.F) {
	f.Add("a,b,c", "a,c,d", "b,x")
	f.Add("", "a", "a,a")
	f.Fuzz(func(t *testing.T, before, after, other string) {
		b, a, o := entries(before), entries(after), entries(other)
		d := deltaOf(b, a, plain[string]())
		if got, unknown := d.apply(b); len(unknown) > 0 || !slices.Equal(sorted(got), sorted(a)) {
			t.Errorf("%q to %q gives %q (%q unknown)", b, a, got, unknown)
		}
		got, _ := d.apply(o)
		for _, entry := range d.added {
			if !slices.Contains(got, entry) {
				t.Errorf("%q was not added to %q", entry, o)
			}
		}
		for _, entry := range o {
			if !slices.Contains(got, entry) && !slices.Contains(d.removed, entry) {
				t.Errorf("%q was lost from %q", entry, o)
			}
		}
		if again, _ := d.apply(got); !slices.Equal(again, got) {
			t.Errorf("applied again: %q, %q", got, again)
		}
	})
}

// entries are the distinct entries of a list, as sets of codes are.
func entries(text string) []string {
	list := slices.DeleteFunc(strings.Split(text, ","), func(s string) bool { return s == "" })
	return slices.Compact(slices.Sorted(slices.Values(list)))
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

func TestPrimaryAddressFollowsTheChange(t *testing.T) {
	c := &customer.Customer{Address: []customer.Address{{City: "Boston", IsPrimary: true}, {City: "Salem"}}}
	change := customer.FieldChange{Field: "address",
		Before: `[{"city":"Rome","isPrimary":true},{"city":"Salem"}]`, After: `[{"city":"Rome"},{"city":"Salem","isPrimary":true}]`}
	if unknown, err := applyText(c, change); unknown || err != nil {
		t.Fatal(unknown, err)
	}
	if want := []customer.Address{{City: "Boston"}, {City: "Salem", IsPrimary: true}}; !slices.Equal(c.Address, want) {
		t.Errorf("addresses %v", c.Address)
	}
}
