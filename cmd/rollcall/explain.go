package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/dedupe"
	"rollcall/store"
	"rollcall/store/customer"
)

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
				hits, err := hitsOf(c.Context, s, refs)
				if err != nil {
					return err
				}
				e, err := env.session(s, "").Explain(c.Context, cfg, hits[0], hits[1])
				if err != nil {
					return err
				}
				return env.print(e, func(w io.Writer) {
					printExplanation(w, e)
					printStanding(w, e, hits[0].Survivor == hits[1].Survivor)
				})
			})
		},
	}
}

// barBits is how many bits of evidence one mark of the waterfall stands for.
const barBits = 1.0

func printExplanation(w io.Writer, e dedupe.Explanation) {
	fmt.Fprintf(w, "%s and %s: %s, match probability %.6f\n", e.Left, e.Right, strings.ReplaceAll(string(e.Decision), "_", " "), e.Probability)
	t := newTable(w, "COMPARISON", "LEVEL", "WEIGHT", "")
	for _, p := range e.Parts {
		t.row(p.Name, p.Level, fmt.Sprintf("%+.3f", p.Weight), bar(p.Weight))
	}
	t.row("match weight", "", fmt.Sprintf("%+.3f", e.Weight), "")
	_ = t.flush()
	if len(e.Rules) == 0 {
		fmt.Fprintln(w, "no blocking rule brings the two up: they would not have been compared")
	} else {
		fmt.Fprintf(w, "brought up by: %s\n", strings.Join(e.Rules, ", "))
	}
	if !e.Trusted {
		fmt.Fprintln(w, "the learned model was set aside for the shipped one; see dedupe.json of the run")
	}
}

// printStanding says what came of a match.
func printStanding(w io.Writer, e dedupe.Explanation, merged bool) {
	switch {
	case merged:
		fmt.Fprintln(w, "they are merged; compared is what each says for itself")
	case e.Decision == customer.Matched:
		fmt.Fprintln(w, "they are not merged: rollcall merge preview says what needs a person, and rollcall merge conflicts lists what waits")
	}
}

// bar draws a weight: + for, - against.
func bar(bits float64) string {
	if bits < 0 {
		return strings.Repeat("-", min(40, int(-bits/barBits)))
	}
	return strings.Repeat("+", min(40, int(bits/barBits)))
}
