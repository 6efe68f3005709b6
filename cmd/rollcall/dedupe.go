package main

import (
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/dedupe"
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

func explainCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "explain",
		Usage:     "show why two customers match, or do not",
		ArgsUsage: "A B   (digits, customer:X or import:X)",
		Flags:     []cli.Flag{&cli.StringFlag{Name: "config", Usage: "the dedupe configuration"}},
		Action: func(c *cli.Context) error {
			refs, err := refsOf(c, 2)
			if err != nil {
				return err
			}
			cfg, err := pipeline.DedupeConfig(c.String("config"), 0, 0)
			if err != nil {
				return err
			}
			return env.reading(c.Context, func(s store.Store) error {
				two, err := namedAll(c.Context, s, refs)
				if err != nil {
					return err
				}
				last, err := s.LastMatching(c.Context, false)
				if err != nil {
					return fmt.Errorf("the last dedupe run: %w; run rollcall dedupe first", err)
				}
				e, err := dedupe.Explain(cfg, last.Model, two[0], two[1])
				if err != nil {
					return err
				}
				return env.print(e, func(w io.Writer) { _ = e.WriteText(w) })
			})
		},
	}
}

// readFile reads a small file that the command line names.
func readFile(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return data, nil
}
