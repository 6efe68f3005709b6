package pipeline

import (
	"context"
	"path/filepath"

	"rollcall/exporter"
	"rollcall/store"
	"rollcall/store/customer"
)

// ExportOptions say what is exported and how.
type ExportOptions struct {
	File    string // "-" for standard output
	Writing exporter.Options
	Columns []exporter.Column // nil: the default ones of the format
	Query   store.Query
}

// ExportSummary is what an export wrote, with its control totals.
type ExportSummary struct {
	Step   string          `json:"step"`
	Run    string          `json:"run,omitempty"`
	File   string          `json:"file"`
	Format string          `json:"format"`
	Totals exporter.Totals `json:"totals"`
}

// Export writes the customers that answer the question, by import id.
func (s *Session) Export(ctx context.Context, opt ExportOptions) (*ExportSummary, error) {
	sum := &ExportSummary{Step: "export", File: opt.File, Format: string(opt.Writing.Format)}
	opt.Query.Include = store.Include{Kinds: customer.Kinds}
	opt.Query.Sort = append(opt.Query.Sort, store.Sort{Field: "externalCustomerImportId"})
	source := exporter.Source{Customers: s.counted(s.Store.List(ctx, opt.Query), "exporting "+filepath.Base(opt.File)), Totals: &sum.Totals}
	table := exporter.Customers(source, opt.Columns)
	if opt.Writing.Format == exporter.JSONL && opt.Columns == nil {
		table = exporter.Objects(source)
	}
	var err error
	if opt.File == "-" {
		_, err = exporter.Write(ctx, s.Stdout, opt.Writing, table)
	} else {
		_, err = exporter.ToFile(ctx, opt.File, opt.Writing, table)
	}
	return sum, err
}
