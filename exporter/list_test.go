package exporter_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rollcall/exporter"
	"rollcall/store/customer"
)

// Lists stand on sheets of their own, each item with its customer; lists
// without an item have none.
func TestLists(t *testing.T) {
	list := append(holders(), full())
	keys, err := exporter.RelatedKeys(stream(nil, list...), customer.Kinds...)
	if err != nil {
		t.Fatal(err)
	}
	source := exporter.Source{Customers: stream(nil, list...), Totals: &exporter.Totals{}}
	f := workbook(t, exporter.WithLists(source, columns(t, "externalCustomerImportId"), keys))
	if got := strings.Join(f.GetSheetList(), ", "); got != "Customers, Addresses, Attributes, Custom fields, Notes, Cards, Orders" {
		t.Errorf("sheets: %s", got)
	}
	for name, want := range map[string][]string{
		"Customers":     {"externalCustomerImportId", "A", "B", "00042"},
		"Addresses":     {"externalCustomerImportId|streetAddress1|streetAddress2|city|state|zipCode|country|suburb|type|isPrimary", "00042|1 <Main> St||Springfield||02134|||primary|true", "00042|Box 9|||||||billing"},
		"Attributes":    {"externalCustomerImportId|category|description|notes|date", "00042|Member, old|gold||2020-02-29", "00042|Plain"},
		"Custom fields": {"externalCustomerImportId|name|type|value", "00042|born|birth_date|1970-01-31", "00042|height|number|1.8", "00042|kept|number|about 3", "00042|ssn|identifier|001-02", "00042|vip|bool|TRUE"},
		"Orders": {"externalCustomerImportId|id|amount|lines|none|paid|place|total", `A|o1||[{"sku":"x"}]||||12.5`, "A|o,2||||TRUE|Café",
			"00042|o1||||||12.5", "00042|o2|0.125", "00042|o3||||||1e9"},
	} {
		rows, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, row := range rows {
			got = append(got, strings.Join(row, "|"))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", name, got, want)
		}
	}
}

func workbook(t *testing.T, table exporter.Table) *excelize.File {
	t.Helper()
	var out bytes.Buffer
	if _, err := exporter.Write(context.Background(), &out, exporter.Options{Format: exporter.XLSX}, table); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// The same customers give the same bytes, lists and all.
func TestListsAreDeterministic(t *testing.T) {
	var first []byte
	for range 2 {
		var out bytes.Buffer
		source := exporter.Source{Customers: stream(nil, holders()...), Totals: &exporter.Totals{}}
		keys, _ := exporter.RelatedKeys(stream(nil, holders()...), customer.Kinds...)
		if _, err := exporter.Write(context.Background(), &out, exporter.Options{Format: exporter.XLSX}, exporter.WithLists(source, nil, keys)); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = out.Bytes()
		} else if !bytes.Equal(first, out.Bytes()) {
			t.Error("another time, other bytes")
		}
	}
}

// A list that is longer than a sheet goes on in the next.
func TestFullListIsFollowedByTheNext(t *testing.T) {
	c := &customer.Customer{ID: 1, ImportID: "A"}
	for i := range 1 << 10 {
		c.Attributes = append(c.Attributes, customer.Attribute{Category: fmt.Sprint(i)})
	}
	many := func(yield func(*customer.Customer, error) bool) {
		for i := 0; i <= 1<<10 && yield(c, nil); i++ {
		}
	}
	source := exporter.Source{Customers: many, Totals: &exporter.Totals{}}
	f := workbook(t, exporter.WithLists(source, columns(t, "id"), nil))
	if got := strings.Join(f.GetSheetList(), ", "); got != "Customers, Attributes, Attributes 2" {
		t.Errorf("sheets: %s", got)
	}
}
