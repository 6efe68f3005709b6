package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"rollcall/dedupe/evaluate"
	"rollcall/store"
)

func evaluateCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "evaluate",
		Usage:     "measure the last dedupe run against the truth",
		ArgsUsage: " ",
		Flags:     []cli.Flag{&cli.StringFlag{Name: "truth", Required: true, Usage: "a CSV file: external_customer_import_id,cluster"}},
		Action: func(c *cli.Context) error {
			f, err := os.Open(c.String("truth"))
			if err != nil {
				return err
			}
			defer f.Close()
			truth, err := evaluate.ReadTruth(f)
			if err != nil {
				return fmt.Errorf("%s: %w", c.String("truth"), err)
			}
			return env.reading(c.Context, func(s store.Store) error {
				report, err := evaluateLast(c.Context, s, truth)
				if err != nil {
					return errNoMatching(err)
				}
				return env.print(report, func(w io.Writer) { _ = report.WriteText(w) })
			})
		},
	}
}
