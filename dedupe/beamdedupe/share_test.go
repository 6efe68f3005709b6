package beamdedupe

import (
	"context"
	"testing"

	"rollcall/dedupe"
	"rollcall/samples/generate"
	"rollcall/store/customer"
)

// generated returns customers that fill more than one share.
func generated(t *testing.T) []*customer.Customer {
	t.Helper()
	g, err := generate.New(generate.Options{Seed: 3, Customers: recordsPerShare + 900, Duplicates: 0.2, Noise: 1})
	if err != nil {
		t.Fatal(err)
	}
	var list []*customer.Customer
	for row := range g.Rows() {
		list = append(list, &customer.Customer{ID: int64(len(list) + 1), ImportID: row.ImportID, FirstName: row.FirstName, MiddleName: row.MiddleName, LastName: row.LastName,
			Suffix: row.Suffix, OrgName: row.OrgName, Email: row.Email, PhoneNumber: row.Phone, Version: 1,
			Address: []customer.Address{{StreetAddress1: row.Street, City: row.City, State: row.State, ZipCode: row.Zip, Country: row.Country}}})
	}
	return list
}

func TestSharesAreFoundAsInOneProcess(t *testing.T) {
	list := generated(t)
	want, err := dedupe.Run(context.Background(), dedupe.Config{}, in(list))
	if err != nil {
		t.Fatal(err)
	}
	if len(want.Clusters) < 300 {
		t.Fatalf("%d clusters only", len(want.Clusters))
	}
	_, files := search(t, Options{Inputs: export(t, list, 3)})
	sameAsRun(t, files, want)
}
