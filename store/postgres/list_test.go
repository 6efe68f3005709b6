package postgres_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/postgres"
	"rollcall/store/postgres/pgtest"
)

// All customers by import id come in that order, whether the table lies in it,
// and is then read by the index, or not.
func TestEverybodyByImportID(t *testing.T) {
	for name, shuffled := range map[string]bool{"in order": false, "in any order": true} {
		t.Run(name, func(t *testing.T) {
			url := pgtest.URL(t)
			s, err := postgres.Open(t.Context(), url, store.Options{Mode: store.Write, User: "ann"})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			ids, customerIDs, err := s.Reserve(t.Context(), 3000)
			if err != nil {
				t.Fatal(err)
			}
			list, want := make([]*customer.Customer, len(ids)), make([]string, len(ids))
			for i, id := range ids {
				want[i] = fmt.Sprintf("RE-%05d", i)
				list[i] = &customer.Customer{ID: id, CustomerID: customerIDs[i], ImportID: want[i], Source: "RE", OrgName: "Org", Version: 1}
			}
			if shuffled {
				r := rand.New(rand.NewPCG(1, 1))
				r.Shuffle(len(list), func(i, j int) { list[i].ImportID, list[j].ImportID = list[j].ImportID, list[i].ImportID })
			}
			take(t, s, store.Batch{Run: begin(t, s), New: list})
			execute(t, url, "ANALYZE customers")
			var got []string
			for c, err := range s.List(t.Context(), store.Query{Sort: []store.Sort{{Field: "externalCustomerImportId"}}, Only: []string{"externalCustomerImportId"}}) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, c.ImportID)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%d customers came in another order than their import ids'", len(got))
			}
		})
	}
}
