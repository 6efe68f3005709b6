package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/exporter"
	"rollcall/store"
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
			writing, err := pipeline.ExportWriting(file, c.String("format"), c.String("columns"))
			if err != nil {
				return usageError{err}
			}
			writing.SpreadsheetSafe = c.Bool("spreadsheet-safe")
			q, err := question(c, env)
			if err != nil {
				return err
			}
			return env.reading(c.Context, func(s store.Store) error {
				sum, err := env.session(s, "").Export(c.Context, pipeline.ExportOptions{File: file, Writing: writing, Query: q})
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
	fmt.Fprintf(w, "exported %d customers to %s\n", s.Totals.Customers, s.File)
	printTotals(w, s.Totals)
}

// printTotals writes the control totals of the related records.
func printTotals(w io.Writer, t exporter.Totals) {
	kinds := make([]string, 0, len(t.Related))
	for kind, n := range t.Related {
		if n > 0 {
			kinds = append(kinds, fmt.Sprintf("%d %s", n, kind))
		}
	}
	slices.Sort(kinds)
	for _, text := range kinds {
		fmt.Fprintf(w, "  with %s\n", text)
	}
}

// errNoMatching explains a missing dedupe run.
func errNoMatching(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("no duplicates were searched yet: run rollcall dedupe first: %w", err)
	}
	return err
}
