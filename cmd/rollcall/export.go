package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/exporter"
	"rollcall/store"
	"rollcall/store/customer"
)

func exportCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "export",
		Usage:     "write customers, related records or old and new ids to a file",
		ArgsUsage: "FILE   (.csv, .xlsx or .jsonl, also .gz and .zst; - for standard output)",
		Description: `Examples:
  rollcall export clean.xlsx                                       readable columns, for people
  rollcall export base.csv --columns portable                      everything, to be imported elsewhere
  rollcall export crm-2026-11-22.csv --updated-after last          what changed since the last delivery to crm-*.csv
  rollcall export shop.csv --map samples/export-shop.yaml          another system's columns; see rollcall help exports
  rollcall export orders.csv --as orders                           one row an order; import it with --as orders
  rollcall export aliases.csv --as aliases                         ids of merged customers and who they are now
  rollcall export - --columns email --filter email.empty=false     to standard output`,
		Flags: slices.Concat(questionFlags(), tableFlags(), writingFlags()),
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return usagef("which file? rollcall export FILE")
			}
			r, err := exportRequest(c, env)
			if err != nil {
				return err
			}
			x, err := r.Check()
			if err != nil {
				return err
			}
			return env.export(c, x)
		},
	}
}

// tableFlags say what is exported.
func tableFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "as", Usage: "customers, aliases, crosswalk, notes, memberships, cards, orders, subscriptions or integrations", DefaultText: "customers"},
		&cli.StringFlag{Name: "columns", Usage: "NAME,..., portable or all; NAME=TITLE writes another header", DefaultText: "readable ones"},
		&cli.StringFlag{Name: "map", Usage: "an export mapping: another system's own columns (rollcall help exports)"},
		reportsFlag(),
	}
}

// writingFlags say how the file is written.
func writingFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "format", Usage: "csv, xlsx or jsonl", DefaultText: "from the file's name"},
		&cli.BoolFlag{Name: "sheets", Usage: "XLSX: addresses, attributes, custom fields and related records on sheets of their own"},
		&cli.IntFlag{Name: "shards", Usage: "this many files, name-00001-of-00004.csv: a customer is always in the same one", DefaultText: "one file"},
		&cli.IntFlag{Name: "rows-per-file", Usage: "a new file, name-00001-of-00004.csv, after so many rows", DefaultText: "one file"},
		&cli.StringFlag{Name: "split-by", Usage: "a file for each value of a column, name-COLUMN=VALUE.csv"},
		&cli.StringFlag{Name: "delimiter", Usage: "CSV: one character, or tab", DefaultText: ","},
		&cli.StringFlag{Name: "encoding", Usage: "CSV: utf-8, utf-8-bom, windows-1252 or utf-16", DefaultText: "utf-8"},
		&cli.StringFlag{Name: "unencodable", Usage: "CSV: what an encoding lacks is an error, or replace: a question mark", DefaultText: "error"},
		&cli.StringFlag{Name: "line-end", Usage: "CSV: lf or crlf", DefaultText: "lf"},
		&cli.StringFlag{Name: "quote", Usage: "CSV: needed, or all: every cell", DefaultText: "needed"},
		&cli.BoolFlag{Name: "excel", Usage: "CSV that Excel opens as it is: utf-8-bom, crlf and spreadsheet-safe"},
		&cli.BoolFlag{Name: "spreadsheet-safe", Usage: "CSV: put an apostrophe before texts that a spreadsheet would evaluate"},
	}
}

func exportRequest(c *cli.Context, env *environment) (pipeline.ExportRequest, error) {
	q, err := filters(c, env)
	return pipeline.ExportRequest{
		File: c.Args().First(), Format: c.String("format"), As: c.String("as"), Columns: c.String("columns"), Map: c.String("map"),
		UpdatedAfter: c.String("updated-after"), Query: q,
		Delimiter: c.String("delimiter"), Encoding: c.String("encoding"), LineEnd: c.String("line-end"),
		Quote: c.String("quote"), Unencodable: c.String("unencodable"),
		Excel: c.Bool("excel"), SpreadsheetSafe: c.Bool("spreadsheet-safe"),
		Sheets: c.Bool("sheets"), Shards: c.Int("shards"), RowsPerFile: c.Int("rows-per-file"), SplitBy: c.String("split-by"),
	}, err
}

// export performs the export. It keeps a run of it, which takes a store that
// can be written; where it cannot, the file is written all the same, unless it
// is what a later export would be compared with.
func (e *environment) export(c *cli.Context, x *pipeline.Export) error {
	s, err := e.open(c.Context, store.Read) // a store that is not there must not come to be
	if err != nil {
		return err
	}
	perform := (*pipeline.Session).ExportUnkept
	if writable, err := e.open(c.Context, store.Write); err == nil {
		if err := s.Close(); err != nil {
			return errors.Join(err, writable.Close())
		}
		s, perform = writable, (*pipeline.Session).Export
	} else if c.String("updated-after") == pipeline.LastExport {
		return errors.Join(fmt.Errorf("--updated-after last keeps what was delivered in the store: %w", err), s.Close())
	} else {
		e.note("this export is not kept as a run, because the store cannot be written: --updated-after last will not know it")
	}
	sum, err := perform(e.session(s, c.String("reports")), c.Context, x)
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	if sum.Rejected > 0 {
		e.code = exitRejected
	}
	if sum.File == "-" { // standard output holds the customers
		if sum.Rejected > 0 {
			e.note("%s", undelivered(sum))
		}
		return nil
	}
	return e.print(sum, func(w io.Writer) { printExport(w, sum) })
}

func printExport(w io.Writer, s *pipeline.ExportSummary) {
	fmt.Fprintf(w, "exported %s\n", exported(s))
	switch since := s.Since; {
	case since == nil:
	case since.First:
		fmt.Fprintln(w, "everything: nothing was delivered to this destination before")
	case since.Run != "":
		fmt.Fprintf(w, "what changed since run %s\n", since.Run)
	default:
		fmt.Fprintf(w, "what changed since %s\n", customer.FormatTime(since.Time))
	}
	if s.Rejected+s.Noted > 0 {
		fmt.Fprintln(w, undelivered(s))
	}
	if s.Replaced > 0 {
		fmt.Fprintf(w, "%d characters that the encoding lacks were replaced by ?\n", s.Replaced)
	}
}

// exported says what is where: "235 customers to clean.csv (with 59 orders ...)".
func exported(s *pipeline.ExportSummary) string {
	where := s.File
	if n := len(s.Parts); n > 0 {
		where = fmt.Sprintf("%s, %s to %s", counted(n, "file"), s.Parts[0].Path, s.Parts[n-1].Path)
	}
	return delivered(s) + " to " + where + relatedTotals(s.Totals)
}

// delivered counts what was written.
func delivered(s *pipeline.ExportSummary) string {
	switch {
	case s.As != "customers":
		return counted(s.Delivered, "row") + " of " + s.As
	case s.Totals.MergedAway > 0:
		return fmt.Sprintf("%s and %d merged into others", counted(s.Totals.Customers, "customer"), s.Totals.MergedAway)
	}
	return counted(s.Totals.Customers, "customer")
}

// undelivered says what the mapping could not deliver as it is.
func undelivered(s *pipeline.ExportSummary) string {
	var parts []string
	if s.Rejected > 0 {
		parts = append(parts, fmt.Sprintf("%s %s not delivered", counted(s.Rejected, "customer"), agreeing(s.Rejected, "was", "were")))
	}
	if s.Noted > 0 {
		parts = append(parts, fmt.Sprintf("%s %s changed to fit", counted(s.Noted, "value"), agreeing(s.Noted, "was", "were")))
	}
	return strings.Join(parts, ", ") + ": see " + strings.Join(s.Reports["undelivered"], ", ")
}

// relatedTotals writes the control totals of the related records, such as
// " (with 59 orders of 1204.50 in all)".
func relatedTotals(t exporter.Totals) string {
	var kinds []string
	for _, kind := range customer.Kinds {
		if n := t.Related[kind]; n > 0 {
			kinds = append(kinds, counted(n, strings.TrimSuffix(string(kind), "s")))
		}
	}
	if len(kinds) == 0 {
		return ""
	}
	text := " (with " + strings.Join(kinds, ", ")
	if t.OrderTotal != "" {
		text += "; orders of " + t.OrderTotal + " in all"
	}
	return text + ")"
}

// errNoMatching explains a missing dedupe run.
func errNoMatching(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("no duplicates were searched yet: run rollcall dedupe first: %w", err)
	}
	return err
}
