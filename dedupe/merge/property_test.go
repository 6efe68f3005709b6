package merge

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"rollcall/store/customer"
)

func TestOrderOfMembersDoesNotMatter(t *testing.T) {
	rounds(t, func(t *testing.T, r *rand.Rand) {
		policy, members := randomPolicy(r), randomMembers(r)
		want := asJSON(t, NewPreview(mustPlan(t, policy, members, Options{})))
		r.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		if got := asJSON(t, NewPreview(mustPlan(t, policy, members, Options{}))); got != want {
			t.Errorf("another order, another plan:\n%s\n%s", want, got)
		}
	})
}

func TestPlanLeavesItsMembersAlone(t *testing.T) {
	rounds(t, func(t *testing.T, r *rand.Rand) {
		policy, members := randomPolicy(r), randomMembers(r)
		before := asJSON(t, members)
		plan := mustPlan(t, policy, members, Options{})
		for i := range plan.Result.Address {
			plan.Result.Address[i].City = "changed"
		}
		plan.Result.SetField("born", customer.Value{Type: customer.BirthDate, Text: "changed"})
		if asJSON(t, members) != before {
			t.Error("a member changed")
		}
	})
}

func TestMergingAgainChangesNothing(t *testing.T) {
	rounds(t, func(t *testing.T, r *rand.Rand) {
		policy, members := randomPolicy(r), randomMembers(r)
		plan := mustPlan(t, policy, members, Options{})
		again := []Member{{Customer: plan.Result}}
		for _, s := range plan.Secondaries {
			c := s.Clone()
			c.Related = nil
			again = append(again, Member{Customer: c, RelatedCount: len(s.Related)}) // the order stays
		}
		second := mustPlan(t, policy, again, Options{Survivor: plan.Survivor.ID})
		if d := customer.Diff(plan.Result, second.Result); len(d) > 0 {
			t.Errorf("merged again: %v", d)
		}
		if len(second.Moves) > 0 {
			t.Errorf("moved again: %v", second.Moves)
		}
	})
}

// TestIdentityIsTheSurvivors and no related record is lost, made up or doubled.
func TestIdentityIsTheSurvivors(t *testing.T) {
	rounds(t, func(t *testing.T, r *rand.Rand) {
		plan := mustPlan(t, randomPolicy(r), randomMembers(r), Options{})
		s, c := plan.Survivor, plan.Result
		if c.ID != s.ID || c.CustomerID != s.CustomerID || c.ImportID != s.ImportID || c.Source != s.Source || c.Version != s.Version {
			t.Errorf("identity changed: %v", customer.Diff(s, c))
		}
		var want, got []string
		for _, m := range plan.Members() {
			for _, rec := range m.Related {
				want = append(want, string(rec.Kind)+rec.ID)
			}
		}
		for _, rec := range c.Related {
			got = append(got, string(rec.Kind)+rec.ID)
			if rec.CustomerID != s.ID {
				t.Errorf("record %s is not with the survivor", rec.ID)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(want, got) {
			t.Errorf("related records %v, want %v", got, want)
		}
	})
}

// TestResultInventsNothing: a name, phone or custom field of the result is, as a
// whole, that of one member; list entries come from members; restrictive codes
// survive.
func TestResultInventsNothing(t *testing.T) {
	rounds(t, func(t *testing.T, r *rand.Rand) {
		policy := randomPolicy(r)
		plan := mustPlan(t, policy, randomMembers(r), Options{})
		c, members := plan.Result, plan.Members()
		from := func(what string, same func(m *customer.Customer) bool) {
			if !slices.ContainsFunc(members, same) {
				t.Errorf("%s is no member's", what)
			}
		}
		from("name", func(m *customer.Customer) bool { return joined(m, nameParts) == joined(c, nameParts) })
		from("phone", func(m *customer.Customer) bool {
			return m.PhoneNumber == c.PhoneNumber && m.PhoneNotes == c.PhoneNotes && m.PhoneE164 == c.PhoneE164
		})
		for name, v := range c.Fields {
			from("fields."+name, func(m *customer.Customer) bool { return m.Fields[name] == v })
		}
		for _, a := range c.Address {
			from("address", func(m *customer.Customer) bool {
				return slices.ContainsFunc(m.Address, func(b customer.Address) bool { return addressLine(a) == addressLine(b) })
			})
		}
		for _, m := range members {
			for _, code := range m.SolicitationCodes {
				if policy.restrictive(code) && !slices.Contains(c.SolicitationCodes, code) {
					t.Errorf("restrictive code %s was lost", code)
				}
			}
		}
		if n := len(slices.DeleteFunc(slices.Clone(c.Address), func(a customer.Address) bool { return !a.IsPrimary })); n > max(1, flags(plan.Survivor)) {
			t.Errorf("%d primary addresses", n)
		}
	})
}

func flags(c *customer.Customer) int {
	n := 0
	for _, a := range c.Address {
		if a.IsPrimary {
			n++
		}
	}
	return n
}

// TestPresentValuesWin: a field that some member has is not empty in the result.
func TestPresentValuesWin(t *testing.T) {
	rounds(t, func(t *testing.T, r *rand.Rand) {
		plan := mustPlan(t, randomPolicy(r), randomMembers(r), Options{})
		for _, f := range Fields(plan.Members()) {
			if f.Name() == "other addresses" || f.Name() == "phoneNotes" || f.Name() == "deceased" {
				continue // go with another field, or false wins
			}
			if f.Text(plan.Result) == "" && slices.ContainsFunc(plan.Members(), func(m *customer.Customer) bool { return f.Text(m) != "" }) {
				t.Errorf("%s is empty", f.Name())
			}
		}
	})
}

func TestUndoIsTheIdentity(t *testing.T) {
	rounds(t, func(t *testing.T, r *rand.Rand) {
		plan := mustPlan(t, randomPolicy(r), randomMembers(r), Options{})
		m, now := carryOut(plan, 1)
		undo, err := PlanUndo(Undo{Merge: m, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		if len(undo.Conflicts) > 0 {
			t.Errorf("conflicts: %v", undo.Conflicts)
		}
		for i, want := range plan.Members() {
			if got := asJSON(t, undo.Customers[i]); got != asJSON(t, want) || undo.Customers[i].PhoneE164 != want.PhoneE164 {
				t.Errorf("after the undo %s, want %s", got, asJSON(t, want))
			}
		}
		if len(undo.Moves) != len(m.Moved) {
			t.Errorf("%d records moved back of %d", len(undo.Moves), len(m.Moved))
		}
	})
}

// TestImagesSurviveStorage: the before-image read back from its stored form
// restores as well as the one in memory.
func TestImagesSurviveStorage(t *testing.T) {
	rounds(t, func(t *testing.T, r *rand.Rand) {
		plan := mustPlan(t, randomPolicy(r), randomMembers(r), Options{})
		m, now := carryOut(plan, 1)
		data, err := m.Before[0].MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		var image customer.Image
		if err := image.UnmarshalJSON(data); err != nil {
			t.Fatal(err)
		}
		m.Before[0] = image
		undo, err := PlanUndo(Undo{Merge: m, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		if d := customer.Diff(plan.Survivor, undo.Customers[0]); len(d) > 0 {
			t.Errorf("differs: %v", d)
		}
	})
}

func TestPreviewTextHoldsTheResult(t *testing.T) {
	rounds(t, func(t *testing.T, r *rand.Rand) {
		plan := mustPlan(t, randomPolicy(r), randomMembers(r), Options{})
		var b strings.Builder
		if err := NewPreview(plan).WriteText(&b); err != nil {
			t.Fatal(err)
		}
		for _, c := range plan.Blocking() {
			if !strings.Contains(b.String(), "  "+c.Field+": ") {
				t.Errorf("%s is not in the preview", c.Field)
			}
		}
	})
}
