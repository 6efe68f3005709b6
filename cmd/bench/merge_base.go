package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/samples/generate"
	"rollcall/store"
	"rollcall/store/connect"
	"rollcall/store/customer"
)

// baseBatch is how many clusters are put into a store at once.
const baseBatch = 1000

// fillStore puts clusters of two and three customers in turn into a store, each
// customer with two related records, and keeps them as a dedupe run's outcome
// that merges without a person.
func fillStore(ctx context.Context, url string, clusters int) error {
	s, err := connect.Open(ctx, url, store.Options{User: "bench", Mode: store.Write})
	if err != nil {
		return err
	}
	return errors.Join(fill(ctx, s, clusters), s.Close())
}

func fill(ctx context.Context, s store.Store, clusters int) error {
	people, err := generate.New(generate.Options{Seed: 1, Customers: clusters})
	if err != nil {
		return err
	}
	run := &customer.Run{Kind: "dedupe"}
	if err := s.Begin(ctx, run); err != nil {
		return err
	}
	found := store.Matching{Run: run.ID, Records: int64(clusters)}
	for part := range slices.Chunk(numbers(clusters), baseBatch) {
		var list []*customer.Customer
		for _, i := range part {
			list = append(list, someone(people.Row(i), i)...)
		}
		if err := put(ctx, s, run.ID, list); err != nil {
			return err
		}
		found.Clusters = append(found.Clusters, clustersOf(list)...)
	}
	if err := s.SaveMatching(ctx, found); err != nil {
		return err
	}
	run.Status = customer.Done
	return s.Finish(ctx, run)
}

func numbers(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

func put(ctx context.Context, s store.Intake, run string, list []*customer.Customer) error {
	ids, customerIDs, err := s.Reserve(ctx, len(list))
	if err != nil {
		return err
	}
	for i, c := range list {
		c.ID, c.CustomerID, c.Version = ids[i], customerIDs[i], 1
	}
	return s.Take(ctx, store.Batch{Run: run, New: list})
}

// someone is one person as two or three customers: the second lacks the middle
// name and has another email, the third only an address of its own.
func someone(row generate.Row, i int) []*customer.Customer {
	one := personOf(row)
	two, three := one.Clone(), one.Clone()
	two.MiddleName, two.Email, two.PhoneNumber = "", "second."+fmt.Sprint(i)+"@example.org", ""
	three.Email = ""
	three.Address = []customer.Address{{StreetAddress1: "1 New Road", City: row.City, ZipCode: row.Zip, Type: customer.AddressPrimary}}
	list := []*customer.Customer{one, two, three}[:2+i%2]
	for k, c := range list {
		c.ImportID = fmt.Sprintf("%s-%d", row.ImportID, k)
		c.Related = []customer.Related{
			{Kind: customer.Orders, ID: fmt.Sprintf("o-%d-%d", i, k), Data: []byte(`{"currency":"USD","total":42.50}`)},
			{Kind: customer.Memberships, ID: fmt.Sprintf("m-%d-%d", i, k), Data: []byte(`{"level":"friend","since":"2024-05-01"}`)},
		}
	}
	return list
}

func personOf(row generate.Row) *customer.Customer {
	c := &customer.Customer{Source: "Acme", FirstName: row.FirstName, MiddleName: row.MiddleName, LastName: row.LastName, Suffix: row.Suffix,
		OrgName: row.OrgName, Email: row.Email, PhoneNumber: row.Phone,
		Address: []customer.Address{{StreetAddress1: row.Street, City: row.City, State: row.State, ZipCode: row.Zip, Country: row.Country, Type: customer.AddressPrimary}}}
	if row.SolicitationCodes != "" {
		c.SolicitationCodes = strings.Split(row.SolicitationCodes, ";")
	}
	c.SetField("date_of_birth", customer.Value{Type: customer.BirthDate, Text: row.BirthDate})
	return c
}

// clustersOf gathers the customers of each person, who follow each other.
func clustersOf(list []*customer.Customer) []customer.Cluster {
	var clusters []customer.Cluster
	for _, c := range list {
		member := customer.Member{ID: c.ID, ImportID: c.ImportID, Version: c.Version}
		if strings.HasSuffix(c.ImportID, "-0") {
			clusters = append(clusters, customer.Cluster{ID: "c-" + c.ImportID, WeakestLink: 1, Decision: "auto", Trusted: true})
		}
		last := &clusters[len(clusters)-1]
		last.Members = append(last.Members, member)
	}
	return clusters
}
