package postgres_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/postgres"
	"rollcall/store/postgres/pgtest"
)

const (
	benchCustomers = 100_000
	benchBatch     = 20_000
)

// BenchmarkTake writes new customers, each with one address, one code and what
// its key said, in batches.
func BenchmarkTake(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		s := openBench(b)
		batches := benchBatches(b, s)
		b.StartTimer()
		takeAll(b, s, batches)
	}
	b.ReportMetric(float64(benchCustomers*b.N)/b.Elapsed().Seconds(), "customers/s")
}

// BenchmarkRevise changes every customer of the store.
func BenchmarkRevise(b *testing.B) {
	s := openBench(b)
	batches := benchBatches(b, s)
	takeAll(b, s, batches)
	for b.Loop() {
		b.StopTimer()
		for i := range batches {
			batches[i] = revised(batches[i])
		}
		b.StartTimer()
		takeAll(b, s, batches)
	}
	b.ReportMetric(float64(benchCustomers*b.N)/b.Elapsed().Seconds(), "customers/s")
}

// BenchmarkRecall asks what every key said last, known ones.
func BenchmarkRecall(b *testing.B) {
	s := openBench(b)
	batches := benchBatches(b, s)
	takeAll(b, s, batches)
	for b.Loop() {
		for _, batch := range batches {
			keys := make([]string, len(batch.Memories))
			for i := range keys {
				keys[i] = batch.Memories[i].Key
			}
			if _, err := s.Recall(b.Context(), keys); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(benchCustomers*b.N)/b.Elapsed().Seconds(), "keys/s")
}

// BenchmarkList streams all customers.
func BenchmarkList(b *testing.B) {
	s := openBench(b)
	takeAll(b, s, benchBatches(b, s))
	for b.Loop() {
		n := 0
		for _, err := range s.List(b.Context(), store.Query{}) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != benchCustomers {
			b.Fatalf("%d customers", n)
		}
	}
	b.ReportMetric(float64(benchCustomers*b.N)/b.Elapsed().Seconds(), "customers/s")
}

// BenchmarkBareSelect is what BenchmarkList is held against: the same columns
// read through the same driver into texts and numbers, and nothing made of them.
func BenchmarkBareSelect(b *testing.B) {
	url := pgtest.URL(b)
	s, err := postgres.Open(b.Context(), url, store.Options{Mode: store.Write})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	takeAll(b, s, benchBatches(b, s))
	conn, err := pgx.Connect(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(b.Context())
	var texts [18]string
	var flags [2]bool
	var numbers [5]int64
	var into []any
	for i := range texts {
		into = append(into, &texts[i])
	}
	into = append(into, &numbers[0], &flags[0], &flags[1], &numbers[1], &numbers[2], &numbers[3], &numbers[4])
	for b.Loop() {
		n := 0
		rows, err := conn.Query(b.Context(), `SELECT customer_id, import_id, source, external_customer_id, external_id,
title, first_name, middle_name, last_name, suffix, org_name, email, phone_number, phone_notes, phone_e164, created_by, updated_by,
doc::text, id, deceased, obfuscated, merged_into, version, created_on, updated_on FROM customers WHERE tenant = 1 AND merged_into = 0 ORDER BY id`)
		for err == nil && rows.Next() {
			err = rows.Scan(into...)
			n++
		}
		if err != nil || rows.Err() != nil || n != benchCustomers {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64(benchCustomers*b.N)/b.Elapsed().Seconds(), "customers/s")
}

func openBench(b *testing.B) store.Store {
	b.Helper()
	s, err := postgres.Open(context.Background(), pgtest.URL(b), store.Options{Mode: store.Write})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return s
}

func takeAll(b *testing.B, s store.Store, batches []store.Batch) {
	b.Helper()
	for _, batch := range batches {
		if err := s.Take(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
}

func benchBatches(b *testing.B, s store.Store) []store.Batch {
	b.Helper()
	run := customer.Run{Kind: "import"}
	if err := s.Begin(b.Context(), &run); err != nil {
		b.Fatal(err)
	}
	var batches []store.Batch
	for first := 0; first < benchCustomers; first += benchBatch {
		ids, customerIDs, err := s.Reserve(b.Context(), benchBatch)
		if err != nil {
			b.Fatal(err)
		}
		batch := store.Batch{Run: run.ID, Checkpoint: []byte(`{"row":1}`)}
		for i, id := range ids {
			c := benchCustomer(first + i)
			c.ID, c.CustomerID = id, customerIDs[i]
			batch.New = append(batch.New, c)
			batch.Memories = append(batch.Memories, store.Memory{Key: "import:" + c.ImportID, Customer: id, Source: "RE", Run: run.ID,
				Hash: []byte("0123456789abcdef"), Values: fmt.Appendf(nil, `{"email":%q,"firstName":%q,"lastName":%q}`, c.Email, c.FirstName, c.LastName)})
		}
		batches = append(batches, batch)
	}
	return batches
}

func benchCustomer(n int) *customer.Customer {
	return &customer.Customer{
		ImportID: fmt.Sprintf("RE-%08d", n), Source: "RE", Version: 1,
		FirstName: "Margarethe", LastName: fmt.Sprintf("Nachname%d", n%5000),
		Email: fmt.Sprintf("margarethe.%d@example.org", n), PhoneNumber: fmt.Sprintf("(555) %07d", n), PhoneE164: fmt.Sprintf("+1555%07d", n),
		SolicitationCodes: []string{"NO_MAIL"},
		Address:           []customer.Address{{StreetAddress1: fmt.Sprintf("%d Main Street", n%900), City: "Springfield", State: "IL", ZipCode: "62701", Type: customer.AddressPrimary}},
	}
}

// revised is a batch that changes what another one wrote.
func revised(batch store.Batch) store.Batch {
	next := store.Batch{Run: batch.Run}
	customers := batch.New
	for _, r := range batch.Changed {
		customers = append(customers, r.Customer)
	}
	for _, c := range customers {
		now := c.Clone()
		now.Version, now.LastName = c.Version+1, c.LastName+"x"
		next.Changed = append(next.Changed, store.Revision{Customer: now, Base: c.Version})
		next.Journal = append(next.Journal, customer.Change{Customer: c.ID, Version: now.Version, Op: "import",
			Fields: []customer.FieldChange{{Field: "lastName", Before: c.LastName, After: now.LastName}}})
	}
	return next
}
