package sqlite_test

import (
	"fmt"
	"path/filepath"
	"testing"

	zombiezen "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

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

// BenchmarkBareSelect is what BenchmarkList is held against: the same columns
// read through the same driver, as texts, and nothing made of them.
func BenchmarkBareSelect(b *testing.B) {
	path := filepath.Join(b.TempDir(), "db")
	defer fill(b, path).Close()
	conn, err := zombiezen.OpenConn(path, zombiezen.OpenReadWrite)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	for b.Loop() {
		n, bytes := 0, 0
		err := sqlitex.Execute(conn, `SELECT id, customer_id, import_id, source, external_customer_id, external_id,
title, first_name, middle_name, last_name, suffix, org_name, email, phone_number, phone_notes, phone_e164, deceased, obfuscated, doc,
merged_into, version, created_on, created_by, updated_on, updated_by FROM customers WHERE tenant = 1 AND merged_into = 0 ORDER BY id`,
			&sqlitex.ExecOptions{ResultFunc: func(stmt *zombiezen.Stmt) error {
				for i := range stmt.ColumnCount() {
					bytes += len(stmt.ColumnText(i))
				}
				n++
				return nil
			}})
		if err != nil || n != benchCustomers || bytes == 0 {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(benchCustomers*float64(b.N)/b.Elapsed().Seconds(), "customers/s")
}

// BenchmarkMerge merges 20,000 clusters of two to three customers, 50,000 in
// all, with two related records each, and undoes them again.
func BenchmarkMerge(b *testing.B) {
	const clusters = 20_000
	s, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "db"), store.Options{Mode: store.Write})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	run := customer.Run{Kind: "import"}
	if err := s.Begin(b.Context(), &run); err != nil {
		b.Fatal(err)
	}
	ids, customerIDs, err := s.Reserve(b.Context(), clusters*5/2)
	if err != nil {
		b.Fatal(err)
	}
	batch := store.Batch{Run: run.ID}
	for i, id := range ids {
		c := benchPerson(i)
		c.ID, c.CustomerID = id, customerIDs[i]
		c.Related = []customer.Related{{Kind: customer.Orders, ID: fmt.Sprint("O", i), Data: []byte(`{"total":1}`)}, {Kind: customer.Notes, ID: fmt.Sprint("N", i), Data: []byte(`{"text":"x"}`)}}
		batch.New = append(batch.New, c)
	}
	if err := s.Take(b.Context(), batch); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		plans, undos := benchPlans(b, s, ids)
		outcomes, err := s.Merge(b.Context(), run.ID, plans)
		if err != nil {
			b.Fatal(err)
		}
		merged := b.Elapsed()
		for i, o := range outcomes {
			undos[i].Merge = o.Merge
			for _, m := range o.Moved {
				undos[i].Back = append(undos[i].Back, customer.Move{Kind: m.Kind, ID: m.ID, From: m.To, To: m.From})
			}
		}
		if err := s.Undo(b.Context(), run.ID, undos); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric((b.Elapsed() - merged).Seconds(), "undo-s")
	}
}

// benchPlans plans clusters of two and three in turn, and their undoing.
func benchPlans(b *testing.B, s store.Store, ids []int64) ([]store.MergePlan, []store.UndoPlan) {
	b.Helper()
	members, err := s.Load(b.Context(), ids, store.Include{})
	if err != nil {
		b.Fatal(err)
	}
	var plans []store.MergePlan
	var undos []store.UndoPlan
	for first, size := 0, 2; first < len(members); first, size = first+size, 5-size {
		m := customer.Merge{Survivor: ids[first], Secondaries: ids[first+1 : first+size]}
		undo := store.UndoPlan{}
		for _, c := range members[first : first+size] {
			m.Before = append(m.Before, customer.Image{Customer: c})
			back := *c
			back.Version += 2
			undo.Restore = append(undo.Restore, store.Revision{Customer: &back, Base: c.Version + 1})
		}
		result := *members[first]
		result.PhoneNotes = "merged"
		plans, undos = append(plans, store.MergePlan{Merge: m, Result: &result}), append(undos, undo)
	}
	return plans, undos
}
