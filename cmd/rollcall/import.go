package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"

	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/importer"
	"rollcall/store"
	"rollcall/store/connect"
)

func importCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "import",
		Usage:     "take the rows of files into the store",
		ArgsUsage: "FILE...   (CSV, XLSX, JSON Lines; a folder; a glob; - for standard input)",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "map", Usage: "the mapping file; without one, headers are matched"},
			&cli.StringFlag{Name: "as", Usage: "what the rows are: customers, notes, memberships, cards, orders, subscriptions, integrations"},
			&cli.StringFlag{Name: "mode", Value: "upsert", Usage: "upsert, create, update or replace"},
			&cli.StringFlag{Name: "empty", Value: "keep", Usage: "what an empty cell does: keep or clear"},
			&cli.BoolFlag{Name: "dry-run", Usage: "show what would happen; write reports only"},
			&cli.StringFlag{Name: "max-errors", Usage: "stop when more rows than this are rejected: N or N%"},
			&cli.IntFlag{Name: "batch", Value: importer.DefaultBatch, Usage: "rows a transaction"},
			&cli.BoolFlag{Name: "resume", Usage: "go on with the same import that was interrupted"},
			&cli.StringFlag{Name: "policy", Usage: "the merge policy, for rows of customers that were merged", DefaultText: "that of the last merge run"},
			reportsFlag(), withValuesFlag(env),
			&cli.BoolFlag{Name: "strict", Usage: "unmapped columns and unsure guesses are errors"},
			&cli.BoolFlag{Name: "yes", Usage: "really remove what mode replace removes; take a full extract that shrank"},
		},
		Action: func(c *cli.Context) error {
			opt, err := importOptions(c)
			if err != nil {
				return err
			}
			inputs, err := pipeline.OpenInputs(c.Context, opt, env.stdin)
			if err != nil {
				return err
			}
			defer inputs.Close()
			return env.forImport(c.Context, opt.DryRun, func(s store.Store) error {
				sum, err := env.session(s, c.String("reports")).Import(c.Context, inputs, opt)
				if sum == nil {
					return err
				}
				if sum.Rows.Rejected > 0 {
					env.code = exitRejected
				}
				return errors.Join(err, env.print(sum, func(w io.Writer) { printImport(w, sum, inputs.Reload(sum)) }))
			})
		},
	}
}

func reportsFlag() cli.Flag {
	return &cli.StringFlag{Name: "reports", Usage: "the report folder", DefaultText: pipeline.DefaultReports + "/RUN"}
}

// withValuesFlag sets whether pages show contact values.
func withValuesFlag(env *environment) cli.Flag {
	return &cli.BoolFlag{Name: "with-values", Usage: "show contact values in summary.html unmasked", Destination: &env.withValues}
}

func importOptions(c *cli.Context) (pipeline.ImportOptions, error) {
	opt := pipeline.ImportOptions{
		Files: c.Args().Slice(), Map: c.String("map"), As: c.String("as"), Mode: c.String("mode"), Empty: c.String("empty"),
		MaxErrors: c.String("max-errors"), Batch: c.Int("batch"), Policy: c.String("policy"),
		DryRun: c.Bool("dry-run"), Resume: c.Bool("resume"), Strict: c.Bool("strict"), Yes: c.Bool("yes"),
	}
	if len(opt.Files) == 0 {
		return opt, usagef("which file? rollcall import FILE...")
	}
	return opt, opt.Check()
}

// forImport opens the store; a dry run where there is none works on an empty
// one that is never written anywhere.
func (e *environment) forImport(ctx context.Context, dry bool, f func(store.Store) error) error {
	if !dry {
		return e.writing(ctx, "import", f)
	}
	err := e.reading(ctx, f)
	if !errors.Is(err, store.ErrNoStore) {
		return err
	}
	empty, err := connect.Open(ctx, ":memory:", store.Options{Tenant: e.tenant, User: e.user, Mode: store.Write})
	if err != nil {
		return err
	}
	return errors.Join(f(empty), empty.Close())
}

// shownReasons is how many reasons a summary lists.
const shownReasons = 5

func printImport(w io.Writer, s *importer.Summary, reload []string) {
	heading := "imported"
	if s.DryRun {
		heading = "dry run: would import"
	}
	for _, f := range s.Files {
		fmt.Fprintf(w, "%s %s\n", heading, f.File)
	}
	r := s.Rows
	fmt.Fprintf(w, "  %s read: %d created, %d updated, %d unchanged, %d rejected, %d repeated, %d blank\n",
		counted(r.Read, "row"), r.Created, r.Updated, r.Unchanged, r.Rejected, r.Repeated, r.Blank)
	if s.Removed > 0 {
		fmt.Fprintf(w, "  %s removed by mode replace\n", counted(s.Removed, "value"))
	}
	if s.DryRun {
		printChanges(w, s)
	}
	printReasons(w, s.Reasons)
	for _, n := range s.Notes {
		fmt.Fprintf(w, "  note: %s\n", n)
	}
	if s.Absent > 0 {
		fmt.Fprintf(w, "  absent from the extract: %d of this source's customers or records, see %s\n", s.Absent, s.Reports.Absent)
	}
	if r.Rejected > 0 {
		for _, path := range s.Reports.Rejects {
			if filepath.Ext(path) == ".raw" {
				fmt.Fprintf(w, "  records that could not be read: %s\n", path)
			} else {
				fmt.Fprintf(w, "  rejected rows: %s\n", path)
			}
		}
	}
	for _, command := range reload {
		fmt.Fprintf(w, "  mend their cells, then: %s\n", command)
	}
	fmt.Fprintf(w, "  report: %s (summary.html beside it is for reading)\n", s.Reports.Errors)
}

// printChanges says what a dry run would change, the fields with most changes
// first.
func printChanges(w io.Writer, s *importer.Summary) {
	fields := slices.SortedFunc(maps.Keys(s.Changes), func(a, b string) int {
		return cmp.Or(cmp.Compare(s.Changes[b], s.Changes[a]), cmp.Compare(a, b))
	})
	for i, field := range fields {
		if i == shownFields {
			fmt.Fprintf(w, "  and %d more fields\n", len(fields)-i)
			break
		}
		c := s.Fields[field]
		fmt.Fprintf(w, "  %-20s %d would change: %d set, %d replaced, %d cleared\n", field, s.Changes[field], c.Set, c.Replaced, c.Cleared)
	}
	if len(fields) > 0 {
		fmt.Fprintf(w, "  every value before and after: %s\n", s.Reports.Changes)
	}
}

// shownFields is how many fields of a dry run are listed.
const shownFields = 12

func printReasons(w io.Writer, reasons []importer.Reason) {
	for i, reason := range reasons {
		if i == shownReasons {
			fmt.Fprintf(w, "  and %d more reasons\n", len(reasons)-i)
			return
		}
		fmt.Fprintf(w, "  %-8s %s: %d, e.g.", reason.Severity, reason.Code, reason.Count)
		for _, at := range reason.Examples {
			fmt.Fprintf(w, " %s:%d", at.File, at.Row)
		}
		fmt.Fprintln(w)
	}
}
