// Package dedupe finds the customers that are the same person or organisation:
// it normalises, finds candidate pairs, compares and scores them, decides, and
// clusters. The result is a pure function of the configuration, the customers,
// the previous clusters, the judgements and the model: no store, no clock, no
// chance, and the same bytes at any number of cores.
package dedupe

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"rollcall/dedupe/blocking"
	"rollcall/dedupe/record"
	"rollcall/dedupe/scoring"
	"rollcall/store/customer"
)

// ErrModel says that a model cannot be used.
var ErrModel = errors.New("the model cannot be used")

// Input is what duplicates are found in. Customers may come in any order; one
// with MergedInto set is no record: its values are alternates of its survivor.
type Input struct {
	Customers  iter.Seq2[*customer.Customer, error]
	Previous   []customer.Cluster
	Judgements []customer.Judgement
	Model      []byte // a frozen model as Result.Model gives it; nil: learn
}

// Result is what was found.
type Result struct {
	Records        int
	CandidatePairs int64
	Comparisons    []string
	Pairs          []customer.Pair    // matches and possible matches, by import ids bytewise
	Clusters       []customer.Cluster // of two and more, by smallest import id
	Report         Report
	Model          []byte // what Input.Model takes
}

// run is one execution: each step fills what the next one reads.
type run struct {
	cfg      Config
	table    *record.Table
	plan     *blocking.Plan
	index    *blocking.Index
	model    *Model
	weights  *scoring.Weights
	comparer *scoring.Comparer
	verdicts verdicts
	report   Report
}

// Run finds the duplicates among the customers. Errors are those of the stream,
// of the context, of a configuration that names an unknown key, and ErrModel.
func Run(ctx context.Context, cfg Config, in Input) (*Result, error) {
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("deduplication settings: %w", err)
	}
	r := run{cfg: cfg.withDefaults()}
	var err error
	if r.table, err = record.Load(ctx, in.Customers, r.cfg.Region); err != nil {
		return nil, fmt.Errorf("read customers: %w", err)
	}
	if err = r.prepare(in.Model); err != nil {
		return nil, err
	}
	r.verdicts = newVerdicts(r.table, in.Judgements)
	if err = r.learn(ctx, in.Model != nil); err != nil {
		return nil, err
	}
	scored, err := r.score(ctx)
	if err != nil {
		return nil, err
	}
	return r.result(scored, in.Previous)
}

// prepare clears junk and builds the index of candidate pairs.
func (r *run) prepare(frozen []byte) (err error) {
	if frozen != nil {
		if r.model, err = parseModel(frozen); err != nil {
			return err
		}
	} else {
		r.model = &Model{Version: modelVersion, Junk: findJunk(r.table, r.cfg.Junk), Rules: r.cfg.rules()}
		if r.model.Rules == nil {
			r.model.Rules = blocking.Catalogue(r.table)
		}
	}
	r.report.Junk = clearJunk(r.table, r.model.Junk)
	plan, err := blocking.Prepare(r.table, r.model.Rules)
	if err != nil {
		return fmt.Errorf("blocking: %w", err)
	}
	r.plan = plan
	r.settle()
	return nil
}

// settle makes the index of candidate pairs: with the model's cap, a written one,
// or the largest that keeps the budget.
func (r *run) settle() {
	limit := max(r.cfg.MaxBlock, r.model.Cap)
	if limit == 0 {
		budget := r.cfg.Pairs
		if budget == 0 {
			budget = blocking.Budget(r.table.Len())
		}
		limit = r.plan.Cap(budget)
	}
	r.index = r.plan.Index(limit)
}

// learn makes the model of this data unless one was given.
func (r *run) learn(ctx context.Context, given bool) error {
	if !given {
		shipped := scoring.Shipped(r.table, scoring.Comparisons(r.table, r.cfg.Ignore))
		r.comparer = scoring.NewComparer(r.table, shipped)
		r.weights = shipped.Weights()
		sample, likely, err := r.sample(ctx)
		if err != nil {
			return err
		}
		r.model.Scoring = *scoring.Learn(shipped, sample)
		if r.cfg.rules() == nil {
			r.choose(likely, sample.Scale)
		}
	} else {
		r.comparer = scoring.NewComparer(r.table, &r.model.Scoring)
	}
	r.model.Cap, r.plan = r.index.Cap, nil
	r.weights = r.model.Scoring.Weights()
	return nil
}

// choose drops the rules that bring up too little, when the rules together do not
// fit the budget at any size of block, and lets the others have larger blocks.
func (r *run) choose(likely map[blocking.Found]int64, scale float64) {
	split := false
	for _, c := range r.index.Coverage {
		split = split || c.Split > 0
	}
	if !split {
		return
	}
	r.plan = r.plan.Keep(blocking.Choose(r.index.Coverage, likely, scale))
	r.model.Rules = r.plan.Rules()
	r.settle()
}
