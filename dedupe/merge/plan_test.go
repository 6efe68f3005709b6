package merge

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"rollcall/store/customer"
)

// two makes the members 1 and 2, equal until edited; 2 was updated last.
func two(edit func(a, b *customer.Customer)) []Member {
	a := &customer.Customer{ID: 1, ImportID: "A", Source: "RE", FirstName: "Ann", LastName: "Berg", Version: 1, CreatedOn: start, UpdatedOn: start}
	b := a.Clone()
	b.ID, b.ImportID, b.Source, b.CreatedOn, b.UpdatedOn = 2, "B", "SHOP", start.AddDate(0, 0, 1), start.AddDate(0, 1, 0)
	edit(a, b)
	return []Member{{Customer: a}, {Customer: b}}
}

func conflictOn(p *Plan, field string) (Conflict, bool) {
	i := slices.IndexFunc(p.Conflicts, func(c Conflict) bool { return c.Field == field })
	if i < 0 {
		return Conflict{}, false
	}
	return p.Conflicts[i], true
}

// TestWhatWaits: which disagreements need a person under the default policy.
func TestWhatWaits(t *testing.T) {
	field := func(kind customer.Type, x, y string) func(a, b *customer.Customer) {
		return func(a, b *customer.Customer) {
			a.SetField("f", customer.Value{Type: kind, Text: x})
			b.SetField("f", customer.Value{Type: kind, Text: y})
		}
	}
	cases := []struct {
		name, field        string
		edit               func(a, b *customer.Customer)
		disagree, blocking bool
	}{
		{"birth date", "fields.f", field(customer.BirthDate, "1980-01-02", "1980-02-01"), true, true},
		{"birth date missing", "fields.f", field(customer.BirthDate, "1980-01-02", ""), false, false},
		{"identifier", "fields.f", field(customer.Identifier, "12-3", "124"), true, true},
		{"identifier written otherwise", "fields.f", field(customer.Identifier, "12-3", "123"), false, false},
		{"yes or no", "fields.f", field(customer.Bool, "true", "false"), true, true},
		{"number", "fields.f", field(customer.Number, "1", "2"), true, false},
		{"text", "fields.f", field(customer.Text, "x", "y"), true, false},
		{"deceased", "deceased", func(a, b *customer.Customer) { b.Deceased = true }, true, true},
		{"suffix", "suffix", func(a, b *customer.Customer) { a.Suffix, b.Suffix = "Jr.", "Sr" }, true, true},
		{"suffix written otherwise", "suffix", func(a, b *customer.Customer) { a.Suffix, b.Suffix = "Jr.", "Junior" }, false, false},
		{"suffix missing", "suffix", func(a, b *customer.Customer) { a.Suffix = "Jr." }, false, false},
		{"name", "name", func(a, b *customer.Customer) { b.LastName = "Jones" }, true, true},
		{"initial", "name", func(a, b *customer.Customer) { b.FirstName = "A." }, false, false},
		{"email", "email", func(a, b *customer.Customer) { a.Email, b.Email = "a@example.org", "b@example.org" }, true, false},
		{"email in capitals", "email", func(a, b *customer.Customer) { a.Email, b.Email = "a@example.org", "A@Example.org" }, false, false},
		{"phone", "phoneNumber", func(a, b *customer.Customer) { a.PhoneNumber, b.PhoneNumber = "617 734 7359", "617 734 7350" }, true, false},
		{"phone written otherwise", "phoneNumber", func(a, b *customer.Customer) { a.PhoneNumber, b.PhoneNumber = "617 734 7359", "(617) 734-7359" }, false, false},
		{"employer", "orgName", func(a, b *customer.Customer) { a.OrgName, b.OrgName = "Acme", "Beta" }, true, false},
		{"person and organisation", "kind", func(a, b *customer.Customer) { b.FirstName, b.LastName, b.OrgName = "", "", "Berg Ltd" }, true, true},
		{"organisations", "orgName", func(a, b *customer.Customer) {
			a.FirstName, a.LastName, b.FirstName, b.LastName, a.OrgName, b.OrgName = "", "", "", "", "Acme", "Beta"
		}, true, true},
		{"legal form", "orgName", func(a, b *customer.Customer) {
			a.FirstName, a.LastName, b.FirstName, b.LastName, a.OrgName, b.OrgName = "", "", "", "", "Acme Inc.", "ACME"
		}, false, false},
	}
	for _, c := range cases {
		plan := mustPlan(t, DefaultPolicy(), two(c.edit), Options{})
		conflict, found := conflictOn(plan, c.field)
		if found != c.disagree || conflict.Blocking != c.blocking {
			t.Errorf("%s: disagreement %v, blocking %v; want %v, %v", c.name, found, conflict.Blocking, c.disagree, c.blocking)
		}
		if c.blocking != (len(plan.Blocking()) == 1) {
			t.Errorf("%s: blocking %v", c.name, plan.Blocking())
		}
	}
}

func TestRules(t *testing.T) {
	members := func() []Member {
		list := two(func(a, b *customer.Customer) { a.Email, b.Email = "aa@example.org", "b@example.org" })
		c := list[0].Customer.Clone()
		c.ID, c.Source, c.Email, c.CreatedOn, c.UpdatedOn = 3, "Acme", "b@example.org", start.AddDate(-1, 0, 0), start
		return append(list, Member{Customer: c})
	}
	cases := []struct {
		rule   FieldRule
		want   string
		from   int64
		reason string
	}{
		{FieldRule{Rule: OfSurvivor}, "aa@example.org", 0, ""},
		{FieldRule{Rule: MostRecent}, "b@example.org", 2, "of the customer updated last, on 2026-02-01"},
		{FieldRule{Rule: Oldest}, "b@example.org", 3, "of the customer created first, on 2025-01-01"},
		{FieldRule{Rule: MostFrequent}, "b@example.org", 2, "said by 2 of 3 customers"},
		{FieldRule{Rule: Longest}, "aa@example.org", 0, ""},
		{FieldRule{Rule: SourceOrder, Sources: []string{"Acme"}}, "b@example.org", 3, "from Acme, the most trusted source here"},
		{FieldRule{Rule: SourceOrder}, "aa@example.org", 0, ""},
		{FieldRule{Rule: RequireEqual}, "aa@example.org", 0, ""},
	}
	for _, c := range cases {
		policy := DefaultPolicy().clone()
		policy.Survivor = []Preference{{By: ByLowestID}}
		policy.Fields["email"] = c.rule
		plan := mustPlan(t, policy, members(), Options{})
		if plan.Survivor.ID != 1 || plan.Result.Email != c.want {
			t.Errorf("%s: survivor %d has %s", c.rule.Rule, plan.Survivor.ID, plan.Result.Email)
		}
		i := slices.IndexFunc(plan.Choices, func(k customer.Choice) bool { return k.Field == "email" })
		if (i >= 0) != (c.from != 0) {
			t.Errorf("%s: choices %v", c.rule.Rule, plan.Choices)
		} else if i >= 0 && (plan.Choices[i].From != c.from || plan.Choices[i].Reason != c.reason) {
			t.Errorf("%s: choice %v", c.rule.Rule, plan.Choices[i])
		}
	}
}

func TestSurvivor(t *testing.T) {
	members := two(func(a, b *customer.Customer) { b.Email = "b@example.org" })
	members[0].RelatedCount = 3
	cases := []struct {
		by   Preference
		want int64
	}{
		{Preference{By: BySourceOrder}, 2}, {Preference{By: ByMostRelated}, 1}, {Preference{By: ByMostComplete}, 2}, {Preference{By: ByOldest}, 1},
		{Preference{By: ByMostRecent}, 2}, {Preference{By: ByLowestID}, 1}, {Preference{ByHas, customer.Path{Field: "email"}}, 2},
		{Preference{ByHas, customer.Path{Field: "deceased"}}, 1},
	}
	for _, c := range cases {
		policy := DefaultPolicy().clone()
		policy.Sources, policy.Survivor = []string{"SHOP"}, []Preference{c.by}
		if plan := mustPlan(t, policy, members, Options{}); plan.Survivor.ID != c.want {
			t.Errorf("%v: survivor %d", c.by, plan.Survivor.ID)
		}
		if plan := mustPlan(t, policy, members, Options{Survivor: 3 - c.want}); plan.Survivor.ID != 3-c.want {
			t.Errorf("%v: the asked-for survivor does not survive", c.by)
		}
	}
}

func TestAddressesAreNeverMixed(t *testing.T) {
	plan := mustPlan(t, DefaultPolicy(), two(func(a, b *customer.Customer) {
		a.Address = []customer.Address{{StreetAddress1: "1 Main Street", City: "Boston", Type: "primary", IsPrimary: true}, {StreetAddress1: "PO Box 4", City: "Boston", Type: "billing"}}
		b.Address = []customer.Address{{StreetAddress1: "9 Elm Rd", ZipCode: "01970", Type: "primary", IsPrimary: true}, {StreetAddress1: "1 main st.", City: "BOSTON", ZipCode: "02134", Type: "primary"}}
	}), Options{Survivor: 1})
	want := []customer.Address{
		{StreetAddress1: "9 Elm Rd", ZipCode: "01970", Type: "primary", IsPrimary: true},
		{StreetAddress1: "1 main st.", City: "BOSTON", ZipCode: "02134", Type: "primary"},
		{StreetAddress1: "PO Box 4", City: "Boston", Type: "billing"},
	}
	if !slices.Equal(plan.Result.Address, want) {
		t.Errorf("addresses %v", plan.Result.Address)
	}
	if plan.Survivor.Address[0].StreetAddress1 != "1 Main Street" {
		t.Error("the survivor changed before the merge")
	}
}

func TestConsentNeverWidens(t *testing.T) {
	for _, rule := range fieldRules["solicitationCodes"] {
		policy := DefaultPolicy().clone()
		policy.Restrictive = []string{"Do Not Email"}
		policy.Fields["solicitationCodes"] = FieldRule{Rule: rule}
		members := two(func(a, b *customer.Customer) {
			a.SolicitationCodes, b.SolicitationCodes = []string{"News"}, []string{"news", "do not email"}
		})
		for _, o := range []Options{{Survivor: 1}, {Survivor: 2}, {Survivor: 1, Choose: map[string]string{"solicitationCodes": "survivor"}}} {
			plan := mustPlan(t, policy, members, o)
			if !containsBy(plan.Result.SolicitationCodes, "Do Not Email", sameCode) {
				t.Errorf("%s, %v: %v", rule, o, plan.Result.SolicitationCodes)
			}
		}
	}
}

func TestCollidingRecordsAreKept(t *testing.T) {
	plan := mustPlan(t, DefaultPolicy(), two(func(a, b *customer.Customer) {
		a.Related = []customer.Related{{Kind: customer.Cards, ID: "c1", CustomerID: 1, Data: []byte(`{"last4":"1111"}`)}}
		b.Related = []customer.Related{{Kind: customer.Cards, ID: "c2", CustomerID: 2, Data: []byte(`{"last4":"1111"}`)},
			{Kind: customer.Cards, ID: "c3", CustomerID: 2, Data: []byte(`{"last4":"2222"}`)}, {Kind: customer.Orders, ID: "c1", CustomerID: 2, Data: []byte(`{"last4":"1111"}`)}}
	}), Options{Survivor: 1})
	if len(plan.Result.Related) != 4 || len(plan.Moves) != 3 {
		t.Errorf("related %v, moves %v", plan.Result.Related, plan.Moves)
	}
	if len(plan.Collisions) != 1 || !slices.Equal(plan.Collisions[0].Records, []Held{{"c1", 1}, {"c2", 2}}) {
		t.Errorf("collisions %v", plan.Collisions)
	}
}

func TestChoose(t *testing.T) {
	members := two(func(a, b *customer.Customer) {
		a.LastName, b.LastName, a.Email, b.Email = "Berg", "Jones", "a@example.org", "b@example.org"
		a.Address, b.Address = []customer.Address{{City: "Boston"}}, []customer.Address{{City: "Salem"}}
		b.PhoneNumber, b.PhoneE164, b.PhoneNotes = "617 734 7359", "+16177347359", "home"
		b.SetField("born", customer.Value{Type: customer.BirthDate, Text: "1980-01-01"})
	})
	plan := mustPlan(t, DefaultPolicy(), members, Options{Survivor: 1, Choose: map[string]string{
		"name": "secondary", "title": "Dr.", "email": "c@example.org", "address": "survivor", "phoneNumber": "1", "fields.born": "1981-01-01", "deceased": "false"}})
	r := plan.Result
	if r.LastName != "Jones" || r.Title != "Dr." || r.Email != "c@example.org" || r.Address[0].City != "Boston" || r.PhoneNumber != "1" || r.PhoneE164 != "" {
		t.Errorf("result %+v", r)
	}
	if v := r.Fields["born"]; v != (customer.Value{Type: customer.BirthDate, Text: "1981-01-01"}) {
		t.Errorf("born %v", v)
	}
	if len(plan.Blocking()) > 0 {
		t.Errorf("still waiting: %v", plan.Blocking())
	}
	for _, c := range []struct{ field, value, want string }{
		{"shoe", "1", "unknown field"}, {"id", "7", "always the survivor's"}, {"name", "Zoe", "a value that one of the customers has"},
		{"address[primary].city", "Rome", "chosen as a whole"}, {"fields.size", "3", "set it after the merge"}, {"deceased", "maybe", "a value that one"},
	} {
		_, err := NewPlan(DefaultPolicy(), members, Options{Choose: map[string]string{c.field: c.value}})
		if !errors.Is(err, ErrChoice) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.field, err)
		}
		if err != nil && len(c.value) > 2 && strings.Contains(err.Error(), c.value) {
			t.Errorf("%s: the error shows the value", c.field)
		}
	}
}

func TestNewPlanRefuses(t *testing.T) {
	ok := two(func(a, b *customer.Customer) {})
	gone := two(func(a, b *customer.Customer) { b.MergedInto = 9 })
	hidden := two(func(a, b *customer.Customer) { a.Obfuscated = true })
	for name, c := range map[string]struct {
		members []Member
		o       Options
		want    error
	}{
		"none": {nil, Options{}, ErrMembers}, "one": {ok[:1], Options{}, ErrMembers}, "twice": {[]Member{ok[0], ok[0]}, Options{}, ErrMembers},
		"merged away": {gone, Options{}, ErrMembers}, "obfuscated": {hidden, Options{}, ErrObfuscated}, "stranger": {ok, Options{Survivor: 5}, ErrMembers},
	} {
		if _, err := NewPlan(DefaultPolicy(), c.members, c.o); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
