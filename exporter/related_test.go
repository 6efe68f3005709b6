package exporter_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"rollcall/exporter"
	"rollcall/store/customer"
)

func holders() []*customer.Customer {
	return []*customer.Customer{
		{ID: 1, ImportID: "A", Related: []customer.Related{
			{Kind: customer.Orders, ID: "o1", Data: []byte(`{"lines":[{"sku":"x"}],"total":12.50}`)},
			{Kind: customer.Cards, ID: "c1", Data: []byte(`{"number":"1"}`)},
			{Kind: customer.Orders, ID: "o,2", Data: []byte(`{"paid":true,"place":"Café","none":null}`)}}},
		{ID: 2, ImportID: "B"},
	}
}

func TestRelated(t *testing.T) {
	all, err := exporter.RelatedKeys(stream(nil, holders()...), customer.Orders)
	keys := all[customer.Orders]
	if err != nil || strings.Join(keys, " ") != "lines none paid place total" {
		t.Fatalf("keys %q, %v", keys, err)
	}
	var out bytes.Buffer
	var totals exporter.Totals
	source := exporter.Source{Customers: stream(nil, holders()...), Totals: &totals}
	n, err := exporter.Write(context.Background(), &out, exporter.Options{Format: exporter.CSV}, exporter.Related(source, customer.Orders, keys))
	want := "id,externalCustomerImportId,lines,none,paid,place,total\n" +
		`o1,A,"[{""sku"":""x""}]",,,,12.50` + "\n" + `"o,2",A,,,true,Café,` + "\n"
	if err != nil || n.Rows != 2 || out.String() != want {
		t.Errorf("%+v, %v:\n%s", n, err, out.String())
	}
	if totals.Customers != 1 || totals.OrderTotal != "12.50" {
		t.Errorf("totals %+v", totals)
	}
}

func TestRelatedObjects(t *testing.T) {
	var out bytes.Buffer
	source := exporter.Source{Customers: stream(nil, holders()...), Totals: &exporter.Totals{}}
	_, err := exporter.Write(context.Background(), &out, exporter.Options{Format: exporter.JSONL}, exporter.RelatedObjects(source, customer.Orders))
	want := `{"id":"o1","externalCustomerImportId":"A","lines":[{"sku":"x"}],"total":12.50}` + "\n" +
		`{"id":"o,2","externalCustomerImportId":"A","none":null,"paid":true,"place":"Café"}` + "\n"
	if err != nil || out.String() != want {
		t.Errorf("%v:\n%s", err, out.String())
	}
}

func TestRelatedRefusals(t *testing.T) {
	own := &customer.Customer{Related: []customer.Related{{Kind: customer.Cards, ID: "c", Data: []byte(`{"externalCustomerImportId":"x"}`)}}}
	if _, err := exporter.RelatedKeys(stream(nil, own), customer.Cards); !errors.Is(err, exporter.ErrData) {
		t.Errorf("a key of the row's own: %v", err)
	}
	source := exporter.Source{Customers: stream(nil, holders()...), Totals: &exporter.Totals{}}
	_, err := exporter.Write(context.Background(), &bytes.Buffer{}, exporter.Options{Format: exporter.CSV}, exporter.Related(source, customer.Orders, []string{"total"}))
	if !errors.Is(err, exporter.ErrData) || !strings.Contains(err.Error(), "export again") {
		t.Errorf("a key that came meanwhile: %v", err)
	}
}

func TestCrosswalk(t *testing.T) {
	list := []*customer.Customer{
		{ID: 1, CustomerID: "T1", ImportID: "RE-1", Source: "RE"},
		{ID: 2, CustomerID: "T2", ImportID: "S-2", Source: "SHOP", ExternalCustomerID: "x2", ExternalID: "crm2", MergedInto: 1},
	}
	survivor := func(*customer.Customer) exporter.Survivor {
		return exporter.Survivor{ID: 1, CustomerID: "T1", ImportID: "RE-1"}
	}
	for format, want := range map[exporter.Format]string{
		exporter.CSV: "customer_source,old_import_id,old_customer_id,old_id,old_external_customer_id,old_external_id,import_id,customer_id,id\n" +
			"RE,RE-1,T1,1,,,RE-1,T1,1\nSHOP,S-2,T2,2,x2,crm2,RE-1,T1,1\n",
		exporter.JSONL: `{"customer_source":"RE","old_import_id":"RE-1","old_customer_id":"T1","old_id":1,"import_id":"RE-1","customer_id":"T1","id":1}` + "\n" +
			`{"customer_source":"SHOP","old_import_id":"S-2","old_customer_id":"T2","old_id":2,"old_external_customer_id":"x2","old_external_id":"crm2","import_id":"RE-1","customer_id":"T1","id":1}` + "\n",
	} {
		var out bytes.Buffer
		var totals exporter.Totals
		_, err := exporter.Write(context.Background(), &out, exporter.Options{Format: format}, exporter.Crosswalk(exporter.Source{Customers: stream(nil, list...), Totals: &totals}, survivor))
		if err != nil || out.String() != want || totals.Customers != 1 || totals.MergedAway != 1 {
			t.Errorf("%v, totals %+v:\n%s", err, totals, out.String())
		}
	}
}

func TestMergedInto(t *testing.T) {
	list := []exporter.Column{exporter.MergedInto(func(*customer.Customer) string { return "RE-1" })}
	got, _ := export(t, exporter.Options{Format: exporter.CSV}, append(columns(t, "externalCustomerImportId"), list...),
		&customer.Customer{ImportID: "RE-1"}, &customer.Customer{ImportID: "S-2", MergedInto: 1})
	if got != "externalCustomerImportId,merged_into\nRE-1,\nS-2,RE-1\n" {
		t.Errorf("got %q", got)
	}
}
