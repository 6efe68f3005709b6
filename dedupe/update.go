package dedupe

import (
	"context"
	"iter"
	"maps"
	"slices"

	"rollcall/dedupe/blocking"
	"rollcall/store/customer"
)

// Update finds out what changed customers do to an outcome that a model gave: what
// Run with this model would find, at a cost that follows the change. Its steps ask in
// turn for the customers that they need; alternates must come with their survivors.
type Update struct {
	cfg        Config
	model      *Model
	judgements []customer.Judgement
	changed    map[int64]bool // customers that were or are records and changed
	counts     map[uint64]int // rows by short key
	met        map[int64]bool // other customers that share a key with a changed one
	entries    []blocking.Entry
	pairs      []customer.Pair // between a changed one and any other
	clusters   []customer.Cluster
	affected   map[int64]bool // members of components that must be clustered anew
	compared   int64
	report     Report
}

// UpdateInput is what an update starts from. Changed names every customer that was a
// record of the outcome, or is one now, and that changed, whose alternates did, or
// about which a judgement was made; Customers are those of them that are records
// now, and their alternates.
type UpdateInput struct {
	Model      *Model
	Judgements []customer.Judgement // all that hold
	Changed    []int64
	Customers  iter.Seq2[*customer.Customer, error]
}

// NewUpdate prepares the changed customers. Errors are as of Run.
func NewUpdate(ctx context.Context, cfg Config, in UpdateInput) (*Update, error) {
	u := &Update{cfg: cfg, model: in.Model, judgements: in.Judgements, changed: map[int64]bool{},
		counts: map[uint64]int{}, met: map[int64]bool{}}
	for _, id := range in.Changed {
		u.changed[id] = true
	}
	t, err := load(ctx, in.Customers, in.Model.Options(cfg))
	if err != nil {
		return nil, err
	}
	u.noteDrift(NewProfile(t))
	in.Model.Junk.Clear(t)
	keyer, err := blocking.NewKeyer(t, &in.Model.Blocking)
	if err != nil {
		return nil, err
	}
	for e := range keyer.Entries() {
		u.entries = append(u.entries, e)
		u.counts[e.Key]++
	}
	u.meetJudged()
	return u, nil
}

// noteDrift compares the changed customers with the model, where they are many
// enough to tell.
func (u *Update) noteDrift(p Profile) {
	const enough = 500
	if p.Records >= enough {
		u.report.Drift = drift(u.model.Filled, p.shares())
	}
}

// meetJudged takes in whom a person said matches a changed customer.
func (u *Update) meetJudged() {
	for _, j := range u.judgements {
		if j.Verdict != customer.SaysMatch {
			continue
		}
		if u.changed[j.LeftID] && !u.changed[j.RightID] {
			u.met[j.RightID] = true
		}
		if u.changed[j.RightID] && !u.changed[j.LeftID] {
			u.met[j.LeftID] = true
		}
	}
}

// Keys returns the blocking keys of the changed customers, to be looked up.
func (u *Update) Keys() []uint64 { return slices.Collect(maps.Keys(u.counts)) }

// Entries returns the changed customers' blocking keys, by key, then id.
func (u *Update) Entries() []blocking.Entry { return u.entries }

// Meet takes in a customer that has one of the keys. What the index says of changed
// customers is out of date, and passed over.
func (u *Update) Meet(e blocking.Entry) {
	if !u.changed[e.ID] {
		u.counts[e.Key]++
		u.met[e.ID] = true
	}
}

// Outgrown returns the number of blocks that have grown beyond what the model's plan
// allows. Then Run must be asked, with the same model: it splits them.
func (u *Update) Outgrown() (blocks int) {
	for _, rows := range u.counts {
		if rows > u.model.Blocking.Limit {
			blocks++
		}
	}
	return blocks
}

// Met returns the customers, ascending, that Score needs beside the changed ones.
func (u *Update) Met() []int64 { return slices.Sorted(maps.Keys(u.met)) }

// Score compares the changed customers with those they met. The stream has both. Errors
// are as of Run.
func (u *Update) Score(ctx context.Context, customers iter.Seq2[*customer.Customer, error]) error {
	r, err := u.run(ctx, customers)
	if err != nil {
		return err
	}
	if r.index, err = blocking.NewIndex(r.table, &u.model.Blocking); err != nil {
		return err
	}
	moved := make([]bool, r.table.Len())
	for i, ref := range r.table.Refs {
		moved[i] = u.changed[ref.ID]
	}
	scored, err := r.score(ctx, func(p blocking.Pair) bool { return moved[p.Left] || moved[p.Right] })
	if err != nil {
		return err
	}
	u.compared = r.report.pairs
	for _, p := range scored {
		if !moved[p.left] && !moved[p.right] {
			continue
		}
		if pair := r.pair(p); pair.Decision != customer.NonMatch {
			u.pairs = append(u.pairs, pair)
		}
	}
	r.finish()
	drift := u.report.Drift
	u.report = r.report
	u.report.Drift, u.report.Blocking = drift, nil // a part of the blocks says nothing of the rules
	return nil
}

// run loads customers and makes ready to score.
func (u *Update) run(ctx context.Context, customers iter.Seq2[*customer.Customer, error]) (*run, error) {
	t, err := load(ctx, customers, u.model.Options(u.cfg))
	if err != nil {
		return nil, err
	}
	u.model.Junk.Clear(t)
	return &run{Scorer: NewScorer(u.cfg, u.model, t, u.judgements)}, nil
}
