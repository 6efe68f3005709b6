package main

import (
	"errors"
	"fmt"
	"io"
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
		Usage:     "write customers to a file",
		ArgsUsage: "FILE   (.csv, .xlsx or .jsonl, also .gz and .zst; - for standard output)",
		Flags: append(questionFlags(),
			&cli.StringFlag{Name: "format", Usage: "csv, xlsx or jsonl", DefaultText: "from the file's name"},
			&cli.StringFlag{Name: "columns", Usage: "NAME,..., portable or all", DefaultText: "readable ones"},
			&cli.BoolFlag{Name: "spreadsheet-safe", Usage: "CSV: put an apostrophe before texts that a spreadsheet would evaluate"},
		),
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return usagef("which file? rollcall export FILE")
			}
			file := c.Args().First()
			writing, columns, err := pipeline.ExportWriting(file, c.String("format"), c.String("columns"))
			if err != nil {
				return usageError{err}
			}
			writing.SpreadsheetSafe = c.Bool("spreadsheet-safe")
			q, err := question(c, env)
			if err != nil {
				return err
			}
			return env.reading(c.Context, func(s store.Store) error {
				sum, err := env.session(s, "").Export(c.Context, pipeline.ExportOptions{File: file, Writing: writing, Columns: columns, Query: q})
				if err != nil {
					return err
				}
				if file == "-" {
					return nil // standard output holds the customers
				}
				return env.print(sum, func(w io.Writer) { printExport(w, sum) })
			})
		},
	}
}

func printExport(w io.Writer, s *pipeline.ExportSummary) {
	fmt.Fprintf(w, "exported %d customers to %s%s\n", s.Totals.Customers, s.File, relatedTotals(s.Totals))
}

// relatedTotals writes the control totals of the related records, such as
// " (with 59 orders of 1204.50 in all)".
func relatedTotals(t exporter.Totals) string {
	var kinds []string
	for _, kind := range customer.Kinds {
		if n := t.Related[kind]; n > 0 {
			kinds = append(kinds, fmt.Sprintf("%d %s", n, kind))
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
