package sqlite_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/sqlite"
)

const (
	benchCustomers = 100_000
	benchBatch     = 10_000
)

// benchPerson has what a typical row of a CRM file fills.
func benchPerson(n int) *customer.Customer {
	return &customer.Customer{
		Source: "RE", ImportID: fmt.Sprintf("RE-%07d", n), FirstName: fmt.Sprintf("Margaret%d", n%977), LastName: fmt.Sprintf("Winterbottom%d", n%7919),
		Email: fmt.Sprintf("margaret.winterbottom%d@example.org", n*7919%benchCustomers), PhoneNumber: fmt.Sprintf("(212) 555-%04d", n%10_000),
		PhoneE164: fmt.Sprintf("+1212555%04d", n%10_000), Version: 1,
		Address: []customer.Address{{StreetAddress1: fmt.Sprint(n, " Main Street"), City: "Springfield", State: "IL", ZipCode: "62701", Country: "US",
			Type: customer.AddressPrimary, IsPrimary: true}},
		SolicitationCodes: []string{"Do Not Call"},
	}
}

// fill imports the benchmark's customers with what their keys said.
func fill(b *testing.B, path string) store.Store {
	b.Helper()
	s, err := sqlite.Open(b.Context(), path, store.Options{Mode: store.Write})
	if err != nil {
		b.Fatal(err)
	}
	run := customer.Run{Kind: "import"}
	if err := s.Begin(b.Context(), &run); err != nil {
		b.Fatal(err)
	}
	for first := 0; first < benchCustomers; first += benchBatch {
		batch := store.Batch{Run: run.ID, Checkpoint: []byte(`{}`)}
		ids, customerIDs, err := s.Reserve(b.Context(), benchBatch)
		if err != nil {
			b.Fatal(err)
		}
		for i := range benchBatch {
			c := benchPerson(first + i)
			c.ID, c.CustomerID = ids[i], customerIDs[i]
			batch.New = append(batch.New, c)
			batch.Memories = append(batch.Memories, store.Memory{Key: "import:" + c.ImportID, Customer: c.ID, Source: "RE", Run: run.ID, Hash: make([]byte, 16),
				Values: []byte(`{"email":"` + c.Email + `","firstName":"` + c.FirstName + `","lastName":"` + c.LastName + `","phoneNumber":"` + c.PhoneNumber + `"}`)})
		}
		if err := s.Take(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

// BenchmarkTake imports 100,000 new customers with a memory each, the final
// checkpoint of the log included.
func BenchmarkTake(b *testing.B) {
	for i := 0; b.Loop(); i++ {
		if err := fill(b, filepath.Join(b.TempDir(), fmt.Sprint(i))).Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(benchCustomers*float64(b.N)/b.Elapsed().Seconds(), "customers/s")
}

// BenchmarkRecall asks for 100,000 known keys, a batch at a time.
func BenchmarkRecall(b *testing.B) {
	s := fill(b, filepath.Join(b.TempDir(), "db"))
	defer s.Close()
	for b.Loop() {
		for first := 0; first < benchCustomers; first += benchBatch {
			keys := make([]string, benchBatch)
			for i := range keys {
				keys[i] = fmt.Sprintf("import:RE-%07d", first+i)
			}
			memories, err := s.Recall(b.Context(), keys)
			if err != nil || memories[0].Customer == 0 {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(benchCustomers*float64(b.N)/b.Elapsed().Seconds(), "keys/s")
}

// BenchmarkChange revises 100,000 customers with a journal entry each.
func BenchmarkChange(b *testing.B) {
	s := fill(b, filepath.Join(b.TempDir(), "db"))
	defer s.Close()
	run := customer.Run{Kind: "import"}
	if err := s.Begin(b.Context(), &run); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		batch := store.Batch{Run: run.ID}
		for c, err := range s.List(b.Context(), store.Query{}) {
			if err != nil {
				b.Fatal(err)
			}
			next := *c
			next.Title, next.Version = fmt.Sprint(c.Version), c.Version+1
			batch.Changed = append(batch.Changed, store.Revision{Customer: &next, Base: c.Version})
			batch.Journal = append(batch.Journal, customer.Change{Customer: c.ID, Version: next.Version, Op: "import",
				Fields: []customer.FieldChange{{Field: "title", Before: c.Title, After: next.Title}}})
		}
		if err := s.Take(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(benchCustomers*float64(b.N)/b.Elapsed().Seconds(), "customers/s")
}

// BenchmarkList streams 100,000 customers.
func BenchmarkList(b *testing.B) {
	s := fill(b, filepath.Join(b.TempDir(), "db"))
	defer s.Close()
	for b.Loop() {
		n := 0
		for _, err := range s.List(b.Context(), store.Query{}) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != benchCustomers {
			b.Fatal(n)
		}
	}
	b.ReportMetric(benchCustomers*float64(b.N)/b.Elapsed().Seconds(), "customers/s")
}
