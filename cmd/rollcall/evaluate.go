package main

import (
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
		Flags:     []cli.Flag{&cli.StringFlag{Name: "truth", Usage: "a CSV file: external_customer_import_id,cluster"}},
		Action: func(c *cli.Context) error {
			path := c.String("truth")
			if path == "" {
				return usagef("against what? rollcall evaluate --truth FILE")
			}
			f, err := os.Open(path)
			if err != nil {
				return err
			}
			defer f.Close()
			truth, err := evaluate.ReadTruth(f)
			if err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			return env.reading(c.Context, func(s store.Store) error {
				report, err := env.session(s, "").Evaluate(c.Context, truth)
				if err != nil {
					return errNoMatching(err)
				}
				return env.print(report, func(w io.Writer) { printEvaluation(w, report) })
			})
		},
	}
}

func printEvaluation(w io.Writer, r evaluate.Report) {
	fmt.Fprintf(w, "%s, %s\n", counted(r.Records, "record"), counted(r.TruePairs, "true pair"))
	t := newTable(w, "", "PRECISION", "RECALL", "F1", "FOUND", "FALSE", "MISSED")
	score := func(name string, s evaluate.Score) {
		t.row(name, share(s.Precision), share(s.Recall), share(s.F1), fmt.Sprint(s.True), fmt.Sprint(s.False), fmt.Sprint(s.Missed))
	}
	score("clusters", r.Clusters)
	score("edges", r.Edges)
	t.row("B-cubed", share(r.BCubed.Precision), share(r.BCubed.Recall), share(r.BCubed.F1), "", "", "")
	for _, at := range r.Thresholds {
		score(fmt.Sprintf("edges at %.2f", at.Probability), at.Score)
	}
	_ = t.flush()
	fmt.Fprintf(w, "pairs completeness %s, reduction ratio %s\n", share(r.PairsCompleteness), share(r.ReductionRatio))
	for _, c := range r.Misses {
		fmt.Fprintf(w, "missed  %s  %s  %.4f\n", c.Left, c.Right, c.Probability)
	}
	for _, c := range r.FalseMatches {
		fmt.Fprintf(w, "false   %s  %s  %.4f\n", c.Left, c.Right, c.Probability)
	}
}

func share(x float64) string { return fmt.Sprintf("%.4f", x) }
