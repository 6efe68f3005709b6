package pipeline

import (
	"context"
	"iter"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"rollcall/exporter"
	"rollcall/exporter/mapping"
	"rollcall/store"
	"rollcall/store/customer"
)

// ExportSummary is what an export wrote, with its control totals.
type ExportSummary struct {
	Step      string              `json:"step"`
	Run       string              `json:"run,omitempty"`
	File      string              `json:"file"`
	Parts     []exporter.File     `json:"parts,omitempty"` // where there are several
	Format    string              `json:"format"`
	As        string              `json:"as"`
	Since     *Since              `json:"since,omitempty"`
	Delivered int                 `json:"delivered"`          // rows written
	Rejected  int                 `json:"rejected,omitempty"` // customers that the mapping could not deliver
	Noted     int                 `json:"noted,omitempty"`    // warnings on those that it could
	Replaced  int                 `json:"replaced,omitempty"` // characters that the encoding lacks
	Totals    exporter.Totals     `json:"totals"`
	Reports   map[string][]string `json:"reports,omitempty"`
}

// exportConfig is what the run of an export keeps. Mark is the journal's
// sequence before the export began to read: what changed later is in the next
// incremental one, whatever became of this one.
type exportConfig struct {
	File    string `json:"file"`
	As      string `json:"as"`
	Columns string `json:"columns,omitempty"`
	Map     string `json:"map,omitempty"`
	Mark    int64  `json:"mark"`
}

// Export writes what the request asks for, by import id, and keeps a run of it.
func (s *Session) Export(ctx context.Context, x *Export) (*ExportSummary, error) {
	out := &export{Session: s, Export: x}
	config, err := out.begin(ctx)
	if err != nil {
		return nil, err
	}
	err = s.perform(ctx, step{kind: "export", input: x.stream, config: config}, func(run *customer.Run) (any, error) {
		run.Seq, out.sum.Run = config.Mark, run.ID
		return &out.sum, out.write(ctx)
	})
	return &out.sum, err
}

// ExportUnkept is Export where the store cannot keep the run: no later export
// can be asked for what changed since.
func (s *Session) ExportUnkept(ctx context.Context, x *Export) (*ExportSummary, error) {
	out := &export{Session: s, Export: x}
	if _, err := out.begin(ctx); err != nil {
		return nil, err
	}
	return &out.sum, out.write(ctx)
}

// export is one export under way.
type export struct {
	*Session
	*Export
	sum       ExportSummary
	query     store.Query
	survivors survivors
}

// begin finds out what is asked for. The mark is taken before anything is read.
func (e *export) begin(ctx context.Context) (exportConfig, error) {
	r := e.request
	if err := store.CheckFilters(ctx, e.Store, r.Query.Filters); err != nil {
		return exportConfig{}, err
	}
	e.sum = ExportSummary{Step: "export", File: r.File, Format: string(e.writing.Format), As: r.As}
	e.survivors.store = e.Store
	e.query = r.Query
	e.query.Sort = append(e.query.Sort[:len(e.query.Sort):len(e.query.Sort)], store.Sort{Field: "externalCustomerImportId"})
	config := exportConfig{File: r.File, As: r.As, Columns: r.Columns, Map: r.Map}
	mark, err := e.Store.Seq(ctx)
	config.Mark = mark
	if err != nil || r.UpdatedAfter == "" {
		return config, err
	}
	since, err := ChangedAfter(ctx, e.Store, r.UpdatedAfter, e.stream)
	since.Narrow(&e.query)
	e.sum.Since = &since
	return config, err
}

// exportGC lets memory grow to about 75 MB in place of 50, and saves a quarter
// of the processor time: nearly all that an export allocates is garbage at once.
const exportGC = 400

func (e *export) write(ctx context.Context) error {
	defer debug.SetGCPercent(debug.SetGCPercent(exportGC))
	table, err := e.table(ctx)
	if err != nil {
		return err
	}
	var written exporter.Written
	if e.request.File == "-" {
		written, err = exporter.Write(ctx, e.Stdout, e.writing, table.Table)
	} else {
		written, err = exporter.ToFile(ctx, e.request.File, e.writing, table.Table)
	}
	e.sum.Delivered, e.sum.Replaced = written.Rows, written.Replaced
	if e.writing.Layout != (exporter.Layout{}) {
		e.sum.Parts = written.Files
	}
	return table.end(err)
}

// tableEnd is a table and what is to be done when it was written.
type tableEnd struct {
	exporter.Table
	end func(error) error
}

func unchanged(err error) error { return err }

// table makes the table that was asked for.
func (e *export) table(ctx context.Context) (tableEnd, error) {
	switch kind := e.kind(); {
	case kind != "":
		t, err := e.related(ctx, kind)
		return tableEnd{t, unchanged}, err
	case e.request.As == asCrosswalk, e.request.As == asAliases:
		e.query.Merged, e.query.Only = true, e.reading(exporter.CrosswalkReads)
		if e.request.As == asAliases {
			e.query.Filters = append(e.query.Filters[:len(e.query.Filters):len(e.query.Filters)], store.Filter{Field: "mergedInto", Op: store.Empty, Value: "false"})
		}
		return tableEnd{exporter.Crosswalk(e.source(ctx), e.survivors.of), unchanged}, nil
	case e.mapping != nil:
		return e.mapped(ctx)
	}
	t, err := e.customers(ctx)
	return tableEnd{t, unchanged}, err
}

// source is the stream of customers that answer.
func (e *export) source(ctx context.Context) exporter.Source {
	list := e.counted(e.stopped(e.Store.List(ctx, e.query)), "exporting "+filepath.Base(e.request.File), e.totalOf(ctx, e.query))
	if e.query.Merged {
		list = e.survivors.stream(ctx, list)
	}
	return exporter.Source{Customers: list, Group: e.group, Totals: &e.sum.Totals}
}

// stopped ends the stream when the command is asked to stop.
func (e *export) stopped(list iter.Seq2[*customer.Customer, error]) iter.Seq2[*customer.Customer, error] {
	return func(yield func(*customer.Customer, error) bool) {
		for c, err := range list {
			if err == nil && e.Stopping != nil && e.Stopping() {
				c, err = nil, ErrInterrupted
			}
			if !yield(c, err) || err != nil {
				return
			}
		}
	}
}

// customers is the table of customers. An incremental one has rows of those
// that were merged away too, with the column merged_into; the first of them,
// which holds everything, has the column only.
func (e *export) customers(ctx context.Context) (exporter.Table, error) {
	e.query.Include = store.Everything
	var more []exporter.Column
	if since := e.sum.Since; since != nil {
		e.query.Merged, more = !since.First, []exporter.Column{e.mergedInto()}
	}
	columns := e.columns
	switch {
	case columns == nil && e.writing.Format == exporter.JSONL:
		return exporter.Objects(e.source(ctx), more...), nil
	case columns == nil:
		columns = exporter.Default()
	}
	columns = slices.Concat(columns, more)
	if !e.request.Sheets {
		e.query.Only = e.reading(exporter.Reads(columns...))
		return exporter.Customers(e.source(ctx), columns), nil
	}
	keys, err := e.keys(ctx, customer.Kinds...)
	return exporter.WithLists(e.source(ctx), columns, keys), err
}

// keys finds out what keys the related records have.
func (e *export) keys(ctx context.Context, kinds ...customer.Kind) (map[customer.Kind][]string, error) {
	q := e.query
	q.Only = []string{}
	return exporter.RelatedKeys(e.stopped(e.Store.List(ctx, q)), kinds...)
}

// reading adds what the files are told apart by.
func (e *export) reading(only []string) []string {
	if e.group == nil {
		return only
	}
	return slices.Concat(only, exporter.Reads(*e.group))
}

func (e *export) mergedInto() exporter.Column {
	return exporter.MergedInto(func(c *customer.Customer) string { return e.survivors.of(c).ImportID })
}

// related is the table of the records of one kind. The columns of CSV and XLSX
// are found out beforehand.
func (e *export) related(ctx context.Context, kind customer.Kind) (exporter.Table, error) {
	e.query.Include = store.Include{Kinds: []customer.Kind{kind}}
	e.query.Only = e.reading(exporter.Reads())
	if e.writing.Format == exporter.JSONL {
		return exporter.RelatedObjects(e.source(ctx), kind), nil
	}
	keys, err := e.keys(ctx, kind)
	if err != nil {
		return exporter.Table{}, err
	}
	return exporter.Related(e.source(ctx), kind, keys[kind]), nil
}

// mapped is the table of another system. Merged-away customers are in it where
// the mapping says into whom.
func (e *export) mapped(ctx context.Context) (tableEnd, error) {
	plan, err := e.compile(e.mergedInto())
	if err != nil {
		return tableEnd{}, err
	}
	e.query.Include, e.query.Only = store.Everything, e.reading(plan.Reads())
	e.query.Merged = e.sum.Since != nil && !e.sum.Since.First && plan.Uses(exporter.MergedIntoTitle)
	found := &findings{export: e}
	return tableEnd{plan.Table(e.source(ctx), found.add), func(err error) error {
		e.sum.Rejected, e.sum.Noted = plan.Rejected, plan.Warnings
		return found.end(err)
	}}, nil
}

// findings writes what a mapping could not deliver as it is, and makes the
// report when there is something.
type findings struct {
	*export
	report *exporter.Report
}

// findingTitles are the columns of its report.
var findingTitles = []string{"run_id", "id", "customer_id", "external_customer_import_id", "column", "severity", "code", "message", "value"}

func (f *findings) add(found mapping.Finding) (err error) {
	if f.report == nil {
		dir, err := f.folder(f.sum.Run)
		if err != nil {
			return err
		}
		path := filepath.Join(dir, f.reportName())
		if f.report, err = exporter.CreateReport(path, exporter.Options{SpreadsheetSafe: true}, exporter.Titles(findingTitles...)); err != nil {
			return err
		}
		f.sum.Reports = map[string][]string{"undelivered": {path}}
	}
	severity := "warning"
	if found.Blocks() {
		severity = "blocker"
	}
	return f.report.Add(f.sum.Run, customer.FormatID(found.ID), found.CustomerID, found.ImportID, found.Column, severity, found.Code, found.Message, found.Value)
}

// reportName keeps the reports of a pipeline's exports apart: undelivered-shop.csv.
func (f *findings) reportName() string {
	return "undelivered-" + strings.TrimSuffix(filepath.Base(f.request.File), ".csv") + ".csv"
}

// end completes the report, also when the export failed: it may say why.
func (f *findings) end(err error) error {
	if f.report == nil {
		return err
	}
	defer f.report.Discard()
	if committed := f.report.Commit(); err == nil {
		err = committed
	}
	return err
}
