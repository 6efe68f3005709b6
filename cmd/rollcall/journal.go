package main

import (
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/store"
)

func journalCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:  "journal",
		Usage: "write what merges and undos changed: every field and every moved record", ArgsUsage: " ",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "out", Usage: "the file: .csv or .jsonl (required)"},
			&cli.StringFlag{Name: "run", Usage: "only what this run did, or a pipeline's steps"},
			&cli.BoolFlag{Name: "spreadsheet-safe", Usage: "CSV: no cell can be taken for a formula"},
		},
		Action: func(c *cli.Context) error {
			opt := pipeline.JournalOptions{File: c.String("out"), Run: c.String("run"), Safe: c.Bool("spreadsheet-safe")}
			switch {
			case c.Args().Present():
				return usagef("journal takes no argument; name the file with --out")
			case opt.File == "":
				return usagef("which file? rollcall merge journal --out F.csv (or F.jsonl)")
			}
			if err := opt.Check(); err != nil {
				return err
			}
			return env.reading(c.Context, func(s store.Store) error {
				sum, err := env.session(s, "").MergeJournal(c.Context, opt)
				if err != nil {
					return err
				}
				return env.print(sum, func(w io.Writer) {
					fmt.Fprintf(w, "%s and %s: %s\n", counted(sum.Merges, "merge"), counted(sum.Undos, "undo"), sum.File)
				})
			})
		},
	}
}
