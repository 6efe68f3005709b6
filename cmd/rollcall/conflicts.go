package main

import (
	"context"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/dedupe/merge"
	"rollcall/store"
)

func conflictsCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:  "conflicts",
		Usage: "write the clusters that wait for a person into a file to decide in", ArgsUsage: " ",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "out", Usage: "the file: .xlsx or .csv (required)"},
			lastPolicyFlag(),
			&cli.BoolFlag{Name: "only-new", Usage: "leave out what waited after the dedupe run before"},
		},
		Action: func(c *cli.Context) error { return writeConflicts(c, env) },
	}
}

// lastPolicyFlag is the policy of commands that go on with what a merge run
// left waiting.
func lastPolicyFlag() cli.Flag {
	return &cli.StringFlag{Name: "policy", Usage: "the merge policy file", DefaultText: "that of the last merge run"}
}

func writeConflicts(c *cli.Context, env *environment) error {
	opt := pipeline.ConflictOptions{File: c.String("out"), OnlyNew: c.Bool("only-new")}
	switch {
	case c.Args().Present():
		return usagef("conflicts takes no argument; name the file with --out")
	case opt.File == "":
		return usagef("which file? rollcall merge conflicts --out F.xlsx (or F.csv)")
	}
	if err := opt.Check(); err != nil {
		return err
	}
	return env.reading(c.Context, func(s store.Store) error {
		session := env.session(s, "")
		var err error
		if opt.Policy, err = policyOrLast(c.Context, session, c.String("policy")); err != nil {
			return err
		}
		sum, err := session.Conflicts(c.Context, opt)
		if err != nil {
			return err
		}
		return env.print(sum, func(w io.Writer) { printConflicts(w, sum, c.String("policy")) })
	})
}

// policyOrLast reads a policy file; without one it is the policy of the last
// merge run.
func policyOrLast(ctx context.Context, s *pipeline.Session, path string) (merge.Policy, error) {
	if path == "" {
		return s.LastPolicy(ctx)
	}
	return pipeline.MergePolicy(path)
}

func printConflicts(w io.Writer, s *pipeline.ConflictSummary, policy string) {
	same := ""
	if policy != "" {
		same = " --policy " + policy
	}
	fmt.Fprintf(w, "%s %s for a person, %d of them new\n", counted(s.Waiting, "cluster"), agreeing(s.Waiting, "waits", "wait"), s.NewWaiting)
	for _, r := range s.WaitingReasons {
		fmt.Fprintf(w, "  %d: %s\n", r.Count, merge.ReasonText(r.Reason))
	}
	fmt.Fprintf(w, "written to %s: %s, %d of %s\n", s.File, counted(s.Shown, "cluster"), s.Possible, counted(s.PossibleTotal, "possible match"))
	if s.MergesByItself > 0 {
		fmt.Fprintf(w, "%d more %s no person: rollcall merge auto%s\n", s.MergesByItself, agreeing(s.MergesByItself, "cluster needs", "clusters need"), same)
	}
	if s.Shown+s.Possible == 0 {
		return
	}
	fmt.Fprintf(w, "fill in the column decision, then: rollcall merge apply --decisions %s%s\n", s.File, same)
}
