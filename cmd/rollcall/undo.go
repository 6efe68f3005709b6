package main

import (
	"fmt"
	"io"
	"strconv"

	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/store"
)

func undoCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name: "undo", Usage: "bring merged customers back", ArgsUsage: "MERGE   (a merge's number, or --run RUN)",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "run", Usage: "all merges of this run"},
			&cli.BoolFlag{Name: "cascade", Usage: "undo later merges on top first"},
			&cli.BoolFlag{Name: "no-judge", Usage: "do not record that the members are different: the next run may merge them again"},
		},
		Action: func(c *cli.Context) error { return undoMerge(c, env) },
	}
}

func undoMerge(c *cli.Context, env *environment) error {
	opt := pipeline.UndoOptions{Run: c.String("run"), Cascade: c.Bool("cascade"), NoJudge: c.Bool("no-judge")}
	switch {
	case c.NArg() == 1 && opt.Run == "":
		id, err := strconv.ParseInt(c.Args().First(), 10, 64)
		if err != nil || id < 1 {
			return usagef("%q is no merge: give its number, or --run RUN", c.Args().First())
		}
		opt.Merge = id
	case c.NArg() > 0 || opt.Run == "":
		return usagef("what is undone? a merge's number, or --run RUN")
	}
	return env.writing(c.Context, "merge undo", func(s store.Store) error {
		sum, err := env.session(s, "").Undo(c.Context, opt)
		if err != nil {
			return err
		}
		return env.print(sum, func(w io.Writer) {
			fmt.Fprintf(w, "undid %s: %s %s back, %s moved back\n", counted(sum.Undone, "merge"),
				counted(sum.Restored, "customer"), agreeing(sum.Restored, "is", "are"), counted(sum.Back, "related record"))
			for _, conflict := range sum.Conflicts {
				fmt.Fprintf(w, "  customer %d, %s: changed since the merge; the change was kept where it is\n", conflict.Customer, conflict.Field)
			}
		})
	})
}
