package exporter_test

import (
	"context"
	"io"
	"iter"
	"testing"

	"rollcall/exporter"
	"rollcall/store/customer"
)

// many yields the same customer for ever.
var many iter.Seq2[*customer.Customer, error] = func(yield func(*customer.Customer, error) bool) {
	c := full()
	for yield(c, nil) {
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, format := range []exporter.Format{exporter.CSV, exporter.XLSX, exporter.JSONL} {
		for name, columns := range map[string][]exporter.Column{"default": exporter.Default(), "portable": exporter.Portable()} {
			b.Run(string(format)+"/"+name, func(b *testing.B) {
				n := 0
				limited := func(yield func(*customer.Customer, error) bool) {
					many(func(c *customer.Customer, err error) bool {
						n++
						return n <= b.N && yield(c, err)
					})
				}
				if _, err := exporter.Write(context.Background(), io.Discard, exporter.Options{Format: format}, table(format, columns, limited, &exporter.Totals{})); err != nil {
					b.Fatal(err)
				}
			})
		}
	}
}
