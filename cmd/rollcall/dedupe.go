package main

import (
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/store"
)

func dedupeCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "dedupe",
		Usage:     "find customers that are the same person or organisation",
		ArgsUsage: " ",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "config", Usage: "written blocking rules and thresholds; without it everything is chosen from the data"},
			&cli.StringFlag{Name: "model", Usage: "use this frozen model; it is learned and written there when it does not exist"},
			&cli.Float64Flag{Name: "match", Usage: "match probability from which pairs are matches", DefaultText: "0.95"},
			&cli.Float64Flag{Name: "review", Usage: "match probability from which pairs are possible matches", DefaultText: "0.50"},
			&cli.StringFlag{Name: "out", Usage: "the folder for pairs.csv and clusters.csv", DefaultText: pipeline.DefaultReports + "/RUN"},
		},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usagef("dedupe takes no arguments")
			}
			cfg, err := pipeline.DedupeConfig(c.String("config"), c.Float64("match"), c.Float64("review"))
			if err != nil {
				return err
			}
			return env.writing(c.Context, "dedupe", func(s store.Store) error {
				sum, err := env.session(s, c.String("out")).Dedupe(c.Context, pipeline.DedupeOptions{Config: cfg, Model: c.String("model")})
				if err != nil {
					return err
				}
				return env.print(sum, func(w io.Writer) { printDedupe(w, sum) })
			})
		},
	}
}

func printDedupe(w io.Writer, s *pipeline.DedupeSummary) {
	fmt.Fprintf(w, "found duplicates\n  %d records, %d pairs compared: %d matches, %d possible matches\n", s.Records, s.CandidatePairs, s.Matches, s.PossibleMatches)
	fmt.Fprintf(w, "  %d clusters with %d duplicates\n  pairs: %s\n  clusters: %s\n", s.Clusters, s.Duplicates, s.Reports["pairs"], s.Reports["clusters"])
}
