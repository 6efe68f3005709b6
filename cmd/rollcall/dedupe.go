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
			&cli.StringFlag{Name: "since", Usage: "compare only what changed since the last search (last), a run or a time with all customers"},
			&cli.Float64Flag{Name: "match", Usage: "match probability from which pairs are matches", DefaultText: "0.95"},
			&cli.Float64Flag{Name: "review", Usage: "match probability from which pairs are possible matches", DefaultText: "0.50"},
			&cli.StringFlag{Name: "out", Usage: "the folder for pairs.csv and clusters.csv", DefaultText: pipeline.DefaultReports + "/RUN"},
		},
		Subcommands: []*cli.Command{loadCommand(env)},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usagef("dedupe takes no arguments")
			}
			cfg, err := pipeline.DedupeConfig(c.String("config"), c.Float64("match"), c.Float64("review"))
			if err != nil {
				return err
			}
			return env.writing(c.Context, "dedupe", func(s store.Store) error {
				sum, err := env.session(s, c.String("out")).Dedupe(c.Context, pipeline.DedupeOptions{Config: cfg, Model: c.String("model"), Since: c.String("since")})
				if err != nil {
					return err
				}
				return env.print(sum, func(w io.Writer) { printDedupe(w, sum) })
			})
		},
	}
}

func loadCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "load",
		Usage:     "take pairs and clusters that were found elsewhere into the store",
		ArgsUsage: "DIR   (pairs.csv and clusters.csv, or all their shards such as pairs-00001-of-00004.csv.gz)",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "out", Usage: "the folder for pairs.csv and clusters.csv", DefaultText: pipeline.DefaultReports + "/RUN"},
		},
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return usagef("load takes the folder that the files are in")
			}
			return env.writing(c.Context, "dedupe load", func(s store.Store) error {
				sum, err := env.session(s, c.String("out")).LoadOutcome(c.Context, c.Args().First())
				if err != nil {
					return err
				}
				return env.print(sum, func(w io.Writer) { printDedupe(w, sum) })
			})
		},
	}
}

func printDedupe(w io.Writer, s *pipeline.DedupeSummary) {
	if s.Changed != nil {
		fmt.Fprintf(w, "compared %s with all\n", counted(*s.Changed, "changed customer"))
	} else if s.Full != "" {
		fmt.Fprintf(w, "searched all customers: %s\n", whyFull[s.Full])
	}
	fmt.Fprintf(w, "found duplicates\n  %s, %s compared: %s, %s\n", counted(s.Records, "record"), counted(s.CandidatePairs, "pair"),
		counted(s.Matches, "match"), counted(s.PossibleMatches, "possible match"))
	fmt.Fprintf(w, "  %s with %s\n  pairs: %s\n  clusters: %s\n", counted(s.Clusters, "cluster"), counted(s.Duplicates, "duplicate"), s.Reports["pairs"], s.Reports["clusters"])
}

// whyFull says why a search of what changed became one of all customers.
var whyFull = map[string]string{
	pipeline.FullFirst:    "there was no search before",
	pipeline.FullKeys:     "the last outcome was loaded, and brought no index of keys",
	pipeline.FullModel:    "the last model is of an older version; a new one was learned",
	pipeline.FullOther:    "--model is not the model of the last search",
	pipeline.FullSettings: "the settings are not those of the last search",
	pipeline.FullMany:     "so many have changed that this is faster",
	pipeline.FullOutgrown: "some blocks have outgrown the model; without --since a new one is learned",
	pipeline.FullIndex:    "so much has changed since the last search of all that its index is made anew",
}
