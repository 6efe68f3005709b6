// Package dedupe finds the customers that are the same person or organisation:
// it normalises, finds candidate pairs, compares and scores them, decides, and
// clusters. The result is a pure function of the configuration, the customers,
// the previous clusters, the judgements and the model: no store, no clock, no
// chance, and the same bytes at any number of cores.
//
// Run does it all in one process. Its steps are functions of their own, so that a
// distributed engine can take them: what is learned from the data is counts that add
// up (Profile, scoring.Tally, blocking.Totals, Trial, Sightings and Plan,
// scoring.Patterns), chance goes by hashes of import ids, and with a Model a block,
// a pair and a component of matches each need nothing but their own records.
package dedupe

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"rollcall/dedupe/blocking"
	"rollcall/dedupe/record"
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

	// Entries are the blocking keys of all records, by key, then customer's id: an
	// index of them lets an Update find whom changed customers may match.
	Entries iter.Seq[blocking.Entry]
}

// run is one execution: each step fills what the next one reads.
type run struct {
	*Scorer
	index  *blocking.Index
	report Report
}

// Run finds the duplicates among the customers. Errors are those of the stream,
// of the context, of a configuration that names an unknown key, and ErrModel.
func Run(ctx context.Context, cfg Config, in Input) (*Result, error) {
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("deduplication settings: %w", err)
	}
	r := run{}
	prepare := r.learned
	if in.Model != nil {
		prepare = r.frozen
	}
	if err := prepare(ctx, cfg, in); err != nil {
		return nil, err
	}
	scored, err := r.score(ctx, everyPair)
	if err != nil {
		return nil, err
	}
	return r.result(scored, in.Previous)
}

// frozen makes ready to score by the given model.
func (r *run) frozen(ctx context.Context, cfg Config, in Input) error {
	m, err := ParseModel(in.Model)
	if err != nil {
		return err
	}
	t, err := load(ctx, in.Customers, m.Options(cfg))
	if err != nil {
		return err
	}
	profile := NewProfile(t)
	r.report.Drift = drift(m.Filled, profile.shares())
	r.report.Junk = m.Junk.Clear(t)
	if r.index, err = blocking.NewIndex(t, &m.Blocking); err != nil {
		return fmt.Errorf("%w: %w", ErrModel, err)
	}
	r.Scorer = NewScorer(cfg, m, t, in.Judgements)
	return nil
}

// learned makes ready to score by what the customers themselves show.
func (r *run) learned(ctx context.Context, cfg Config, in Input) error {
	t, err := load(ctx, in.Customers, record.Options{Region: cfg.Region})
	if err != nil {
		return err
	}
	profile := NewProfile(t)
	junk := profile.Junk(cfg.Junk, frequent(t))
	r.report.Junk = junk.Clear(t)
	l := learner{cfg: cfg, table: t}
	if err := l.start(profile, junk); err != nil {
		return fmt.Errorf("blocking: %w", err)
	}
	if err := l.learn(ctx, in.Judgements); err != nil {
		return err
	}
	r.index, r.Scorer = l.index, newScorer(cfg, l.model, l.comparer, in.Judgements)
	return nil
}

func load(ctx context.Context, customers iter.Seq2[*customer.Customer, error], o record.Options) (*record.Table, error) {
	t, err := record.Load(ctx, customers, o)
	if err != nil {
		return nil, fmt.Errorf("read customers: %w", err)
	}
	return t, nil
}
