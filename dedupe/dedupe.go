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
	frozen   bool // the model was given
	table    *record.Table
	model    *Model
	comparer *scoring.Comparer
	index    *blocking.Index
	weights  *scoring.Weights
	verdicts verdicts
	report   Report
}

// Run finds the duplicates among the customers. Errors are those of the stream,
// of the context, of a configuration that names an unknown key, and ErrModel.
func Run(ctx context.Context, cfg Config, in Input) (*Result, error) {
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("deduplication settings: %w", err)
	}
	r := run{cfg: cfg.withDefaults(), frozen: in.Model != nil}
	var err error
	if r.table, err = record.Load(ctx, in.Customers, r.cfg.Region); err != nil {
		return nil, fmt.Errorf("read customers: %w", err)
	}
	if err = r.prepare(in.Model); err != nil {
		return nil, err
	}
	if err = r.block(); err != nil {
		return nil, fmt.Errorf("blocking: %w", err)
	}
	if err = r.learn(ctx); err != nil {
		return nil, err
	}
	r.verdicts = newVerdicts(r.table, in.Judgements)
	scored, err := r.score(ctx)
	if err != nil {
		return nil, err
	}
	return r.result(scored, in.Previous)
}

// prepare reads the model, or starts one from the shipped parameters, clears junk
// and makes ready to compare.
func (r *run) prepare(frozen []byte) (err error) {
	if r.frozen {
		if r.model, err = parseModel(frozen); err != nil {
			return err
		}
		r.report.Drift = drift(r.model.Filled, filled(r.table))
		r.report.Junk = clearJunk(r.table, r.model.Junk)
	} else {
		r.model = &Model{Version: modelVersion, Junk: findJunk(r.table, r.cfg.Junk), Filled: filled(r.table)}
		r.report.Junk = clearJunk(r.table, r.model.Junk)
		r.model.Scoring = *scoring.Shipped(r.table, scoring.Comparisons(r.table, r.cfg.Ignore))
	}
	r.comparer = scoring.NewComparer(r.table, &r.model.Scoring)
	r.weights = r.model.Scoring.Weights()
	return nil
}

// block makes the index of candidate pairs, by the model's rules or written ones,
// else by those of the catalogue that are worth it. The blocks' cap is the
// model's, a written one, or the largest that keeps the pair budget.
func (r *run) block() error {
	if !r.frozen {
		r.model.Rules = r.cfg.rules()
	}
	if r.model.Rules == nil {
		rules, err := r.choose()
		if err != nil {
			return err
		}
		r.model.Rules = rules
	}
	plan, err := blocking.Prepare(r.table, r.model.Rules, 1)
	if err != nil {
		return err
	}
	if r.model.Cap == 0 {
		r.model.Cap = r.cfg.MaxBlock
	}
	if r.model.Cap == 0 {
		r.model.Cap = plan.Cap(r.budget())
	}
	r.index = plan.Index(r.model.Cap)
	return nil
}

func (r *run) budget() int64 {
	if r.cfg.Pairs > 0 {
		return r.cfg.Pairs
	}
	return blocking.Budget(r.table.Len())
}

// choiceRows is about how many rows a rule is tried on.
const choiceRows = 150_000

// choose returns the rules of the catalogue, less those that bring up too little,
// when all of them together do not fit the budget. It goes by a share of the keys
// and the shipped parameters; a quarter of the rules usually stays, so that blocks
// may be larger than the budget allows to all.
func (r *run) choose() ([]blocking.Rule, error) {
	plan, err := blocking.Prepare(r.table, blocking.Catalogue(r.table), r.table.RowCount()/choiceRows)
	if err != nil {
		return nil, err
	}
	if !plan.Splits(plan.Cap(r.budget())) {
		return plan.Rules(), nil
	}
	agreement := scoring.NewAgreement(r.comparer)
	return plan.Choose(plan.Cap(4*r.budget()), func(left, right uint32) bool {
		r.comparer.Compare(left, right, &agreement)
		return r.weights.Score(&agreement) > 0
	}), nil
}

// learn fits the parameters to this data unless a model was given.
func (r *run) learn(ctx context.Context) error {
	if r.frozen {
		return nil
	}
	sample, err := r.sample(ctx)
	if err != nil {
		return err
	}
	shipped := r.model.Scoring
	r.model.Scoring = *scoring.Learn(&shipped, sample)
	r.weights = r.model.Scoring.Weights()
	return nil
}
