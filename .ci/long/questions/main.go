// Command questions measures how long a large store takes to answer what people
// ask of it: each question several times, its first page and its total apart,
// with the quickest, the middle and the slowest time. On a machine that does other things
// too, the quickest is what the store takes. Last comes the sum of the two of
// the slowest question, and how fast all customers stream in how much memory.
//
//	go run ./.ci/long/questions STORE [RUNS]
//
// The README's figures are of a store with the 1,000,000 customers that
// `go run ./cmd/bench generate` writes.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/store"
	"rollcall/store/connect"
	"rollcall/store/customer"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: questions STORE [RUNS]")
		os.Exit(2)
	}
	runs := 5
	if len(os.Args) > 2 {
		runs, _ = strconv.Atoi(os.Args[2])
	}
	if err := measure(context.Background(), os.Args[1], max(runs, 1)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func measure(ctx context.Context, address string, runs int) error {
	s, err := connect.Open(ctx, address, store.Options{Mode: store.Read})
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }() // nothing was written
	sample, err := middle(ctx, s)
	if err != nil {
		return err
	}
	header("get by")
	for _, ref := range references(sample) {
		if _, err := report(ref.name, runs, func() (int64, error) {
			hits, err := s.Find(ctx, []customer.Ref{ref.ref})
			if err != nil || len(hits[0]) == 0 {
				return 0, err
			}
			_, err = s.Load(ctx, []int64{hits[0][0].Survivor}, store.Include{})
			return int64(len(hits[0])), err
		}); err != nil {
			return err
		}
	}
	fmt.Println()
	header("page of 100 / total")
	var slowest time.Duration
	for _, q := range questions(sample) {
		took, err := ask(ctx, s, q, runs)
		if err != nil {
			return err
		}
		slowest = max(slowest, took)
	}
	fmt.Printf("\nslowest page with its total, each at its quickest: %.1f ms\n", ms(slowest))
	return stream(ctx, s)
}

// middle returns a customer from the middle of the base that has an email and a
// phone number.
func middle(ctx context.Context, s store.Store) (*customer.Customer, error) {
	n, err := s.Count(ctx, store.Query{})
	if err != nil {
		return nil, err
	}
	for c, err := range s.List(ctx, store.Query{Offset: n / 2, Limit: 1000}) {
		if err != nil || (c.Email != "" && c.PhoneNumber != "" && len(c.Address) > 0 && len(c.LastName) > 4) {
			return c, err
		}
	}
	return nil, fmt.Errorf("no customer in the middle has an email, a phone number and an address")
}

type reference struct {
	name string
	ref  customer.Ref
}

func references(c *customer.Customer) []reference {
	return []reference{
		{"id", customer.Ref{Kind: customer.ByID, Text: customer.FormatID(c.ID)}},
		{"customerId", customer.Ref{Kind: customer.ByCustomerID, Text: c.CustomerID}},
		{"import id", customer.Ref{Kind: customer.ByImportID, Text: c.ImportID}},
		{"email", customer.Ref{Kind: customer.ByEmail, Text: c.Email}},
		{"external id (nobody)", customer.Ref{Kind: customer.ByExternalCustomerID, Text: "none"}},
	}
}

type named struct {
	name string
	q    store.Query
}

func questions(c *customer.Customer) []named {
	filters := func(list ...store.Filter) store.Query { return store.Query{Filters: list} }
	like := func(field, value string) store.Query {
		return filters(store.Filter{Field: field, Op: store.Like, Value: value})
	}
	eq := func(field, value string) store.Query {
		return filters(store.Filter{Field: field, Op: store.Eq, Value: value})
	}
	return []named{
		{"no condition", store.Query{}},
		{"page 15", store.Query{Offset: 1400}},
		{"search, an email", store.Query{Search: c.Email}},
		{"search, a last name", store.Query{Search: c.LastName}},
		{"search, three letters", store.Query{Search: c.LastName[:3]}},
		{"search, a mail provider", store.Query{Search: c.Email[strings.IndexByte(c.Email, '@'):]}},
		{"search, nobody", store.Query{Search: "qzxqzx"}},
		{"first and last name", filters(store.Filter{Field: "firstName", Op: store.Like, Value: c.FirstName}, store.Filter{Field: "lastName", Op: store.Like, Value: c.LastName})},
		{"lastName =", eq("lastName", c.LastName)},
		{"email =", eq("email", c.Email)},
		{"phone", like("phone", c.PhoneNumber)},
		{"zip", like("zip", c.Address[0].ZipCode)},
		{"address", like("address", c.Address[0].StreetAddress1)},
		{"zip, two digits", like("zip", c.Address[0].ZipCode[:2])},
		{"address, a city", like("address", c.Address[0].City)},
		{"address, a word of many", like("address", "street")},
		{"customerSource =", eq("customerSource", c.Source)},
		{"state =", eq("address[primary].state", c.Address[0].State)},
		{"city like, state =, two sorts", store.Query{Sort: []store.Sort{{Field: "lastName"}, {Field: "firstName", Desc: true}},
			Filters: []store.Filter{{Field: "address[primary].city", Op: store.Like, Value: c.Address[0].City[:2]}, {Field: "address[primary].state", Op: store.Eq, Value: c.Address[0].State}}}},
		{"email empty", filters(store.Filter{Field: "email", Op: store.Empty, Value: "true"})},
		{"solicitationCodes contains", filters(store.Filter{Field: "solicitationCodes", Op: store.Contains, Value: "Call"})},
		{"fields.date_of_birth =", eq("fields.date_of_birth", "1970-01-31")},
		{"fields.date_of_birth >=", filters(store.Filter{Field: "fields.date_of_birth", Op: store.Gte, Value: "1970-01-01"})},
		{"updated after all", store.Query{UpdatedAfter: time.Now().Add(time.Hour)}},
		{"updated after the first", store.Query{UpdatedAfter: time.Unix(1, 0)}},
		{"updated after half", store.Query{UpdatedAfter: c.UpdatedOn}},
		{"updated since, not by me", store.Query{UpdatedAfter: c.UpdatedOn, NotUpdatedBy: c.UpdatedBy}},
		{"sorted by last name", store.Query{Sort: []store.Sort{{Field: "lastName"}}}},
		{"sorted by first name, down", store.Query{Sort: []store.Sort{{Field: "firstName", Desc: true}}}},
		{"sorted by email", store.Query{Sort: []store.Sort{{Field: "email"}}}},
		{"sorted by birth date", store.Query{Sort: []store.Sort{{Field: "fields.date_of_birth", Desc: true}}}},
		{"sorted by update", store.Query{Sort: []store.Sort{{Field: "updatedOn", Desc: true}}}},
	}
}

// ask measures a question, and returns what its page and its total take together.
func ask(ctx context.Context, s store.Store, q named, runs int) (time.Duration, error) {
	page := q.q
	page.Limit = 100
	first, err := report(q.name, runs, func() (n int64, err error) {
		for _, err := range s.List(ctx, page) {
			if err != nil {
				return 0, err
			}
			n++
		}
		return n, nil
	})
	if err != nil {
		return 0, err
	}
	total, err := report("  total", runs, func() (int64, error) { return s.Count(ctx, q.q) })
	return first + total, err
}

func header(what string) {
	fmt.Printf("%-34s %9s %9s %9s %9s\n", what, "min ms", "median ms", "max ms", "found")
}

// report runs a question several times, prints its times and returns the
// shortest.
func report(name string, runs int, f func() (int64, error)) (time.Duration, error) {
	times := make([]time.Duration, runs)
	var found int64
	for i := range times {
		started := time.Now()
		n, err := f()
		if err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
		times[i], found = time.Since(started), n
	}
	slices.Sort(times)
	fmt.Printf("%-34s %9.1f %9.1f %9.1f %9d\n", name, ms(times[0]), ms(times[runs/2]), ms(times[runs-1]), found)
	return times[0], nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func stream(ctx context.Context, s store.Store) error {
	var peak, before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	started, n := time.Now(), 0
	for _, err := range s.List(ctx, store.Query{}) {
		if err != nil {
			return err
		}
		if n++; n%100_000 == 0 {
			var now runtime.MemStats
			if runtime.ReadMemStats(&now); now.HeapInuse > peak.HeapInuse {
				peak = now
			}
		}
	}
	took := time.Since(started)
	fmt.Printf("\nstreamed %d customers in %.1f s: %.0f a second, heap at most %.1f MB (%.1f MB before)\n",
		n, took.Seconds(), float64(n)/took.Seconds(), float64(peak.HeapInuse)/1e6, float64(before.HeapInuse)/1e6)
	return nil
}
