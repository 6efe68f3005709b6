package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/dedupe/merge"
	"rollcall/dedupe/merge/workbook"
	"rollcall/store"
	"rollcall/store/customer"
)

func mergeCommand(env *environment) *cli.Command {
	policy := &cli.StringFlag{Name: "policy", Usage: "the merge policy file"}
	choose := &cli.StringSliceFlag{Name: "choose", Usage: "FIELD=survivor|secondary|VALUE"}
	region := &cli.StringFlag{Name: "region", Value: "US", Usage: "of a chosen phone number without a country code"}
	return &cli.Command{
		Name:  "merge",
		Usage: "merge duplicates, preview a merge, decide what waits, undo",
		Subcommands: []*cli.Command{
			{Name: "preview", Usage: "show what a merge would do; changes nothing", ArgsUsage: "SURVIVOR SECONDARY...",
				Flags:  []cli.Flag{policy, choose, region, &cli.StringFlag{Name: "out", Usage: "write the preview to this .xlsx file"}},
				Action: func(c *cli.Context) error { return previewMerge(c, env) }},
			{Name: "apply", Usage: "merge customers into a survivor, or carry out a file of decisions", ArgsUsage: "SURVIVOR SECONDARY...   (or --decisions F)",
				Flags: append([]cli.Flag{policy, choose, region}, decisionFlags()...), Action: func(c *cli.Context) error {
					if c.String("decisions") != "" {
						return applyDecisions(c, env)
					}
					return applyMerge(c, env)
				}},
			{Name: "auto", Usage: "merge the clusters that need no person", ArgsUsage: " ",
				Flags: append([]cli.Flag{policy, reportsFlag(), withValuesFlag(env)}, autoFlags()...), Action: func(c *cli.Context) error { return autoMerge(c, env) }},
			conflictsCommand(env), undoCommand(env), journalCommand(env),
		},
	}
}

func autoFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "on-conflict", Value: "review", Usage: "review: what conflicts waits; policy: its proposals are taken; fail: merge nothing when anything waits"},
		&cli.Float64Flag{Name: "auto", Usage: "the weakest link that merges without a person", DefaultText: "0.99"},
		&cli.IntFlag{Name: "max-cluster-size", Usage: "members of a cluster that merges without a person", DefaultText: "5"},
		&cli.IntFlag{Name: "max-merges", Usage: "stop before merging away more customers than this", DefaultText: "no limit"},
		&cli.StringFlag{Name: "max-share", Usage: "stop before merging away more of the base than this", DefaultText: "20%"},
		&cli.StringFlag{Name: "fail-on", Usage: "conflicts: end with 3 when clusters wait for a person"},
		&cli.BoolFlag{Name: "yes", Usage: "merge although a limit is passed"},
		&cli.BoolFlag{Name: "dry-run", Usage: "show what would be merged; change nothing"},
	}
}

func previewMerge(c *cli.Context, env *environment) error {
	wanted, err := wantedMerge(c, env)
	if err != nil {
		return err
	}
	if path := c.String("out"); path != "" && !strings.EqualFold(filepath.Ext(path), ".xlsx") {
		return usagef("a preview is written as .xlsx")
	}
	return env.reading(c.Context, func(s store.Store) error {
		plan, err := wanted.plan(c.Context, s)
		if err != nil {
			return err
		}
		if path := c.String("out"); path != "" {
			if err := workbook.CreatePreview(path, plan); err != nil {
				return err
			}
		}
		preview := merge.NewPreview(plan)
		return env.print(preview, func(w io.Writer) { _ = preview.WriteText(w) })
	})
}

func applyMerge(c *cli.Context, env *environment) error {
	wanted, err := wantedMerge(c, env)
	if err != nil {
		return err
	}
	if c.Bool("dry-run") || c.String("out") != "" {
		return usagef("--dry-run and --out go with --decisions; rollcall merge preview shows what a merge would do")
	}
	return env.writing(c.Context, "merge apply", func(s store.Store) error {
		plan, err := wanted.plan(c.Context, s)
		if err != nil {
			return err
		}
		sum, err := env.session(s, "").ApplyMerge(c.Context, plan)
		if err != nil {
			return err
		}
		return env.print(sum, func(w io.Writer) {
			fmt.Fprintf(w, "merged %s into %d; %s moved\nto take it back: rollcall merge undo %d\n",
				counted(sum.MergedCustomers, "customer"), plan.Survivor.ID, counted(sum.Moved, "related record"), sum.Merge)
		})
	})
}

// oneMerge is a merge as a command line asks for it.
type oneMerge struct {
	chooser pipeline.Chooser
	refs    []customer.Ref // the survivor first
	choose  map[string]string
}

func wantedMerge(c *cli.Context, env *environment) (*oneMerge, error) {
	policy, err := pipeline.MergePolicy(c.String("policy"))
	if err != nil {
		return nil, err
	}
	if c.NArg() < 2 {
		return nil, usagef("a merge needs a SURVIVOR and at least one SECONDARY")
	}
	m := &oneMerge{choose: map[string]string{},
		chooser: pipeline.Chooser{Policy: policy, Region: c.String("region"), Warn: func(text string) { env.note("%s", text) }}}
	if m.refs, err = refsOf(c, c.NArg()); err != nil {
		return nil, err
	}
	for _, text := range c.StringSlice("choose") {
		field, value, ok := strings.Cut(text, "=")
		if !ok {
			return nil, usagef("--choose %q: write FIELD=survivor, FIELD=secondary or FIELD=VALUE", text)
		}
		m.choose[field] = value
	}
	return m, nil
}

// plan plans it with the customers as they are now.
func (m *oneMerge) plan(ctx context.Context, s store.Customers) (*merge.Plan, error) {
	list, err := resolveAll(ctx, s, m.refs, store.Everything)
	if err != nil {
		return nil, err
	}
	return m.chooser.Plan(list, merge.Options{Survivor: list[0].ID, Choose: m.choose})
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
	return env.changing(c.Context, opt.DryRun, "merge auto", func(s store.Store) error {
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
	if err := opt.Check(); err != nil {
		return opt, err
	}
	return opt, opt.SetShare(c.String("max-share"))
}

func printMerge(w io.Writer, s *pipeline.MergeSummary) {
	verb := "merged"
	if s.DryRun {
		verb = "would merge"
	}
	fmt.Fprintf(w, "%s %s into %s; %s moved\n", verb, counted(s.MergedCustomers, "customer"),
		counted(s.MergedClusters, "other"), counted(s.Moved, "related record"))
	if s.Waiting > 0 {
		fmt.Fprintf(w, "  %s %s for a person (%d of them new)\n", counted(s.Waiting, "cluster"), agreeing(s.Waiting, "waits", "wait"), s.NewWaiting)
		for _, r := range s.WaitingReasons {
			fmt.Fprintf(w, "    %d: %s\n", r.Count, merge.ReasonText(r.Reason))
		}
	}
	if path := s.Reports["conflicts"]; path != "" && s.Waiting > 0 {
		fmt.Fprintf(w, "  conflicts: %s\n", path)
	}
	if s.MergedCustomers > 0 && !s.DryRun {
		fmt.Fprintf(w, "  to take the merges back: rollcall merge undo --run %s\n", s.Run)
	}
}

// changing opens the store for writing, or, for a dry run, for reading.
func (e *environment) changing(ctx context.Context, dryRun bool, what string, f func(store.Store) error) error {
	if dryRun {
		return e.reading(ctx, f)
	}
	return e.writing(ctx, what, f)
}
