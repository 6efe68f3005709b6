package merge

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/store/customer"
)

// history plays what happens to a merged customer: imports through keys and
// hand edits, journalled as a store does.
type history struct {
	policy Policy
	merge  customer.Merge
	now    map[int64]*customer.Customer
	edits  []customer.Change
}

func owner(key string) int64 {
	var id int64
	_, _ = fmt.Sscanf(key, "K%d", &id)
	return id
}

func newHistory(t *testing.T, policy Policy, members []Member, o Options) *history {
	t.Helper()
	m, now := carryOut(mustPlan(t, policy, members, o), 5)
	return &history{policy: policy, merge: m, now: now}
}

func (h *history) note(id int64, op, key string, before, after *customer.Customer) {
	if fields := customer.Diff(before, after); len(fields) > 0 {
		h.edits = append(h.edits, customer.Change{Seq: int64(10 + len(h.edits)), Customer: id, Op: op, Key: key, Fields: fields})
	}
	h.now[id] = after
}

// hand edits the survivor by hand.
func (h *history) hand(edit func(*customer.Customer)) {
	s := h.now[h.merge.Survivor]
	after := s.Clone()
	edit(after)
	h.note(s.ID, "set", "", s, after)
}

// load imports through the key of a member.
func (h *history) load(id int64, edit func(*customer.Customer)) {
	before := h.now[id]
	after := before.Clone()
	edit(after)
	key := fmt.Sprintf("K%d", id)
	h.note(id, "import", key, before, after)
	if id != h.merge.Survivor {
		s := h.now[h.merge.Survivor]
		changed, _ := ApplyThrough(h.policy, Through{Survivor: s, Before: before, After: after})
		h.note(s.ID, "import", key, s, changed)
	}
}

func (h *history) undo(t *testing.T) *UndoPlan {
	t.Helper()
	plan, err := PlanUndo(Undo{Merge: h.merge, Now: h.now, Edits: h.edits, KeyOwner: owner})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// TestImportsGoBackToTheirOwners: whatever came through the members' keys while
// they were merged, each is afterwards as if it had stood alone.
func TestImportsGoBackToTheirOwners(t *testing.T) {
	fresh := 0
	edits := []func(*customer.Customer){
		func(c *customer.Customer) { c.Email = fmt.Sprintf("n%d@example.org", fresh) },
		func(c *customer.Customer) { c.LastName = fmt.Sprintf("Name%d", fresh) },
		func(c *customer.Customer) { c.PhoneNumber, c.PhoneE164 = fmt.Sprint(fresh), "" },
		func(c *customer.Customer) { c.OrgName = fmt.Sprintf("Org%d", fresh) },
		func(c *customer.Customer) {
			c.SolicitationCodes = append(c.SolicitationCodes, fmt.Sprintf("Code%d", fresh))
		},
		func(c *customer.Customer) {
			c.Attributes = append(c.Attributes, customer.Attribute{Category: fmt.Sprint(fresh)})
		},
		func(c *customer.Customer) {
			c.SetField("size", customer.Value{Type: customer.Number, Text: fmt.Sprint(fresh)})
		},
		func(c *customer.Customer) {
			c.SetField(fmt.Sprintf("f%d", fresh), customer.Value{Type: customer.Text, Text: "x"})
		},
	}
	rounds(t, func(t *testing.T, r *rand.Rand) {
		h := newHistory(t, randomPolicy(r), randomMembers(r), Options{})
		alone := map[int64]*customer.Customer{}
		for _, image := range h.merge.Before {
			alone[image.Customer.ID] = image.Customer.Clone()
		}
		for range r.IntN(6) {
			fresh++
			id := h.merge.Before[r.IntN(len(h.merge.Before))].Customer.ID
			edit := edits[r.IntN(len(edits))]
			h.load(id, edit)
			edit(alone[id])
		}
		plan := h.undo(t)
		if len(plan.Conflicts) > 0 {
			t.Errorf("conflicts %v", plan.Conflicts)
		}
		for _, c := range plan.Customers {
			if d := customer.Diff(alone[c.ID], c); len(d) > 0 {
				t.Errorf("customer %d: %v", c.ID, d)
			}
			if c.MergedInto != 0 {
				t.Errorf("customer %d is still merged", c.ID)
			}
		}
	})
}

func TestHandEdits(t *testing.T) {
	members := two(func(a, b *customer.Customer) {
		a.Email, b.Email, b.OrgName, b.LastName = "a@example.org", "b@example.org", "Acme", "Jones"
		a.SolicitationCodes, b.SolicitationCodes = []string{"News"}, []string{"Post"}
	})
	choose := Options{Survivor: 1, Choose: map[string]string{"name": "secondary"}}
	cases := []struct {
		name      string
		edit      func(c *customer.Customer)
		want      func(c *customer.Customer) // starts as before the merge
		conflicts []string
	}{
		{"of an untouched field", func(c *customer.Customer) { c.ExternalID = "x" }, func(c *customer.Customer) { c.ExternalID = "x" }, nil},
		{"of a value that the merge brought", func(c *customer.Customer) { c.Email = "c@example.org" },
			func(c *customer.Customer) { c.Email = "c@example.org" }, []string{"email"}},
		{"back to the value before the merge", func(c *customer.Customer) { c.Email = "a@example.org" }, func(c *customer.Customer) {}, nil},
		{"of a name part that the merge left alone", func(c *customer.Customer) { c.FirstName = "Anna" },
			func(c *customer.Customer) { c.FirstName = "Anna" }, nil},
		{"of a name that the merge brought", func(c *customer.Customer) { c.LastName, c.Title = "Jonas", "Dr." },
			func(c *customer.Customer) { c.LastName, c.Title = "Jonas", "Dr." }, []string{"lastName"}},
		{"of an added code", func(c *customer.Customer) { c.SolicitationCodes = append(c.SolicitationCodes, "Call") },
			func(c *customer.Customer) { c.SolicitationCodes = []string{"News", "Call"} }, nil},
		{"of a code that the merge brought", func(c *customer.Customer) { c.SolicitationCodes = []string{"News"} },
			func(c *customer.Customer) {}, []string{"solicitationCodes"}},
		{"of a custom field", func(c *customer.Customer) { c.SetField("n", customer.Value{Type: customer.Number, Text: "4"}) },
			func(c *customer.Customer) { c.SetField("n", customer.Value{Type: customer.Number, Text: "4"}) }, nil},
	}
	for _, c := range cases {
		h := newHistory(t, DefaultPolicy(), members, choose)
		h.hand(c.edit)
		plan := h.undo(t)
		want := members[0].Customer.Clone()
		c.want(want)
		if d := customer.Diff(want, plan.Customers[0]); len(d) > 0 {
			t.Errorf("%s: survivor %v", c.name, d)
		}
		if d := customer.Diff(members[1].Customer, plan.Customers[1]); len(d) > 0 {
			t.Errorf("%s: secondary %v", c.name, d)
		}
		var fields []string
		for _, k := range plan.Conflicts {
			fields = append(fields, k.Field)
			if k.Customer != 1 || k.Seq == 0 || k.Reason == "" {
				t.Errorf("%s: conflict %v", c.name, k)
			}
		}
		if !slices.Equal(fields, c.conflicts) {
			t.Errorf("%s: conflicts %v, want %v", c.name, fields, c.conflicts)
		}
	}
}

func TestUnknownKeyCountsAsHand(t *testing.T) {
	h := newHistory(t, DefaultPolicy(), two(func(a, b *customer.Customer) { b.OrgName = "Acme" }), Options{Survivor: 1})
	h.load(1, func(c *customer.Customer) { c.OrgName = "Beta" })
	plan, err := PlanUndo(Undo{Merge: h.merge, Now: h.now, Edits: h.edits})
	if err != nil || len(plan.Conflicts) != 1 || plan.Customers[0].OrgName != "Beta" {
		t.Errorf("%v, %v", plan, err)
	}
}

func TestKeysOfEarlierMergesAreTheSurvivors(t *testing.T) {
	h := newHistory(t, DefaultPolicy(), two(func(a, b *customer.Customer) {}), Options{Survivor: 1})
	h.now[7] = &customer.Customer{ID: 7, MergedInto: 1}
	h.now[8] = &customer.Customer{ID: 8, MergedInto: 2}
	for _, c := range []struct {
		key  string
		want string
	}{{"K7", "Acme"}, {"K8", ""}, {"K99", ""}} {
		h.edits = []customer.Change{{Seq: 9, Customer: 1, Op: "import", Key: c.key, Fields: []customer.FieldChange{{Field: "orgName", After: "Acme"}}}}
		if plan := h.undo(t); plan.Customers[0].OrgName != c.want || len(plan.Conflicts) > 0 {
			t.Errorf("%s: %q, %v", c.key, plan.Customers[0].OrgName, plan.Conflicts)
		}
	}
}

func TestRelatedRecordsGoBack(t *testing.T) {
	order := func(id string, of int64) customer.Related {
		return customer.Related{Kind: customer.Orders, ID: id, CustomerID: of, Data: []byte(`{}`)}
	}
	h := newHistory(t, DefaultPolicy(), two(func(a, b *customer.Customer) {
		a.Related, b.Related = []customer.Related{order("a", 1)}, []customer.Related{order("b", 2), order("c", 2)}
	}), Options{Survivor: 1})
	s := h.now[1]
	s.Related = append(slices.DeleteFunc(s.Related, func(r customer.Related) bool { return r.ID == "c" }), order("new", 1))
	plan := h.undo(t)
	ids := func(c *customer.Customer) (list string) {
		for _, r := range c.Related {
			list += r.ID + " "
			if r.CustomerID != c.ID {
				t.Errorf("%s is held by %d", r.ID, r.CustomerID)
			}
		}
		return list
	}
	if ids(plan.Customers[0]) != "a new " || ids(plan.Customers[1]) != "b " {
		t.Errorf("survivor %s, secondary %s", ids(plan.Customers[0]), ids(plan.Customers[1]))
	}
	if want := []customer.Move{{Kind: customer.Orders, ID: "b", From: 1, To: 2}}; !slices.Equal(plan.Moves, want) {
		t.Errorf("moves %v", plan.Moves)
	}
	if len(plan.Conflicts) != 1 || plan.Conflicts[0].Record != "c" {
		t.Errorf("conflicts %v", plan.Conflicts)
	}
	s.Related = nil // not loaded: the journal is believed
	if plan := h.undo(t); len(plan.Moves) != 2 || len(plan.Conflicts) != 0 {
		t.Errorf("moves %v, conflicts %v", plan.Moves, plan.Conflicts)
	}
}

func TestUndoKeepsMembersApart(t *testing.T) {
	rounds(t, func(t *testing.T, r *rand.Rand) {
		h := newHistory(t, DefaultPolicy(), randomMembers(r), Options{})
		n := len(h.merge.Before)
		plan := h.undo(t)
		if len(plan.Judgements) != n*(n-1)/2 {
			t.Errorf("%d judgements for %d members", len(plan.Judgements), n)
		}
		for _, j := range plan.Judgements {
			if j.LeftID >= j.RightID || j.Verdict != customer.SaysNonMatch || j.Origin != "undo" {
				t.Errorf("judgement %v", j)
			}
		}
	})
}

// TestObfuscatedStaysSo: neither image nor journal brings a value back.
func TestObfuscatedStaysSo(t *testing.T) {
	h := newHistory(t, DefaultPolicy(), two(func(a, b *customer.Customer) { a.Email = "a@example.org" }), Options{Survivor: 1})
	h.hand(func(c *customer.Customer) { c.OrgName = "Acme" })
	h.now[1] = &customer.Customer{ID: 1, ImportID: "A", FirstName: "x", LastName: "x", Obfuscated: true}
	if c := h.undo(t).Customers[0]; c.Email != "" || c.OrgName != "" || c.LastName != "x" || !c.Obfuscated {
		t.Errorf("survivor %+v", c)
	}
}

func TestPlanUndoRefuses(t *testing.T) {
	fresh := func() *history {
		return newHistory(t, DefaultPolicy(), two(func(a, b *customer.Customer) {}), Options{Survivor: 1})
	}
	done := fresh()
	done.merge.UndoneOn = time.Unix(1, 0)
	missing := fresh()
	delete(missing.now, 2)
	pruned := fresh()
	pruned.merge.Before = nil
	garbled := fresh()
	garbled.edits = []customer.Change{{Seq: 9, Customer: 1, Op: "set", Fields: []customer.FieldChange{{Field: "address", After: "secret"}}}}
	for name, c := range map[string]struct {
		h    *history
		want error
	}{"undone": {done, ErrUndone}, "missing": {missing, ErrIncomplete}, "pruned": {pruned, ErrIncomplete}, "garbled": {garbled, ErrIncomplete}} {
		_, err := PlanUndo(Undo{Merge: c.h.merge, Now: c.h.now, Edits: c.h.edits, KeyOwner: owner})
		if !errors.Is(err, c.want) || strings.Contains(fmt.Sprint(err), "secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLaterMergesFirst(t *testing.T) {
	h := newHistory(t, DefaultPolicy(), two(func(a, b *customer.Customer) {}), Options{Survivor: 1})
	later := []customer.Merge{
		{ID: 4, Survivor: 1}, {ID: 6, Survivor: 1, Secondaries: []int64{3}}, {ID: 7, Survivor: 8, Secondaries: []int64{9}},
		{ID: 8, Survivor: 9, Secondaries: []int64{1}}, {ID: 9, Survivor: 1, Secondaries: []int64{4}, UndoneOn: time.Unix(1, 0)},
	}
	_, err := PlanUndo(Undo{Merge: h.merge, Now: h.now, Later: later, KeyOwner: owner})
	var superseded *SupersededError
	if !errors.As(err, &superseded) || !errors.Is(err, ErrSuperseded) || !slices.Equal(superseded.Merges, []int64{8, 6}) {
		t.Errorf("%v", err)
	}
}
