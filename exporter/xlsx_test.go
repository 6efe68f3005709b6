package exporter_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"rollcall/exporter"
	"rollcall/store/customer"
)

// When a sheet is full the next one follows, under the same header.
func TestFullSheetIsFollowedByTheNext(t *testing.T) {
	const customers = 1_000_010 // a sheet holds a million rows, its header included
	var out bytes.Buffer
	list := func(yield func(*customer.Customer, error) bool) {
		for id := int64(1); id <= customers && yield(&customer.Customer{ID: id}, nil); id++ {
		}
	}
	var totals exporter.Totals
	_, err := exporter.Write(context.Background(), &out, exporter.Options{Format: exporter.XLSX}, table(exporter.XLSX, columns(t, "id"), list, &totals))
	if err != nil || totals.Customers != customers {
		t.Fatalf("%d customers, %v", totals.Customers, err)
	}
	book, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if names := part(t, book, "xl/workbook.xml"); !strings.Contains(names, `name="Customers"`) || !strings.Contains(names, `name="Customers 2"`) {
		t.Errorf("sheets: %s", names)
	}
	second := part(t, book, "xl/worksheets/sheet2.xml")
	if rows := strings.Count(second, "<row "); rows != 12 || !strings.Contains(second, ">1000000<") || !strings.Contains(second, ">1000010<") {
		t.Errorf("the second sheet has %d rows, want 12: %.600s", rows, second)
	}
}

func part(t *testing.T, book *zip.Reader, name string) string {
	t.Helper()
	f, err := book.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
