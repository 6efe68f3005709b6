package main

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"time"

	"rollcall/dedupe"
	"rollcall/dedupe/blocking"
	"rollcall/dedupe/record"
	"rollcall/dedupe/scoring"
	"rollcall/samples/generate"
	"rollcall/store/customer"
)

// scoreBar is how many pairs over six comparisons a core scores in a second, at least.
const scoreBar = 3_000_000

// compared measures the scoring of candidate pairs alone, on one core: the pairs of
// automatic blocking over the six comparisons of the four rules, fetched, compared and
// weighed as a search does it.
func (o *dedupeOptions) compared(ctx context.Context) error {
	config, err := dedupe.ParseConfig(fourRules, rules)
	if err != nil {
		return err
	}
	config.Blocking = nil
	s, err := newScoring(ctx, config, o.load.rows)
	if err != nil {
		return err
	}
	pairs, took := s.all()
	fmt.Fprintf(o.out, "%-36s %10d %8s %8s %12d %10.0f one core, bar %d; %d comparisons, nothing but the scoring\n", "scoring alone",
		o.load.rows, "", seconds(took), pairs, float64(pairs)/took.Seconds(), scoreBar, len(s.model.Scoring.Parameters))
	return nil
}

// pairScoring is all that scoring takes: the candidate pairs, and what weighs them.
type pairScoring struct {
	model    *dedupe.Model
	index    *blocking.Index
	comparer *scoring.Comparer
}

// newScoring learns a model of so many invented customers and loads them by it.
func newScoring(ctx context.Context, config dedupe.Config, customers int) (*pairScoring, error) {
	g, err := generate.New(generate.Options{Seed: 1, Customers: customers, Duplicates: 0.2, Noise: 1})
	if err != nil {
		return nil, err
	}
	found, err := dedupe.Run(ctx, config, dedupe.Input{Customers: invented(g)})
	if err != nil {
		return nil, err
	}
	model, err := dedupe.ParseModel(found.Model)
	if err != nil {
		return nil, err
	}
	table, err := record.Load(ctx, invented(g), model.Options(config))
	if err != nil {
		return nil, err
	}
	model.Junk.Clear(table)
	index, err := blocking.NewIndex(table, &model.Blocking)
	if err != nil {
		return nil, err
	}
	return &pairScoring{model, index, scoring.NewComparer(table, &model.Scoring)}, nil
}

// invented yields the generated customers as an import stores them, as far as they are
// compared.
func invented(g *generate.Generator) iter.Seq2[*customer.Customer, error] {
	return func(yield func(*customer.Customer, error) bool) {
		id := int64(0)
		for row := range g.Rows() {
			id++
			c := &customer.Customer{ID: id, ImportID: row.ImportID, FirstName: row.FirstName, MiddleName: row.MiddleName, LastName: row.LastName,
				Suffix: row.Suffix, OrgName: row.OrgName, Email: row.Email, PhoneNumber: row.Phone,
				Address: []customer.Address{{StreetAddress1: row.Street, City: row.City, State: row.State, ZipCode: row.Zip, Country: row.Country}}}
			c.SetField("birth_date", customer.Value{Type: customer.BirthDate, Text: row.BirthDate})
			if !yield(c, nil) {
				return
			}
		}
	}
}

// scoreStep is how many pairs are scored between two looks at the clock; fetchStep how
// many a search fetches ahead.
const (
	scoreStep = 1 << 16
	fetchStep = 64
)

// all scores every candidate pair and returns their number and the processor time that
// scoring took; finding the pairs is not counted.
func (s *pairScoring) all() (pairs int64, took time.Duration) {
	weights, agreement := s.model.Scoring.Weights(), scoring.NewAgreement(s.comparer)
	step := make([]blocking.Pair, 0, scoreStep)
	runtime.GC() // what learning left must not be cleared beside the scoring
	score := func() {
		started := processorTime()
		for from := 0; from < len(step); from += fetchStep {
			some := step[from:min(from+fetchStep, len(step))]
			for _, p := range some {
				s.comparer.Fetch(p.Left, p.Right)
			}
			for _, p := range some {
				s.comparer.Compare(p.Left, p.Right, &agreement)
				weights.Score(&agreement)
			}
		}
		took += processorTime() - started
		pairs += int64(len(step))
		step = step[:0]
	}
	for _, chunk := range s.index.Chunks() {
		for p := range s.index.Pairs(chunk) {
			if step = append(step, p); len(step) == scoreStep {
				score()
			}
		}
	}
	score()
	return pairs, took
}
