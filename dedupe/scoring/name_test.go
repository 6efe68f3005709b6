package scoring

import (
	"testing"

	"rollcall/dedupe/compare"
	"rollcall/dedupe/record"
	"rollcall/store/customer"
)

// nameBase returns a table of ordinary people and, as its last four records, one
// person, the same with the names crosswise, with another given name and with
// nothing of the name in common; all four share email, phone and address.
func nameBase(t *testing.T, first, last string) *record.Table {
	t.Helper()
	others := []string{"Rosalind", "Edward", "Matilda", "Conrad", first}
	families := []string{"Carver", "Quill", "Lindqvist", last}
	var list []*customer.Customer
	for i := range 400 {
		list = append(list, &customer.Customer{FirstName: others[i%5], LastName: families[i%4], Email: string(rune('a'+i%26)) + families[i%4] + "@mail.net"})
	}
	for _, name := range [][2]string{{first, last}, {last, first}, {"Bernadette", last}, {"Bernadette", "Oyelaran"}} {
		list = append(list, &customer.Customer{FirstName: name[0], LastName: name[1], Email: "office77@mail.net", PhoneNumber: "(217) 555-0142",
			Address: []customer.Address{{StreetAddress1: "12 Washington Street", City: "Springfield", ZipCode: "62704"}}})
	}
	return loadAll(t, list)
}

// Swapped names lie between the same names and others, are evidence for a match,
// and are no household.
func TestSwappedNames(t *testing.T) {
	for _, name := range [][2]string{{"Jasper", "Sandoval"}, {"Rosalind", "Carver"}, {"Edward", "Conrad"}} {
		table := nameBase(t, name[0], name[1])
		model := shippedFor(table, nil)
		comparer, weights := NewComparer(table, model), model.Weights()
		exact, swapped, mate, stranger := NewAgreement(comparer), NewAgreement(comparer), NewAgreement(comparer), NewAgreement(comparer)
		comparer.Compare(400, 400, &exact)
		comparer.Compare(400, 401, &swapped)
		comparer.Compare(400, 402, &mate)
		comparer.Compare(400, 403, &stranger)
		if swapped.Levels[0] != compare.GivenSwapped || swapped.Levels[1] != compare.FamilyExact {
			t.Fatalf("%v: levels are %v", name, model.Levels(&swapped))
		}
		if model.HouseholdLike(&swapped) || !model.HouseholdLike(&mate) {
			t.Errorf("%v: taken for a household: swapped %v, another given name %v", name, model.HouseholdLike(&swapped), model.HouseholdLike(&mate))
		}
		same, cross := weights.Score(&exact), weights.Score(&swapped)
		if other := max(weights.Score(&mate), weights.Score(&stranger)); cross > same || cross <= other {
			t.Errorf("%v: swapped weighs %.1f, the same %.1f, others %.1f", name, Bits(cross), Bits(same), Bits(other))
		}
		parts := weights.Explain(model, &swapped)
		if given := parts[1].Weight; given < 0 {
			t.Errorf("%v: swapped first name weighs %.1f", name, given)
		}
		straight := weights.Explain(model, &exact)
		if household, same := parts[len(parts)-1].Weight, straight[len(parts)-1].Weight; household < same-1 {
			t.Errorf("%v: household takes %.1f from swapped names, %.1f from the same", name, household, same)
		}
	}
}

// A name that others bear the other way round says less when it is met crosswise.
func TestSwappedNamesOfTwoPeople(t *testing.T) {
	rarity := func(others string) int32 {
		var list []*customer.Customer
		for i := range 400 {
			c := &customer.Customer{FirstName: "Thomas", LastName: "James"}
			switch {
			case i%2 == 0:
				c = &customer.Customer{FirstName: "Rosalind", LastName: "Carver"}
			case i%4 == 1:
				c = &customer.Customer{FirstName: "James", LastName: others}
			}
			list = append(list, c)
		}
		list = append(list, &customer.Customer{FirstName: "James", LastName: others}, &customer.Customer{FirstName: others, LastName: "James"})
		table := loadAll(t, list)
		comparer := NewComparer(table, shippedFor(table, nil))
		a := NewAgreement(comparer)
		comparer.Compare(400, 401, &a)
		return a.Rarity[0] + a.Rarity[1]
	}
	if both, one := rarity("Thomas"), rarity("Sandoval"); both >= one {
		t.Errorf("names both ways round: %.1f bits, one way: %.1f", Bits(both), Bits(one))
	}
}
