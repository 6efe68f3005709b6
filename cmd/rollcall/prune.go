package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/store"
	"rollcall/store/customer"
)

func pruneCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:  "prune",
		Usage: "delete old reports and journals; says which undos end",
		Description: "Deletes the report folders of old runs, the journal of old changes and what undoing old merges needs.\n" +
			"Customers, merges as such, runs with their summaries, judgements, what each key said last, the last\n" +
			"result of dedupe and all marks of --since and --updated-after last stay.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "older-than", Usage: "an age, 90d, 26w or 12h, or a date, 2026-01-31"},
			&cli.BoolFlag{Name: "dry-run", Usage: "say what would go; delete nothing"},
			&cli.BoolFlag{Name: "yes", Usage: "prune although merges cannot be undone any more"},
		},
		Action: func(c *cli.Context) error {
			if c.NArg() > 0 || c.String("older-than") == "" {
				return usagef("how old? rollcall runs prune --older-than 90d")
			}
			before, err := pipeline.ParseAge(c.String("older-than"), time.Now())
			if err != nil {
				return err
			}
			opt := pipeline.PruneOptions{Before: before, Yes: c.Bool("yes"), DryRun: c.Bool("dry-run")}
			prune := func(s store.Store) error {
				sum, err := env.session(s, "").Prune(c.Context, opt)
				if sum == nil || sum.Run == "" && err != nil {
					return err
				}
				return errors.Join(err, env.print(sum, func(w io.Writer) { printPruned(w, sum) }))
			}
			if opt.DryRun {
				return env.reading(c.Context, prune)
			}
			return env.writing(c.Context, "runs prune", prune)
		},
	}
}

// shownUndos is how many runs are named whose merges cannot be undone.
const shownUndos = 10

func printPruned(w io.Writer, sum *pipeline.PruneSummary) {
	did := "deleted"
	if sum.DryRun {
		did = "dry run: would delete"
	}
	fmt.Fprintf(w, "%s what is older than %s: %s, %s, images of %s\n", did, customer.FormatTime(sum.Before),
		counted(len(sum.Reports), "report folder"), counted(sum.Changes, "journal entry"), counted(sum.Merges, "merge"))
	for _, folder := range sum.Kept {
		fmt.Fprintf(w, "  %s holds other files too: these stay\n", folder)
	}
	if len(sum.Undos) == 0 {
		fmt.Fprintln(w, "no merge loses its undo")
		return
	}
	t := newTable(w, "UNDO ENDS", "MERGES", "MADE ON")
	for i, group := range byRun(sum.Undos) {
		if i == shownUndos {
			t.row(fmt.Sprintf("and %d more runs", len(byRun(sum.Undos))-i), "", "see --json")
			break
		}
		t.row(group[0].Run, merges(group), customer.FormatTime(group[0].On))
	}
	_ = t.flush()
}

// byRun gathers undos that end by the run that merged, oldest first.
func byRun(list []store.EndedUndo) [][]store.EndedUndo {
	var groups [][]store.EndedUndo
	for _, u := range list {
		if n := len(groups); n > 0 && groups[n-1][0].Run == u.Run {
			groups[n-1] = append(groups[n-1], u)
			continue
		}
		groups = append(groups, []store.EndedUndo{u})
	}
	return groups
}

// merges writes the numbers of a run's merges: "3", or "54 (1 to 54)".
func merges(group []store.EndedUndo) string {
	if len(group) == 1 {
		return fmt.Sprint(group[0].Merge)
	}
	return fmt.Sprintf("%d (%d to %d)", len(group), group[0].Merge, group[len(group)-1].Merge)
}
