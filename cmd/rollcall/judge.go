package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"rollcall/store"
	"rollcall/store/customer"
)

func judgeCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "judge",
		Usage:     "record that two customers are the same, or are not",
		ArgsUsage: "A B match|non-match|unsure   (or --file F: a CSV with the columns a,b,verdict)",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "file", Usage: "a CSV file of judgements: a,b,verdict and optionally comment"},
			&cli.StringFlag{Name: "comment", Usage: "why"},
		},
		Action: func(c *cli.Context) error {
			said, err := sayings(c)
			if err != nil {
				return err
			}
			return env.writing(c.Context, "judge", func(s store.Store) error {
				judgements, err := judged(c.Context, s, said)
				if err != nil {
					return err
				}
				if err := s.Judge(c.Context, judgements); err != nil {
					return err
				}
				return env.print(map[string]int{"judgements": len(judgements)}, func(w io.Writer) {
					fmt.Fprintf(w, "kept %s; the next dedupe run follows them\n", counted(len(judgements), "judgement"))
				})
			})
		},
	}
}

// saying is a verdict on two customers as it was written.
type saying struct {
	a, b    customer.Ref
	verdict customer.Verdict
	comment string
}

func sayings(c *cli.Context) ([]saying, error) {
	if path := c.String("file"); path != "" {
		if c.Args().Present() {
			return nil, usagef("give --file or two customers and a verdict, not both")
		}
		return sayingsFile(path)
	}
	if c.NArg() != 3 {
		return nil, usagef("judge needs A B and a verdict: match, non-match or unsure")
	}
	one, err := newSaying(c.Args().Get(0), c.Args().Get(1), c.Args().Get(2), c.String("comment"))
	if err != nil {
		return nil, usageError{err}
	}
	return []saying{one}, nil
}

func newSaying(a, b, verdict, comment string) (saying, error) {
	s := saying{verdict: customer.Verdict(verdict), comment: comment}
	switch s.verdict {
	case customer.SaysMatch, customer.SaysNonMatch, customer.SaysUnsure:
	default:
		return s, fmt.Errorf("a verdict is match, non-match or unsure")
	}
	var err error
	if s.a, err = customer.ParseRef(a); err != nil {
		return s, err
	}
	s.b, err = customer.ParseRef(b)
	return s, err
}

// sayingsFile reads a CSV file of judgements; every fault is reported with its
// line.
func sayingsFile(path string) ([]saying, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	header, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: no header: %w", path, err)
	}
	at := map[string]int{"comment": -1}
	for i, name := range header {
		at[strings.TrimSpace(name)] = i
	}
	for _, name := range []string{"a", "b", "verdict"} {
		if _, ok := at[name]; !ok {
			return nil, fmt.Errorf("%s: the column %q is missing; the columns are a,b,verdict and optionally comment", path, name)
		}
	}
	var list []saying
	var faults []error
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return list, errors.Join(faults...)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		comment := ""
		if i := at["comment"]; i >= 0 {
			comment = cells[i]
		}
		one, err := newSaying(cells[at["a"]], cells[at["b"]], cells[at["verdict"]], comment)
		if err != nil {
			line, _ := r.FieldPos(0)
			faults = append(faults, fmt.Errorf("%s:%d: %w", path, line, err))
		}
		list = append(list, one)
	}
}

// judged resolves the customers that were named. A merged-away customer keeps
// its own judgements.
func judged(ctx context.Context, s store.Store, said []saying) ([]customer.Judgement, error) {
	refs := make([]customer.Ref, 0, 2*len(said))
	for _, one := range said {
		refs = append(refs, one.a, one.b)
	}
	ids, err := named(ctx, s, refs)
	if err != nil {
		return nil, err
	}
	list := make([]customer.Judgement, len(said))
	for i, one := range said {
		if ids[2*i] == ids[2*i+1] {
			return nil, usagef("a judgement needs two different customers; %s and %s are one", one.a, one.b)
		}
		list[i] = customer.Judgement{LeftID: ids[2*i], RightID: ids[2*i+1], Verdict: one.verdict, Comment: one.comment, Origin: "judge"}
	}
	return list, nil
}

// named returns the ids of the customers that hold the keys themselves, merged
// away or not.
func named(ctx context.Context, s store.Customers, refs []customer.Ref) ([]int64, error) {
	hits, err := hitsOf(ctx, s, refs)
	ids := make([]int64, len(hits))
	for i, h := range hits {
		ids[i] = h.Named
	}
	return ids, err
}

// hitsOf returns the customer that each key names.
func hitsOf(ctx context.Context, s store.Customers, refs []customer.Ref) ([]store.Hit, error) {
	found, err := s.Find(ctx, refs)
	if err != nil {
		return nil, err
	}
	hits := make([]store.Hit, len(refs))
	for i, h := range found {
		if len(h) == 0 {
			return nil, fmt.Errorf("customer %s: %w", refs[i], store.ErrNotFound)
		}
		hits[i] = h[0]
	}
	return hits, nil
}
