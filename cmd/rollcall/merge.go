package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/dedupe/merge"
	"rollcall/store"
	"rollcall/store/customer"
)

func mergeCommand(env *environment) *cli.Command {
	policy := &cli.StringFlag{Name: "policy", Usage: "the merge policy file"}
	choose := &cli.StringSliceFlag{Name: "choose", Usage: "FIELD=survivor|secondary|VALUE"}
	return &cli.Command{
		Name:  "merge",
		Usage: "merge duplicates, preview a merge, undo one",
		Subcommands: []*cli.Command{
			{Name: "preview", Usage: "show what a merge would do; changes nothing", ArgsUsage: "SURVIVOR SECONDARY...",
				Flags: []cli.Flag{policy, choose}, Action: func(c *cli.Context) error { return previewMerge(c, env) }},
			{Name: "apply", Usage: "merge customers into a survivor", ArgsUsage: "SURVIVOR SECONDARY...",
				Flags: []cli.Flag{policy, choose}, Action: func(c *cli.Context) error { return applyMerge(c, env) }},
			{Name: "auto", Usage: "merge the clusters that need no person", ArgsUsage: " ",
				Flags: append([]cli.Flag{policy, reportsFlag()}, autoFlags()...), Action: func(c *cli.Context) error { return autoMerge(c, env) }},
			{Name: "undo", Usage: "bring merged customers back", ArgsUsage: "MERGE   (a merge's number, or --run RUN)",
				Flags: []cli.Flag{
					&cli.StringFlag{Name: "run", Usage: "all merges of this run"},
					&cli.BoolFlag{Name: "cascade", Usage: "undo later merges on top first"},
					&cli.BoolFlag{Name: "no-judge", Usage: "do not record that the members are different: the next run may merge them again"},
				}, Action: func(c *cli.Context) error { return undoMerge(c, env) }},
		},
	}
}

func autoFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "on-conflict", Value: "review", Usage: "review: what conflicts waits; policy: its proposals are taken; fail: merge nothing when anything waits"},
		&cli.Float64Flag{Name: "auto", Usage: "the weakest link that merges without a person", DefaultText: "0.99"},
		&cli.IntFlag{Name: "max-cluster-size", Usage: "members of a cluster that merges without a person", DefaultText: "5"},
		&cli.IntFlag{Name: "max-merges", Usage: "stop before merging away more customers than this"},
		&cli.StringFlag{Name: "max-share", Usage: "stop before merging away more of the base than this", DefaultText: "20%"},
		&cli.StringFlag{Name: "fail-on", Usage: "conflicts: end with 3 when clusters wait for a person"},
		&cli.BoolFlag{Name: "yes", Usage: "merge although a limit is passed"},
		&cli.BoolFlag{Name: "dry-run", Usage: "show what would be merged; change nothing"},
	}
}

func previewMerge(c *cli.Context, env *environment) error {
	policy, err := pipeline.MergePolicy(c.String("policy"))
	if err != nil {
		return err
	}
	refs, choose, err := mergeArguments(c)
	if err != nil {
		return err
	}
	return env.reading(c.Context, func(s store.Store) error {
		plan, err := planOf(c.Context, s, policy, refs, choose)
		if err != nil {
			return err
		}
		preview := merge.NewPreview(plan)
		return env.print(preview, func(w io.Writer) { _ = preview.WriteText(w) })
	})
}

func applyMerge(c *cli.Context, env *environment) error {
	policy, err := pipeline.MergePolicy(c.String("policy"))
	if err != nil {
		return err
	}
	refs, choose, err := mergeArguments(c)
	if err != nil {
		return err
	}
	return env.writing(c.Context, "merge apply", func(s store.Store) error {
		plan, err := planOf(c.Context, s, policy, refs, choose)
		if err != nil {
			return err
		}
		sum, err := env.session(s, "").ApplyMerge(c.Context, plan)
		if err != nil {
			return err
		}
		return env.print(sum, func(w io.Writer) {
			fmt.Fprintf(w, "merged %d customers into %d; %d related records moved\nto take it back: rollcall merge undo %d\n", sum.MergedCustomers, plan.Survivor.ID, sum.Moved, sum.Merge)
		})
	})
}

func mergeArguments(c *cli.Context) ([]customer.Ref, map[string]string, error) {
	if c.NArg() < 2 {
		return nil, nil, usagef("a merge needs a SURVIVOR and at least one SECONDARY")
	}
	refs, err := refsOf(c, c.NArg())
	if err != nil {
		return nil, nil, err
	}
	choose := map[string]string{}
	for _, text := range c.StringSlice("choose") {
		field, value, ok := strings.Cut(text, "=")
		if !ok {
			return nil, nil, usagef("--choose %q: write FIELD=survivor, FIELD=secondary or FIELD=VALUE", text)
		}
		choose[field] = value
	}
	return refs, choose, nil
}

func planOf(ctx context.Context, s store.Store, policy merge.Policy, refs []customer.Ref, choose map[string]string) (*merge.Plan, error) {
	list, err := resolveAll(ctx, s, refs, store.Everything)
	if err != nil {
		return nil, err
	}
	members := make([]merge.Member, len(list))
	for i, c := range list {
		members[i].Customer = c
	}
	return merge.NewPlan(policy, members, merge.Options{Survivor: list[0].ID, Choose: choose})
}

// refsOf reads exactly n customers from the arguments.
func refsOf(c *cli.Context, n int) ([]customer.Ref, error) {
	if c.NArg() != n {
		return nil, usagef("%s needs %d customers: digits, customer:X or import:X", c.Command.Name, n)
	}
	refs := make([]customer.Ref, n)
	for i, text := range c.Args().Slice() {
		ref, err := customer.ParseRef(text)
		if err != nil {
			return nil, usageError{err}
		}
		refs[i] = ref
	}
	return refs, nil
}

func autoMerge(c *cli.Context, env *environment) error {
	opt, err := mergeOptions(c)
	if err != nil {
		return err
	}
	open := env.writing
	if opt.DryRun {
		open = func(ctx context.Context, _ string, f func(store.Store) error) error { return env.reading(ctx, f) }
	}
	return open(c.Context, "merge auto", func(s store.Store) error {
		sum, err := env.session(s, c.String("reports")).Merge(c.Context, opt)
		if sum == nil {
			return err
		}
		if c.String("fail-on") == "conflicts" && sum.Waiting > 0 {
			env.code = exitRejected
		}
		return errors.Join(err, env.print(sum, func(w io.Writer) { printMerge(w, sum) }))
	})
}

func mergeOptions(c *cli.Context) (pipeline.MergeOptions, error) {
	opt := pipeline.MergeOptions{OnConflict: c.String("on-conflict"), MaxMerges: c.Int("max-merges"), Yes: c.Bool("yes"), DryRun: c.Bool("dry-run")}
	policy, err := pipeline.MergePolicy(c.String("policy"))
	if err != nil {
		return opt, err
	}
	opt.Policy = policy
	if c.IsSet("auto") {
		opt.Policy.Auto.Probability = c.Float64("auto")
	}
	if c.IsSet("max-cluster-size") {
		opt.Policy.Auto.MaxClusterSize = c.Int("max-cluster-size")
	}
	return opt, opt.SetShare(c.String("max-share"))
}

func printMerge(w io.Writer, s *pipeline.MergeSummary) {
	verb := "merged"
	if s.DryRun {
		verb = "would merge"
	}
	fmt.Fprintf(w, "%s %d customers into %d others; %d related records moved\n", verb, s.MergedCustomers, s.MergedClusters, s.Moved)
	if s.Waiting > 0 {
		fmt.Fprintf(w, "  %d clusters wait for a person (%d of them new)\n", s.Waiting, s.NewWaiting)
		for _, r := range s.WaitingReasons {
			fmt.Fprintf(w, "    %d: %s\n", r.Count, merge.ReasonText(r.Reason))
		}
	}
	if path := s.Reports["conflicts"]; path != "" {
		fmt.Fprintf(w, "  conflicts: %s\n", path)
	}
}

func undoMerge(c *cli.Context, env *environment) error {
	opt := pipeline.UndoOptions{Run: c.String("run"), Cascade: c.Bool("cascade"), NoJudge: c.Bool("no-judge")}
	switch {
	case c.NArg() == 1 && opt.Run == "":
		id, err := strconv.ParseInt(c.Args().First(), 10, 64)
		if err != nil || id < 1 {
			return usagef("%q is no merge: give its number, or --run RUN", c.Args().First())
		}
		opt.Merge = id
	case c.NArg() > 0 || opt.Run == "":
		return usagef("what is undone? a merge's number, or --run RUN")
	}
	return env.writing(c.Context, "merge undo", func(s store.Store) error {
		sum, err := env.session(s, "").Undo(c.Context, opt)
		if err != nil {
			return err
		}
		return env.print(sum, func(w io.Writer) {
			fmt.Fprintf(w, "undid %d merges: %d customers are back, %d related records moved back\n", sum.Undone, sum.Restored, sum.Back)
			for _, conflict := range sum.Conflicts {
				fmt.Fprintf(w, "  customer %d, %s: changed since the merge; the change was kept where it is\n", conflict.Customer, conflict.Field)
			}
		})
	})
}
