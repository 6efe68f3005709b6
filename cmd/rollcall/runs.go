package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/urfave/cli/v2"

	"rollcall/store"
	"rollcall/store/customer"
)

func runsCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:        "runs",
		Usage:       "list runs, show one with its summary and reports, or prune what is old",
		ArgsUsage:   "[RUN]",
		Subcommands: []*cli.Command{pruneCommand(env)},
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "kind", Usage: "only runs of this kind: import, dedupe, merge, apply, undo, set, note, obfuscate, prune, pipeline"},
			&cli.IntFlag{Name: "limit", Value: 50, Usage: "how many, the newest first; 0: all"},
		},
		Action: func(c *cli.Context) error {
			return env.reading(c.Context, func(s store.Store) error {
				if id := c.Args().First(); id != "" {
					return env.showRun(c, s, id)
				}
				list, err := s.ListRuns(c.Context, store.RunQuery{Kind: c.String("kind"), Limit: c.Int("limit")})
				if err != nil {
					return err
				}
				writing, err := beingWritten(c.Context, s, list)
				if err != nil {
					return err
				}
				return env.print(map[string]any{"runs": list}, func(w io.Writer) { printRuns(w, list, writing) })
			})
		},
	}
}

// beingWritten says whether somebody writes to the store, as far as runs that
// have not ended make that a question.
func beingWritten(ctx context.Context, s store.Store, list []customer.Run) (bool, error) {
	if !slices.ContainsFunc(list, func(r customer.Run) bool { return r.Status == customer.Running }) {
		return false, nil
	}
	st, err := s.Status(ctx)
	return st.LockedBy != "", err
}

// printRuns lists runs. One that never ended and has no writer any more was
// killed: it could not say so itself.
func printRuns(w io.Writer, list []customer.Run, writing bool) {
	t := newTable(w, "RUN", "KIND", "STATUS", "STARTED", "BY", "PART OF")
	killed := false
	for _, r := range list {
		status := string(r.Status)
		if r.Status == customer.Running && !writing {
			status, killed = "killed", true
		}
		t.row(r.ID, r.Kind, status, customer.FormatTime(r.StartedOn), r.By, r.Parent)
	}
	_ = t.flush()
	if killed {
		fmt.Fprintln(w, "a killed import goes on with the same command and --resume; a killed pipeline is run again")
	}
}

func (e *environment) showRun(c *cli.Context, s store.Store, id string) error {
	r, err := s.RunByID(c.Context, id)
	if err != nil {
		return fmt.Errorf("run %s: %w", id, err)
	}
	steps, err := s.ListRuns(c.Context, store.RunQuery{Parent: id})
	if err != nil {
		return err
	}
	return e.print(map[string]any{"run": r, "steps": steps}, func(w io.Writer) {
		fmt.Fprintf(w, "%s  %s  %s  started %s by %s\n", r.ID, r.Kind, r.Status, customer.FormatTime(r.StartedOn), r.By)
		if len(r.Config) > 0 {
			fmt.Fprintf(w, "config   %s\n", r.Config)
		}
		if len(r.Summary) > 0 {
			fmt.Fprintf(w, "summary  %s\n", r.Summary)
		}
		for i := len(steps) - 1; i >= 0; i-- {
			fmt.Fprintf(w, "step     %s  %s  %s\n", steps[i].ID, steps[i].Kind, steps[i].Status)
		}
	})
}
