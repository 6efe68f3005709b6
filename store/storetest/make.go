package storetest

import (
	"encoding/json"
	"fmt"

	"rollcall/store"
	"rollcall/store/customer"
)

// person returns a plausible customer without ids of the store; n tells
// persons apart.
func person(n int) *customer.Customer {
	return &customer.Customer{
		Source: "RE", ImportID: fmt.Sprintf("RE-%d", n), FirstName: fmt.Sprintf("First%d", n), LastName: fmt.Sprintf("Last%d", n),
		Email: fmt.Sprintf("person%d@example.org", n), Version: 1,
	}
}

// rich returns a customer that uses every part of the object.
func rich(n int) *customer.Customer {
	c := person(n)
	c.ExternalCustomerID, c.ExternalID = fmt.Sprintf("X-%d", n), fmt.Sprintf("CRM-%d", n)
	c.Title, c.MiddleName, c.Suffix, c.OrgName = "Dr.", "Maria", "Jr.", "Œuvre & <Söhne>"
	c.PhoneNumber, c.PhoneNotes, c.PhoneE164 = "(212) 555-0100 x7", "after 5", "+12125550100"
	c.Deceased, c.Obfuscated = true, false
	c.SolicitationCodes = []string{"Do Not Call", "a \"b\" \\ \u2028"}
	c.Address = []customer.Address{
		{StreetAddress1: "1 Main St", City: "Münster", State: "NY", ZipCode: "01234", Country: "US", Type: "primary", IsPrimary: true},
		{StreetAddress1: "PO Box 9", StreetAddress2: "Unit 2", Suburb: "East", Type: "billing"},
	}
	c.Attributes = []customer.Attribute{{Category: "Tier", Description: "Gold", Notes: "since long", Date: "2020-02-29"}, {Category: "Tier"}}
	c.Fields = map[string]customer.Value{
		"date_of_birth": {Type: customer.BirthDate, Text: "1970-01-31"},
		"ssn":           {Type: customer.Identifier, Text: "000-11-2222"},
		"visits":        {Type: customer.Number, Text: "12.5"},
		"kept":          {Type: customer.Date, Text: "spring"},
		"birth place":   {Type: customer.Text, Text: "Łódź", Match: customer.MatchAlways},
	}
	c.Related = []customer.Related{
		record(customer.Orders, fmt.Sprintf("O-%d", n), `{"total":12.50,"currency":"USD"}`),
		record(customer.Notes, fmt.Sprintf("N-%d", n), `{"author":"ann","text":"called <back>","time":"2026-01-01T00:00:00Z"}`),
		record(customer.Memberships, fmt.Sprintf("M-%d", n), `{"cardholders":[{"importId":"RE-9"}]}`),
	}
	return c
}

func record(kind customer.Kind, id, data string) customer.Related {
	return customer.Related{Kind: kind, ID: id, Data: []byte(data)}
}

// identify gives new customers reserved ids.
func (l *lab) identify(s store.Intake, list ...*customer.Customer) {
	l.Helper()
	ids, customerIDs, err := s.Reserve(l.ctx, len(list))
	l.must(err)
	for i, c := range list {
		c.ID, c.CustomerID = ids[i], customerIDs[i]
	}
}

// add stores new customers in a run of their own and returns the run.
func (l *lab) add(s store.Store, list ...*customer.Customer) string {
	l.Helper()
	l.identify(s, list...)
	run := l.begin(s, "import")
	l.must(s.Take(l.ctx, store.Batch{Run: run, New: list}))
	return run
}

// change stores a customer's new state, one version on, with its journal
// entry.
func (l *lab) change(s store.Store, c *customer.Customer, edit func(*customer.Customer)) *customer.Customer {
	l.Helper()
	before := l.load(s, c.ID)
	after := before.Clone()
	edit(after)
	after.Version++
	l.must(s.Take(l.ctx, store.Batch{Run: l.begin(s, "set"),
		Changed: []store.Revision{{Customer: after, Base: before.Version}},
		Journal: []customer.Change{{Customer: c.ID, Version: after.Version, Op: "set", Fields: customer.Diff(before, after)}}}))
	return after
}

// load returns one customer with everything that hangs on it.
func (l *lab) load(s store.Customers, id int64) *customer.Customer {
	l.Helper()
	list, err := s.Load(l.ctx, []int64{id}, store.Include{Kinds: customer.Kinds, MergeHistory: true})
	l.must(err)
	return list[0]
}

// ids returns the ids of the customers that answer a question, in its order.
func (l *lab) ids(s store.Customers, q store.Query) []int64 {
	l.Helper()
	ids := []int64{}
	for _, c := range all(l, s.List(l.ctx, q)) {
		ids = append(ids, c.ID)
	}
	return ids
}

// portable writes everything that an export would hold: the live customers
// with all related records, without what the store derives.
func (l *lab) portable(s store.Customers) string {
	l.Helper()
	var out []byte
	for _, c := range all(l, s.List(l.ctx, store.Query{Include: store.Everything})) {
		data, err := json.Marshal(plain(c))
		l.must(err)
		out = append(append(out, data...), '\n')
	}
	return string(out)
}

// plain returns a copy without what the store derives.
func plain(c *customer.Customer) *customer.Customer {
	p := customer.Customer{
		Source: c.Source, ImportID: c.ImportID, ExternalCustomerID: c.ExternalCustomerID, ExternalID: c.ExternalID,
		Title: c.Title, FirstName: c.FirstName, MiddleName: c.MiddleName, LastName: c.LastName, Suffix: c.Suffix, OrgName: c.OrgName,
		Email: c.Email, PhoneNumber: c.PhoneNumber, PhoneNotes: c.PhoneNotes, PhoneE164: c.PhoneE164,
		Deceased: c.Deceased, Obfuscated: c.Obfuscated, SolicitationCodes: c.SolicitationCodes, Address: c.Address,
		Attributes: c.Attributes, Fields: c.Fields,
	}
	for _, r := range c.Related {
		r.CustomerID = 0
		p.Related = append(p.Related, r)
	}
	customer.SortRelated(p.Related)
	return &p
}

// seq returns the journal's present sequence.
func (l *lab) seq(s store.Keeper) int64 {
	l.Helper()
	n, err := s.Seq(l.ctx)
	l.must(err)
	return n
}

// changes returns the journal's answer to a question.
func (l *lab) changes(s store.Merges, q store.JournalQuery) []customer.Change {
	l.Helper()
	return all(l, s.Journal(l.ctx, q))
}
