package scoring

import (
	"context"
	"fmt"
	"iter"
	"testing"

	"rollcall/dedupe/record"
	"rollcall/store/customer"
)

// organisations is a table of a few organisations: 0 and 1 are one, 2 another one
// behind its phone, 3 a branch with its name and phone.
func organisations(t *testing.T) *record.Table {
	t.Helper()
	list := []customer.Customer{
		place("a", "Amber Dental Group", "info@amberdental.example", "10 Oak Street", "90210"),
		place("b", "Amber Dental Group", "info@amberdental.example", "10 Oak Street", "90210"),
		place("c", "Quarry Legal Partners", "post@quarry.example", "10 Oak Street", "90210"),
		place("d", "Amber Dental Group", "info@amberdental.example", "77 Harbor Road", "60636"),
	}
	for i := range 400 { // so that the few are rare
		list = append(list, place(fmt.Sprintf("x%03d", i), fmt.Sprintf("Firm %c%c%c", 'a'+i%20, 'k'+i/20%10, 'p'+i%7),
			fmt.Sprintf("desk%d@f%d.example", i, i), fmt.Sprintf("%d Elm Road", i+1), fmt.Sprintf("3%04d", i)))
		list[len(list)-1].PhoneNumber = fmt.Sprintf("(212) 555-%04d", i)
	}
	return load(t, list)
}

// load makes a table of customers.
func load(t *testing.T, list []customer.Customer) *record.Table {
	t.Helper()
	var stream iter.Seq2[*customer.Customer, error] = func(yield func(*customer.Customer, error) bool) {
		for i := range list {
			if !yield(&list[i], nil) {
				return
			}
		}
	}
	table, err := record.Load(context.Background(), stream, record.Options{Region: "US"})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func place(id, name, email, street, zip string) customer.Customer {
	return customer.Customer{ImportID: id, OrgName: name, Email: email, PhoneNumber: "(415) 555-2671",
		Address: []customer.Address{{StreetAddress1: street, ZipCode: zip, IsPrimary: true}}}
}

// TestOrganisationsAreNoHousehold: two records of one organisation that agree in
// everything match, though nobody's name says so; another organisation in the same
// house and another site of the same one do not, and are told apart.
func TestOrganisationsAreNoHousehold(t *testing.T) {
	table := organisations(t)
	model := shippedFor(table, nil)
	weights, comparer := model.Weights(), NewComparer(table, model)
	score := func(left, right uint32) (float64, string) {
		a := NewAgreement(comparer)
		comparer.Compare(left, right, &a)
		parts := weights.Explain(model, &a)
		return Probability(weights.Score(&a)), parts[len(parts)-1].Name
	}
	if p, _ := score(0, 1); p < 0.95 {
		t.Errorf("one organisation twice: %.4f", p)
	}
	if p, name := score(0, 2); p > 0.5 || name != "neighbours" {
		t.Errorf("neighbours: %.4f by %s", p, name)
	}
	if p, name := score(0, 3); p > 0.95 || name != "branches" {
		t.Errorf("branches: %.4f by %s", p, name)
	}
}
