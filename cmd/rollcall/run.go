package main

import (
	"errors"
	"io"

	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/store"
)

func runCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "run",
		Usage:     "import, dedupe, merge and export in one go, as a pipeline file says",
		ArgsUsage: "PIPELINE.yaml",
		Flags: []cli.Flag{
			reportsFlag(), withValuesFlag(env),
			&cli.BoolFlag{Name: "yes", Usage: "go on where a limit would ask"},
			&cli.StringFlag{Name: "fail-on", Usage: "conflicts: end with 3 when clusters wait for a person"},
		},
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return usagef("which pipeline? rollcall run PIPELINE.yaml")
			}
			if f := c.String("fail-on"); f != "" && f != "conflicts" {
				return usagef("--fail-on takes conflicts")
			}
			file, err := pipeline.ReadFile(c.Args().First(), pipeline.Meaning{})
			if err != nil {
				return err
			}
			plan, err := file.Prepare(c.Context, pipeline.RunOptions{Yes: c.Bool("yes")})
			if err != nil {
				return err
			}
			return env.writing(c.Context, "run "+c.Args().First(), func(s store.Store) error {
				sum, err := env.session(s, c.String("reports")).Run(c.Context, plan)
				if sum == nil {
					return err
				}
				if sum.Rejected() > 0 || (c.String("fail-on") == "conflicts" && sum.Waiting() > 0) {
					env.code = exitRejected
				}
				return errors.Join(err, env.print(sum, func(w io.Writer) { printRun(w, sum) }))
			})
		},
	}
}
