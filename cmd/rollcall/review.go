package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/cmd/internal/review"
	"rollcall/store"
)

// reviewWait is how long a decision waits for another writing run, unless
// --wait says otherwise.
const reviewWait = 10 * time.Second

func reviewCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "review",
		Usage:     "decide in the browser about the clusters that wait for a person, on this machine only",
		ArgsUsage: " ",
		Description: `Shows the clusters that wait after the last dedupe run, and its possible
matches, one at a time: the customers side by side, what differs, why they may
be the same, and what merging would make of them. Every decision is carried out
at once, as rollcall merge apply --decisions does it, and can be taken back.
Press ? in the page for the keys. Ctrl-C ends it; nothing is lost.

The page is served at 127.0.0.1 only, to the one browser that opens the link.
Several people can review one PostgreSQL store, each with a review of their own.`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "listen", Value: "127.0.0.1:0", Usage: "127.0.0.1:PORT; port 0 is a free one"},
			lastPolicyFlag(),
			&cli.StringFlag{Name: "region", Value: "US", Usage: "of a chosen phone number without a country code"},
		},
		Action: func(c *cli.Context) error { return reviewWaiting(c, env) },
	}
}

func reviewWaiting(c *cli.Context, env *environment) error {
	if c.Args().Present() {
		return usagef("review takes no argument: it shows all that waits")
	}
	if err := review.Check(c.String("listen")); err != nil {
		return usageError{err}
	}
	cfg, err := pipeline.DedupeConfig("", 0, 0)
	if err != nil {
		return err
	}
	// Where there is no store, none is made.
	if err := env.reading(c.Context, func(store.Store) error { return nil }); err != nil && !errors.Is(err, store.ErrOlder) {
		return err
	}
	s, err := env.open(c.Context, store.Write)
	if err != nil {
		return err
	}
	opt := review.Options{Session: env.session(s, ""), Dedupe: cfg, Region: c.String("region"), Listen: c.String("listen"),
		Lock: func(ctx context.Context) (func() error, error) {
			return s.Lock(ctx, env.holder("review"), env.reviewWait(c))
		}}
	if opt.Policy, err = policyOrLast(c.Context, opt.Session, c.String("policy")); err == nil {
		err = serveReview(c.Context, env, opt)
	}
	return errors.Join(err, s.Close())
}

// reviewWait is how long a decision waits for the writers' lock.
func (e *environment) reviewWait(c *cli.Context) time.Duration {
	if c.IsSet("wait") {
		return e.wait
	}
	return reviewWait
}

// reviewLink is what --json prints before the review begins.
type reviewLink struct {
	URL      string `json:"url"` // "": nothing waits, and the program ends
	Waiting  int    `json:"waiting"`
	Possible int    `json:"possible_matches"`
}

// serveReview serves until the person is done, which ends with 0, or Ctrl-C,
// which ends with 130.
func serveReview(ctx context.Context, env *environment, opt review.Options) error {
	server, err := review.Open(ctx, opt)
	if err != nil {
		return err
	}
	link := reviewLink{URL: server.URL()}
	if link.Waiting, link.Possible = server.Waiting(); link.Waiting+link.Possible == 0 {
		return errors.Join(server.Close(), env.print(reviewLink{}, func(w io.Writer) { fmt.Fprintln(w, "nothing waits for a person") }))
	}
	err = env.print(link, func(w io.Writer) {
		fmt.Fprintf(w, "%s %s for a person, and %s\nopen this link, which works once:\n  %s\nCtrl-C ends the review\n",
			counted(link.Waiting, "cluster"), agreeing(link.Waiting, "waits", "wait"), counted(link.Possible, "possible match"), link.URL)
	})
	if env.quiet && !env.json {
		fmt.Fprintln(env.stdout, link.URL) // without it nothing could be done
	}
	if served := server.Serve(ctx); errors.Is(served, context.Canceled) {
		env.code = exitInterrupted // nothing failed: every decision is saved
	} else {
		err = errors.Join(err, served)
	}
	printReviewed(env.stderr, server.Summary())
	return err
}

func printReviewed(w io.Writer, s pipeline.ReviewSummary) {
	fmt.Fprintf(w, "decided %d, took back %d: merged %s into %s, judged %s\n", s.Decisions, s.Undone,
		counted(s.MergedCustomers, "customer"), counted(s.MergedClusters, "other"), counted(s.Judgements, "pair"))
	if s.MergedClusters > 0 {
		fmt.Fprintf(w, "to take all merges back: rollcall merge undo --run %s\n", s.Run)
	}
}
