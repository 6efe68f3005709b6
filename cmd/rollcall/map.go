package main

import (
	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/importer/row"
)

func mapCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "map",
		Usage:     "suggest a mapping for a file, ready to be saved and edited",
		ArgsUsage: "FILE",
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return usagef("which file? rollcall map FILE > mapping.yaml")
			}
			s, err := pipeline.SuggestMapping(c.Context, row.Source{Path: c.Args().First(), Stdin: env.stdin})
			if err != nil {
				return err
			}
			if env.json {
				return env.print(s, nil)
			}
			_, err = env.stdout.Write(s.YAML)
			return err
		},
	}
}
