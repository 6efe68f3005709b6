package main

import (
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/store"
)

// decisionFlags are those of merge apply that are about a file of decisions.
func decisionFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "decisions", Usage: "carry out the decisions in this workbook or CSV file"},
		&cli.BoolFlag{Name: "dry-run", Usage: "with --decisions: say what would be done; change nothing"},
		&cli.StringFlag{Name: "out", Usage: "with --decisions: the file that comes back with a status per row", DefaultText: "F.done.xlsx"},
	}
}

func applyDecisions(c *cli.Context, env *environment) error {
	if c.Args().Present() || len(c.StringSlice("choose")) > 0 {
		return usagef("give --decisions or customers to merge, not both")
	}
	opt := pipeline.DecisionOptions{File: c.String("decisions"), Out: c.String("out"), Region: c.String("region"), DryRun: c.Bool("dry-run")}
	return env.changing(c.Context, opt.DryRun, "merge apply", func(s store.Store) error {
		session := env.session(s, "")
		var err error
		if opt.Policy, err = policyOrLast(c.Context, session, c.String("policy")); err != nil {
			return err
		}
		sum, err := session.Decide(c.Context, opt)
		if err != nil {
			return err
		}
		if len(sum.Refused) > 0 {
			env.code = exitRejected
		}
		return env.print(sum, func(w io.Writer) { printDecisions(w, sum) })
	})
}

// shownRefusals is how many refused rows are listed at the terminal.
const shownRefusals = 10

func printDecisions(w io.Writer, s *pipeline.DecisionSummary) {
	would := ""
	if s.DryRun {
		would = "dry run, nothing was changed: would have "
	}
	fmt.Fprintf(w, "%smerged %s into %s, judged %s; %s held already\n", would, counted(s.MergedCustomers, "customer"),
		counted(s.MergedClusters, "other"), counted(s.Judgements, "pair"), counted(s.Before, "decision"))
	if len(s.Refused) > 0 {
		fmt.Fprintf(w, "%s %s refused:\n", counted(len(s.Refused), "row"), agreeing(len(s.Refused), "was", "were"))
	}
	for i, r := range s.Refused {
		if i == shownRefusals {
			fmt.Fprintf(w, "  and %d more\n", len(s.Refused)-i)
			break
		}
		fmt.Fprintf(w, "  %s row %d: %s\n", r.Table, r.Row, r.Reason)
	}
	fmt.Fprintf(w, "each row with what became of it: %s\n", s.Reports["decisions"])
	if s.Run != "" && s.MergedClusters > 0 {
		fmt.Fprintf(w, "to take the merges back: rollcall merge undo --run %s\n", s.Run)
	}
}
