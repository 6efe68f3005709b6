package merge

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"rollcall/store/customer"
)

// some picks one of the values, often none.
func some[T any](r *rand.Rand, values ...T) T {
	var none T
	if r.IntN(4) == 0 {
		return none
	}
	return values[r.IntN(len(values))]
}

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// randomCustomer makes a customer from few values, so that members agree often
// and disagree often.
func randomCustomer(r *rand.Rand, id int64) *customer.Customer {
	c := &customer.Customer{
		ID: id, CustomerID: fmt.Sprintf("T%010d", id), ImportID: fmt.Sprintf("I-%d", id),
		Source: some(r, "RE", "Acme", "SHOP"), Version: 1 + int64(r.IntN(5)),
		ExternalCustomerID: some(r, "x1", "x2"), ExternalID: some(r, "crm1", "crm2"),
		Title: some(r, "Mr.", "Mrs.", "Dr."), FirstName: some(r, "Robert", "Bob", "R.", "José", "Jose"),
		MiddleName: some(r, "A.", "Anna"), LastName: some(r, "Smith", "SMITH", "O'Brien"), Suffix: some(r, "Jr", "Sr."),
		OrgName: some(r, "Acme Inc", "Acme Incorporated", "Beta"), Email: some(r, "a@example.org", "A@Example.org", "b@example.org"),
		PhoneNumber: some(r, "617 734 7359", "(617) 734-7359", "12"), PhoneNotes: some(r, "home", "work"),
		Deceased: r.IntN(3) == 0, SolicitationCodes: some(r, []string{"Do Not Email"}, []string{"news", "Do Not Call"}, []string{"News"}),
		CreatedOn: start.AddDate(0, 0, r.IntN(4)), UpdatedOn: start.AddDate(0, 1, r.IntN(4)),
	}
	if c.PhoneNumber == "617 734 7359" {
		c.PhoneE164 = "+16177347359"
	}
	for range r.IntN(3) {
		c.Address = append(c.Address, customer.Address{
			StreetAddress1: some(r, "1 Main Street", "1 main st", "2 Elm Rd"), City: some(r, "Boston", "Salem"),
			ZipCode: some(r, "02134", "2134"), Type: some(r, "primary", "billing"), IsPrimary: r.IntN(3) == 0})
	}
	for range r.IntN(3) {
		c.Attributes = append(c.Attributes, customer.Attribute{Category: "Interest", Description: some(r, "Art", "Music"), Date: some(r, "2020-01-01")})
	}
	c.SetField("born", customer.Value{Type: customer.BirthDate, Text: some(r, "1980-02-03", "1980-03-02")})
	c.SetField("ssn", customer.Value{Type: customer.Identifier, Text: some(r, "123-45-6789", "123456789", "987654321")})
	c.SetField("vip", customer.Value{Type: customer.Bool, Text: some(r, "true", "false")})
	c.SetField("size", customer.Value{Type: customer.Number, Text: some(r, "1", "2.5")})
	for k := range r.IntN(4) {
		c.Related = append(c.Related, customer.Related{Kind: some(r, customer.Orders, customer.Notes), ID: fmt.Sprintf("%d-%d", id, k),
			CustomerID: id, Data: []byte(some(r, `{"total":10}`, `{"total":20}`))})
	}
	c.Related = slices.DeleteFunc(c.Related, func(rec customer.Related) bool { return rec.Kind == "" })
	customer.SortRelated(c.Related)
	return c
}

// randomPolicy changes some rules of the default.
func randomPolicy(r *rand.Rand) Policy {
	p := DefaultPolicy().clone()
	p.Survivor = nil
	for range r.IntN(4) {
		p.Survivor = append(p.Survivor, Preference{By: preferences[r.IntN(len(preferences)-1)]})
	}
	p.Sources = some(r, []string{"RE", "Acme"}, []string{"SHOP"})
	for _, name := range slices.Sorted(maps.Keys(fieldRules)) {
		if rules := fieldRules[name]; r.IntN(2) == 0 {
			p.Fields[name] = FieldRule{Rule: rules[r.IntN(len(rules))]}
		}
	}
	if r.IntN(2) == 0 {
		p.Name = FieldRule{Rule: scalarRules[r.IntN(len(scalarRules))]}
		p.Address = FieldRule{Rule: scalarRules[r.IntN(len(scalarRules))]}
	}
	p.Fields["fields.size"] = FieldRule{Rule: customRules[r.IntN(len(customRules))]}
	p.Restrictive = some(r, []string{"Do Not Email", "Do Not Call"})
	return p
}

func randomMembers(r *rand.Rand) []Member {
	members := make([]Member, 2+r.IntN(4))
	for i := range members {
		members[i].Customer = randomCustomer(r, int64(10+i))
	}
	return members
}

// rounds runs a property over many seeded cases.
func rounds(t *testing.T, property func(t *testing.T, r *rand.Rand)) {
	t.Helper()
	for seed := range uint64(400) {
		property(t, rand.New(rand.NewPCG(seed, 7)))
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func mustPlan(t *testing.T, policy Policy, members []Member, o Options) *Plan {
	t.Helper()
	plan, err := NewPlan(policy, members, o)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// carryOut does in memory what a store does with a plan.
func carryOut(plan *Plan, id int64) (customer.Merge, map[int64]*customer.Customer) {
	m := customer.Merge{ID: id, Survivor: plan.Survivor.ID, Choices: plan.Choices, Moved: plan.Moves,
		Before: []customer.Image{{Customer: plan.Survivor.Clone()}}}
	now := map[int64]*customer.Customer{m.Survivor: plan.Result.Clone()}
	for _, s := range plan.Secondaries {
		m.Secondaries = append(m.Secondaries, s.ID)
		m.Before = append(m.Before, customer.Image{Customer: s.Clone()})
		tombstone := s.Clone()
		tombstone.MergedInto, tombstone.Related = m.Survivor, nil
		now[s.ID] = tombstone
	}
	return m, now
}
