package storetest

import (
	"bytes"
	"fmt"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
)

// marked returns a customer whose every personal value holds a word of its
// own.
func marked(n int, word string) *customer.Customer {
	c := rich(n)
	c.Title, c.FirstName, c.MiddleName, c.LastName, c.Suffix, c.OrgName = word+"1", word+"2", word+"3", word+"4", word+"5", word+"6"
	c.Email, c.PhoneNumber, c.PhoneNotes, c.PhoneE164 = word+"7@example.org", word+"8 555", word+"9", word+"10"
	c.SolicitationCodes = []string{word + "11"}
	c.Address = []customer.Address{{StreetAddress1: word + "12", City: word + "13", Type: customer.AddressPrimary}}
	c.Attributes = []customer.Attribute{{Category: "Tier", Description: word + "14", Notes: word + "15"}}
	c.Fields = map[string]customer.Value{"ssn": {Type: customer.Identifier, Text: word + "16"}, "since": {Type: customer.Date, Text: "2019-02-03"}}
	c.Related = []customer.Related{
		record(customer.Orders, fmt.Sprintf("O-%d", n), `{"currency":"USD","date":"2026-01-02","shipTo":{"name":"`+word+`17"},"tax":0.5,"total":"12.50"}`),
		record(customer.Notes, fmt.Sprintf("N-%d", n), `{"author":"ann","text":"`+word+`18","time":"2026-01-01T00:00:00Z"}`),
		record(customer.Memberships, fmt.Sprintf("M-%d", n), fmt.Sprintf(`{"cardholders":[{"importId":"RE-%d","name":"%s19"},{"importId":"RE-9","name":"Nine"}],"level":"Gold"}`, n, word)),
	}
	return c
}

// remembered is what an import keeps of marked customers: one key that is an id,
// one made of values.
func remembered(run string, c *customer.Customer) []store.Memory {
	values := []byte(`{"firstName":"` + c.FirstName + `"}`)
	return []store.Memory{
		{Key: "import:" + c.ImportID, Customer: c.ID, Source: "RE", Run: run, Hash: []byte(c.LastName), Values: values},
		{Key: "email:Shop:" + c.Email, Customer: c.ID, Source: "Shop", Run: run, Hash: []byte("h"), Values: values},
	}
}

// persons stores three customers that crossed each other: the second is merged
// into the first, and both were once part of the third, which was undone.
func (l *lab) persons(s store.Store) (first, second, third *customer.Customer) {
	l.Helper()
	first, second, third = marked(1, "Qwa"), marked(2, "Qwb"), marked(3, "Rst")
	third.Related = append(third.Related, record(customer.Memberships, "M-shared", `{"cardholders":[{"importId":"RE-2","name":"Qwb20"},{"importId":"RE-3","name":"Rst20"}]}`))
	l.add(s, first, second, third)
	run := l.begin(s, "import")
	l.must(s.Take(l.ctx, store.Batch{Run: run, Memories: append(remembered(run, first), append(remembered(run, second), remembered(run, third)...)...)}))
	l.change(s, first, func(c *customer.Customer) { c.MiddleName = "Qwa30" })
	crossed := l.plan(s, third, first)
	crossed.Merge.Choices = []customer.Choice{{Field: "firstName", Value: "Qwa2", From: 1, Rule: "longest"}}
	crossed.Result.PhoneNotes = first.PhoneNotes
	outcomes, err := s.Merge(l.ctx, l.begin(s, "merge"), []store.MergePlan{crossed})
	l.must(err)
	l.change(s, third, func(c *customer.Customer) { c.PhoneNotes = "Rst30" })
	l.undo(s, outcomes[0].Merge)
	l.merge(s, first, second)
	l.must(s.Judge(l.ctx, []customer.Judgement{{LeftID: 1, RightID: 3, Verdict: customer.SaysNonMatch, Comment: "Qwa32 is a neighbour"}}))
	return first, second, third
}

var privacyCases = []testCase{
	{"nothing of the person is left in the store's bytes", func(l *lab) {
		s := l.open()
		l.persons(s)
		if before := l.db.Bytes(l.T); !bytes.Contains(before, []byte("Qwa2")) || !bytes.Contains(before, []byte("Qwb17")) {
			l.Fatal("the bytes do not show what the store holds")
		}
		l.must(s.Obfuscate(l.ctx, l.begin(s, "obfuscate"), []int64{2}))
		after := bytes.ToLower(l.db.Bytes(l.T))
		for _, word := range []string{"qwa", "qwb"} {
			if at := bytes.Index(after, []byte(word)); at >= 0 {
				l.Errorf("still there: %q", after[max(0, at-80):min(len(after), at+40)])
			}
		}
		for _, word := range []string{"rst2", "rst17", "rst20", "rst7@example.org"} {
			if !bytes.Contains(after, []byte(word)) {
				l.Errorf("%s of another customer is gone", word)
			}
		}
	}},
	{"ids and structure stay, and the change is one like any other", func(l *lab) {
		s := l.open()
		first, _, _ := l.persons(s)
		before := l.load(s, 1)
		l.tick()
		run := l.begin(s, "obfuscate")
		l.must(s.Obfuscate(l.ctx, run, []int64{2}))
		got := l.load(s, 1)
		same(l, "keys", []string{got.CustomerID, got.ImportID, got.ExternalCustomerID, got.ExternalID, got.Source}, []string{first.CustomerID, "RE-1", "X-1", "CRM-1", first.Source})
		same(l, "version", got.Version, before.Version+1)
		same(l, "updated", got.UpdatedOn, l.now)
		same(l, "obfuscated", []bool{got.Obfuscated, l.load(s, 2).Obfuscated, l.load(s, 3).Obfuscated}, []bool{true, true, false})
		same(l, "merged", l.load(s, 2).MergedInto, int64(1))
		same(l, "records", len(got.Related), 6)
		for _, r := range got.Related {
			if r.Kind == customer.Orders && r.ID == "O-1" {
				same(l, "order", string(r.Data), `{"currency":"USD","date":"2026-01-02","shipTo":{"name":""},"tax":0.5,"total":"12.50"}`)
			}
			if r.Kind == customer.Memberships && r.ID == "M-1" {
				same(l, "membership", string(r.Data), `{"cardholders":[{"importId":"RE-1","name":""},{"importId":"RE-9","name":""}],"level":"Gold"}`)
			}
		}
		entries := l.changes(s, store.JournalQuery{Runs: []string{run}})
		same(l, "entries", len(entries), 2)
		same(l, "entry", []any{entries[0].Customer, entries[0].Op, entries[0].Version}, []any{int64(1), "obfuscate", got.Version})
		findings, err := s.Check(l.ctx)
		l.must(err)
		same(l, "findings", findings, nil)
	}},
	{"its keys are known again, with nothing of what they said", func(l *lab) {
		s := l.open()
		_, second, _ := l.persons(s)
		l.must(s.Obfuscate(l.ctx, l.begin(s, "obfuscate"), []int64{1}))
		email := "email:Shop:" + second.Email
		got, err := s.Recall(l.ctx, []string{"import:RE-2", email, "email:Shop:nobody", "import:RE-3", email})
		l.must(err)
		for _, i := range []int{0, 1, 4} {
			same(l, "customers", []int64{got[i].Customer, got[i].Survivor}, []int64{2, 1})
			same(l, "said", len(got[i].Hash)+len(got[i].Values), 0)
		}
		same(l, "keys", []string{got[0].Key, got[1].Key, got[2].Key}, []string{"import:RE-2", email, ""})
		same(l, "source", got[1].Source, "Shop")
		same(l, "another's", strings.Contains(string(got[3].Values), "Rst2"), true)
	}},
	{"nobody is found by a value any more", func(l *lab) {
		s := l.open()
		l.persons(s)
		l.must(s.Obfuscate(l.ctx, l.begin(s, "obfuscate"), []int64{1}))
		same(l, "search", l.ids(s, store.Query{Search: "qw", Merged: true}), []int64{})
		same(l, "email", l.hits(s, customer.ByEmail, "Qwa7@example.org"), nil)
		same(l, "filter", l.ids(s, store.Query{Filters: []store.Filter{{Field: "phone", Op: store.Like, Value: "555"}}}), []int64{3})
		same(l, "import id", l.hits(s, customer.ByImportID, "RE-2"), []store.Hit{{Named: 2, Survivor: 1}})
		same(l, "live", l.ids(s, store.Query{}), []int64{1, 3})
	}},
	{"an undo gives back structure, never values", func(l *lab) {
		s := l.open()
		l.persons(s)
		merge := l.merges(s, store.MergeQuery{Customer: 2})
		l.must(s.Obfuscate(l.ctx, l.begin(s, "obfuscate"), []int64{1}))
		l.undo(s, merge[len(merge)-1])
		second := l.load(s, 2)
		same(l, "live", []any{second.MergedInto, second.Obfuscated, second.FirstName, second.Email, len(second.Related)}, []any{int64(0), true, "", "", 3})
	}},
	{"again does nothing more; unknown ids and runs are refused", func(l *lab) {
		s := l.open()
		l.persons(s)
		run := l.begin(s, "obfuscate")
		l.must(s.Obfuscate(l.ctx, run, []int64{1, 2}))
		version, seq := l.load(s, 1).Version, l.seq(s)
		l.must(s.Obfuscate(l.ctx, run, []int64{2}))
		same(l, "version", l.load(s, 1).Version, version)
		same(l, "sequence", l.seq(s), seq)
		l.fails(s.Obfuscate(l.ctx, run, []int64{3, 99}), store.ErrNotFound)
		same(l, "all or nothing", l.load(s, 3).FirstName, "Rst2")
		l.fails(s.Obfuscate(l.ctx, "nothing", []int64{3}), store.ErrNotFound)
	}},
}
