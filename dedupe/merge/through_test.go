package merge

import (
	"math/rand/v2"
	"slices"
	"testing"

	"rollcall/store/customer"
)

func TestApplyThrough(t *testing.T) {
	base := func() *customer.Customer {
		return &customer.Customer{ID: 2, FirstName: "Ann", LastName: "Berg", Email: "b@example.org", PhoneNumber: "1", PhoneE164: "+1", PhoneNotes: "home",
			OrgName: "Acme", ExternalID: "x", SolicitationCodes: []string{"News"},
			Address: []customer.Address{{City: "Salem", Type: "primary", IsPrimary: true}}}
	}
	cases := []struct {
		name     string
		survivor func(s *customer.Customer) // starts equal to the tombstone's old values
		change   func(c *customer.Customer)
		want     func(s *customer.Customer) // starts as the survivor
		fields   []string
	}{
		{"came from it", func(s *customer.Customer) {}, func(c *customer.Customer) { c.OrgName = "Beta" },
			func(s *customer.Customer) { s.OrgName = "Beta" }, []string{"orgName"}},
		{"came from elsewhere", func(s *customer.Customer) { s.OrgName = "Gamma" }, func(c *customer.Customer) { c.OrgName = "Beta" },
			func(s *customer.Customer) {}, nil},
		{"none yet", func(s *customer.Customer) { s.OrgName = "" }, func(c *customer.Customer) { c.OrgName = "Beta" },
			func(s *customer.Customer) { s.OrgName = "Beta" }, []string{"orgName"}},
		{"most recent rule", func(s *customer.Customer) { s.Email = "s@example.org" }, func(c *customer.Customer) { c.Email = "n@example.org" },
			func(s *customer.Customer) { s.Email = "n@example.org" }, []string{"email"}},
		{"cleared, came from it", func(s *customer.Customer) {}, func(c *customer.Customer) { c.Email = "" },
			func(s *customer.Customer) { s.Email = "" }, []string{"email"}},
		{"cleared, came from elsewhere", func(s *customer.Customer) { s.Email = "s@example.org" }, func(c *customer.Customer) { c.Email = "" },
			func(s *customer.Customer) {}, nil},
		{"whole name", func(s *customer.Customer) {}, func(c *customer.Customer) { c.LastName = "Jones" },
			func(s *customer.Customer) { s.LastName = "Jones" }, []string{"name"}},
		{"part of another name", func(s *customer.Customer) { s.FirstName = "Anna" }, func(c *customer.Customer) { c.LastName = "Jones" },
			func(s *customer.Customer) {}, nil},
		{"phone with its notes", func(s *customer.Customer) {}, func(c *customer.Customer) { c.PhoneNumber, c.PhoneE164, c.PhoneNotes = "2", "+2", "work" },
			func(s *customer.Customer) { s.PhoneNumber, s.PhoneE164, s.PhoneNotes = "2", "+2", "work" }, []string{"phoneNumber"}},
		{"new code", func(s *customer.Customer) { s.SolicitationCodes = []string{"Post", "News"} },
			func(c *customer.Customer) { c.SolicitationCodes = []string{"News", "Do Not Call"} },
			func(s *customer.Customer) { s.SolicitationCodes = []string{"Post", "News", "Do Not Call"} }, []string{"solicitationCodes"}},
		{"code taken away", func(s *customer.Customer) {}, func(c *customer.Customer) { c.SolicitationCodes = nil },
			func(s *customer.Customer) {}, nil},
		{"moved house", func(s *customer.Customer) { s.Address = append(s.Address, customer.Address{City: "Rome"}) },
			func(c *customer.Customer) { c.Address[0].City = "Boston" },
			func(s *customer.Customer) { s.Address[0].City = "Boston" }, []string{"address"}},
		{"moved house, survivor lives elsewhere", func(s *customer.Customer) { s.Address = []customer.Address{{City: "Rome", IsPrimary: true}} },
			func(c *customer.Customer) { c.Address[0].City = "Boston" },
			func(s *customer.Customer) {
				s.Address = []customer.Address{{City: "Boston", Type: "primary", IsPrimary: true}, {City: "Rome"}}
			}, []string{"address"}},
		{"new custom field", func(s *customer.Customer) {}, func(c *customer.Customer) { c.SetField("n", customer.Value{Type: customer.Number, Text: "1"}) },
			func(s *customer.Customer) { s.SetField("n", customer.Value{Type: customer.Number, Text: "1"}) }, []string{"fields.n"}},
		{"identity", func(s *customer.Customer) {}, func(c *customer.Customer) { c.Source, c.ImportID = "SF", "other" }, func(s *customer.Customer) {}, nil},
	}
	for _, c := range cases {
		survivor, after := base(), base()
		survivor.ID = 1
		c.survivor(survivor)
		c.change(after)
		want := survivor.Clone()
		c.want(want)
		got, choices := ApplyThrough(DefaultPolicy(), Through{Survivor: survivor, Before: base(), After: after})
		if d := customer.Diff(want, got); len(d) > 0 || got.PhoneE164 != want.PhoneE164 {
			t.Errorf("%s: %v", c.name, d)
		}
		var fields []string
		for _, k := range choices {
			fields = append(fields, k.Field)
			if k.From != 2 || k.Reason == "" {
				t.Errorf("%s: choice %v", c.name, k)
			}
		}
		if !slices.Equal(fields, c.fields) {
			t.Errorf("%s: followed %v, want %v", c.name, fields, c.fields)
		}
	}
}

// TestOthersKeepWhatTheySay: with the other members' values known, nothing is
// taken off that one of them says, and what nobody else says goes.
func TestOthersKeepWhatTheySay(t *testing.T) {
	before := &customer.Customer{ID: 2, Email: "e@example.org", SolicitationCodes: []string{"News", "Post"}}
	other := &customer.Customer{ID: 3, Email: "e@example.org", SolicitationCodes: []string{"News"}}
	survivor := before.Clone()
	survivor.ID = 1
	got, _ := ApplyThrough(DefaultPolicy(), Through{Survivor: survivor, Before: before, After: &customer.Customer{ID: 2}, Others: []*customer.Customer{other}})
	if got.Email != "e@example.org" || !slices.Equal(got.SolicitationCodes, []string{"News"}) {
		t.Errorf("email %s, codes %v", got.Email, got.SolicitationCodes)
	}
}

func TestNothingChangedNothingFollows(t *testing.T) {
	rounds(t, func(t *testing.T, r *rand.Rand) {
		policy := randomPolicy(r)
		plan := mustPlan(t, policy, randomMembers(r), Options{})
		same := plan.Secondaries[0]
		got, choices := ApplyThrough(policy, Through{Survivor: plan.Result, Before: same, After: same})
		if d := customer.Diff(plan.Result, got); len(d) > 0 || len(choices) > 0 {
			t.Errorf("changed %v, choices %v", d, choices)
		}
	})
}
