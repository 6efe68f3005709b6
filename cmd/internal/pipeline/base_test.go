package pipeline

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"testing"

	"rollcall/dedupe/merge"
	"rollcall/exporter"
	"rollcall/store"
	"rollcall/store/connect"
	"rollcall/store/customer"
	"rollcall/store/postgres/pgtest"
)

// eachStore runs a test on both drivers. open gives an empty store; seeds is
// how many random bases the driver's speed allows.
func eachStore(t *testing.T, test func(t *testing.T, seeds uint64, open func(tenant string) *base)) {
	embedded, server := uint64(40), uint64(12)
	if testing.Short() { // under the race detector
		embedded, server = 8, 3
	}
	t.Run("sqlite", func(t *testing.T) {
		test(t, embedded, func(tenant string) *base { return openBase(t, ":memory:", tenant) })
	})
	t.Run("postgres", func(t *testing.T) {
		url := pgtest.URL(t)
		test(t, server, func(tenant string) *base { return openBase(t, url, tenant) })
	})
}

// base is a store with a session on it.
type base struct {
	*testing.T
	*Session
	random *rand.Rand
	out    bytes.Buffer
}

func openBase(t *testing.T, url, tenant string) *base {
	t.Helper()
	s, err := connect.Open(t.Context(), url, store.Options{Tenant: tenant, User: "tester", Mode: store.Write})
	if err != nil {
		t.Fatal(err)
	}
	b := &base{T: t}
	t.Cleanup(func() { s.Close() })
	b.Session = &Session{Store: s, Reports: t.TempDir(), Stdout: &b.out, Stopping: func() bool { return false },
		Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	return b
}

func (b *base) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// fill makes n random customers from small pools of values, so that they agree
// and disagree often.
func (b *base) fill(seed uint64, n int) []*customer.Customer {
	b.Helper()
	b.random = rand.New(rand.NewPCG(seed, 7))
	list := make([]*customer.Customer, n)
	for i := range list {
		list[i] = b.anyone(i)
	}
	b.add(list)
	return list
}

// add stores new customers.
func (b *base) add(list []*customer.Customer) {
	b.Helper()
	ids, customerIDs, err := b.Store.Reserve(b.Context(), len(list))
	b.must(err)
	for i, c := range list {
		c.ID, c.CustomerID, c.Version = ids[i], customerIDs[i], 1
	}
	run := &customer.Run{Kind: "import"}
	b.must(b.Store.Begin(b.Context(), run))
	b.must(b.Store.Take(b.Context(), store.Batch{Run: run.ID, New: list}))
	b.must(b.Store.Finish(b.Context(), run))
}

func (b *base) pick(values ...string) string { return values[b.random.IntN(len(values))] }

func (b *base) coin() bool { return b.random.IntN(2) == 0 }

func (b *base) anyone(i int) *customer.Customer {
	c := &customer.Customer{
		ImportID: fmt.Sprintf("I-%03d", i), Source: b.pick("RE", "SF", "Acme"),
		ExternalCustomerID: b.pick("", "", fmt.Sprint("X", i)), ExternalID: b.pick("", "crm-1", "crm-2"),
		Title: b.pick("", "Dr."), FirstName: b.pick("Ann", "Anne", "A.", "Eve"), MiddleName: b.pick("", "M", "Maria"),
		LastName: b.pick("Lee", "LEE", "Léé", "Ray"), Suffix: b.pick("", "", "", "Jr", "Sr"), OrgName: b.pick("", "", "", "Lee & Co"),
		Email: b.pick("", "a@example.org", "A@example.org", "b@example.org"), PhoneNumber: b.pick("", "(617) 555-0100", "617 555 0100", "0101"),
		Deceased: b.random.IntN(8) == 0,
	}
	if c.PhoneNumber != "" {
		c.PhoneNotes = b.pick("", "after 5")
	}
	for range b.random.IntN(3) {
		c.SolicitationCodes = append(c.SolicitationCodes, b.pick("Do Not Call", "Do Not Email", "Newsletter"))
	}
	for range b.random.IntN(3) {
		c.Address = append(c.Address, customer.Address{StreetAddress1: b.pick("1 Elm St", "1 Elm Street", "9 Oak Ave"),
			City: b.pick("", "Boston"), ZipCode: b.pick("", "02116"), Type: b.pick("primary", "billing"), IsPrimary: len(c.Address) == 0 && b.coin()})
	}
	for range b.random.IntN(3) {
		c.Attributes = append(c.Attributes, customer.Attribute{Category: b.pick("Tier", "Interest"), Description: b.pick("Gold", "Chamber music")})
	}
	b.fields(c)
	for k := range b.random.IntN(4) {
		kind := customer.Kinds[b.random.IntN(len(customer.Kinds))]
		c.Related = append(c.Related, customer.Related{Kind: kind, ID: fmt.Sprintf("%s-%d-%d", kind, i, k), Data: []byte(b.pick(`{"total":10.50}`, `{"total":3}`))})
	}
	customer.SortRelated(c.Related)
	return c
}

func (b *base) fields(c *customer.Customer) {
	if b.coin() {
		c.SetField("date_of_birth", customer.Value{Type: customer.BirthDate, Text: b.pick("1970-01-31", "1970-01-31", "1981-05-05")})
	}
	if b.coin() {
		c.SetField("newsletter", customer.Value{Type: customer.Bool, Text: b.pick("true", "false")})
	}
	if b.coin() {
		c.SetField("visits", customer.Value{Type: customer.Number, Text: b.pick("1", "12.5")})
	}
}

// clusters puts most of the customers into random clusters of two and more.
func (b *base) clusters(list []*customer.Customer) []customer.Cluster {
	var clusters []customer.Cluster
	for _, i := range b.random.Perm(len(list)) {
		c := list[i]
		member := customer.Member{ID: c.ID, ImportID: c.ImportID, Version: c.Version}
		if last := len(clusters) - 1; last >= 0 && len(clusters[last].Members) < 2+b.random.IntN(3) {
			clusters[last].Members = append(clusters[last].Members, member)
			continue
		}
		clusters = append(clusters, customer.Cluster{ID: "c-" + c.ImportID, WeakestLink: []float64{0.95, 0.995, 1}[b.random.IntN(3)],
			Decision: "auto", Trusted: true, Members: []customer.Member{member}})
	}
	if last := len(clusters) - 1; len(clusters[last].Members) < 2 {
		clusters = clusters[:last]
	}
	return clusters
}

// found keeps clusters as a dedupe run's outcome.
func (b *base) found(clusters []customer.Cluster) {
	b.Helper()
	run := &customer.Run{Kind: "dedupe"}
	b.must(b.Store.Begin(b.Context(), run))
	b.must(b.Store.SaveMatching(b.Context(), store.Matching{Run: run.ID, Records: 1, Clusters: clusters}))
	b.must(b.Store.Finish(b.Context(), run))
}

// policy is a random policy.
func (b *base) policy() merge.Policy {
	rules := []merge.Rule{merge.OfSurvivor, merge.MostRecent, merge.Oldest, merge.MostFrequent, merge.Longest, merge.MostComplete, merge.SourceOrder, merge.RequireEqual}
	any := func() merge.FieldRule {
		r := rules[b.random.IntN(len(rules))]
		return merge.FieldRule{Rule: r, Review: r == merge.RequireEqual}
	}
	p := merge.DefaultPolicy()
	p.Sources = []string{b.pick("RE", "SF"), "Acme"}
	p.Survivor = []merge.Preference{{By: []merge.By{merge.BySourceOrder, merge.ByMostRelated, merge.ByMostComplete, merge.ByOldest, merge.ByLowestID}[b.random.IntN(5)]}}
	for _, field := range []string{"email", "phoneNumber", "suffix", "orgName", "externalId", "fields.visits"} {
		p.Fields[field] = any()
	}
	p.Name, p.Address = any(), any()
	p.Restrictive = []string{"Do Not Call"}
	p.Auto.MaxShare = 1
	return p
}

// export returns the portable export in both text formats.
func (b *base) export() string {
	b.Helper()
	b.out.Reset()
	for _, format := range []exporter.Format{exporter.CSV, exporter.JSONL} {
		x, err := ExportRequest{File: "-", Format: string(format), Columns: "portable"}.Check()
		b.must(err)
		_, err = b.ExportUnkept(b.Context(), x)
		b.must(err)
	}
	return b.out.String()
}

// clean fails the test when the store's invariants do not hold.
func (b *base) clean() {
	b.Helper()
	findings, err := b.Store.Check(b.Context())
	b.must(err)
	if len(findings) > 0 {
		b.Fatalf("the store is not clean: %+v", findings)
	}
}
