package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/urfave/cli/v2"

	"rollcall/store"
)

func dbCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:  "db",
		Usage: "look after the store",
		Subcommands: []*cli.Command{
			{Name: "status", Usage: "show engine, schema, sizes and row counts", Action: func(c *cli.Context) error {
				return env.inspecting(c.Context, func(s store.Store) error { return env.showStatus(c, s) })
			}},
			{Name: "migrate", Usage: "create the schema or bring it up to date", Action: func(c *cli.Context) error {
				return env.writing(c.Context, "db migrate", func(s store.Store) error { return env.showStatus(c, s) })
			}},
			{Name: "check", Usage: "verify the store's invariants; ends with 1 when one is broken", Action: func(c *cli.Context) error {
				return env.reading(c.Context, func(s store.Store) error { return env.check(c, s) })
			}},
		},
	}
}

// inspecting runs f with the store opened as it is, whatever its schema's age.
func (e *environment) inspecting(ctx context.Context, f func(store.Store) error) error {
	s, err := e.open(ctx, store.Inspect)
	if err != nil {
		return err
	}
	return errors.Join(f(s), s.Close())
}

func (e *environment) showStatus(c *cli.Context, s store.Store) error {
	st, err := s.Status(c.Context)
	if err != nil {
		return err
	}
	return e.print(st, func(w io.Writer) {
		fmt.Fprintf(w, "store    %s\nengine   %s\nschema   %d (%d migrations pending)\nsize     %.1f MB\n", st.Place, st.Engine, st.Schema, st.Pending, float64(st.Bytes)/1e6)
		if st.Pending > 0 {
			fmt.Fprintln(w, "         back it up, then bring it up to date: rollcall db migrate")
		}
		if st.LockedBy != "" {
			fmt.Fprintf(w, "writer   %s\n", st.LockedBy)
		}
		names := make([]string, 0, len(st.Rows))
		for name := range st.Rows {
			names = append(names, name)
		}
		slices.Sort(names)
		t := newTable(w, "TABLE", "ROWS")
		for _, name := range names {
			t.row(name, fmt.Sprint(st.Rows[name]))
		}
		_ = t.flush()
	})
}

func (e *environment) check(c *cli.Context, s store.Store) error {
	findings, err := s.Check(c.Context)
	if err != nil {
		return err
	}
	if len(findings) > 0 {
		e.code = exitFailed
	}
	return e.print(map[string]any{"findings": findings, "clean": len(findings) == 0}, func(w io.Writer) {
		if len(findings) == 0 {
			fmt.Fprintln(w, "clean: every invariant holds")
		}
		for _, f := range findings {
			fmt.Fprintf(w, "%s  %d  %s  %v\n", f.Code, f.Count, f.Message, f.Examples)
		}
	})
}
