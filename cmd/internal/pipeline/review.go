package pipeline

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"rollcall/dedupe"
	"rollcall/dedupe/merge"
	"rollcall/dedupe/merge/workbook"
	"rollcall/store"
	"rollcall/store/customer"
)

// ErrRefused: a ruling no longer fits what is stored; the error says why.
var ErrRefused = errors.New("the decision was not taken")

// Review carries out what one person decides about a queue, a ruling at a time:
// by the code that carries out a file of decisions, under one run.
type Review struct {
	session *Session
	queue   *Queue
	region  string
	run     *customer.Run // nil before the first ruling
	total   ReviewSummary
}

// ReviewSummary counts what was decided in a review.
type ReviewSummary struct {
	Step            string `json:"step"`
	Run             string `json:"run,omitempty"` // of the merges and judgements; "" before the first
	Dedupe          string `json:"dedupe"`        // the run whose clusters were decided about
	Decisions       int    `json:"decisions"`
	MergedClusters  int    `json:"merged_clusters"`
	MergedCustomers int    `json:"merged_customers"` // secondaries
	Moved           int    `json:"moved"`            // related records
	Judgements      int    `json:"judgements"`       // pairs judged different or unsure
	Undone          int    `json:"undone"`           // decisions taken back
}

// Ruled is a decision that was carried out, with what taking it back needs.
type Ruled struct {
	Merges     []int64
	Judgements []customer.Judgement
	Held       bool // it held already: nothing was done
	before     verdicts
}

// NewReview begins a review of a queue. region is of chosen phone numbers
// without a country code.
func NewReview(s *Session, q *Queue, region string) *Review {
	return &Review{session: s, queue: q, region: region, total: ReviewSummary{Step: "review", Dedupe: q.Dedupe}}
}

// Summary counts what was decided so far.
func (r *Review) Summary() ReviewSummary { return r.total }

// Look is a case as it stands, with what people said of it before.
type Look struct {
	workbook.Waiting // its Plan is nil when there is nothing to decide any more
	Fingerprint      string
	Said             []customer.Judgement // among its members and those merged into them
}

// Look plans a case as it stands now.
func (r *Review) Look(ctx context.Context, c WaitingCase) (*Look, error) {
	said, list, err := r.said(ctx, c)
	if err != nil {
		return nil, err
	}
	d := &decider{Session: r.session, opt: DecisionOptions{Policy: r.queue.policy}, last: only(c), said: said}
	standing, err := d.standing(ctx, []workbook.Ruling{{Cluster: c.Cluster.ID}})
	if err != nil {
		return nil, err
	}
	look := &Look{Waiting: standing[c.Cluster.ID], Said: list}
	if look.Plan != nil {
		look.Fingerprint = workbook.Fingerprint(look.Waiting)
	}
	return look, nil
}

// Propose plans one merge of some of a case's members with a person's wishes.
// Errors are those of Chooser.Plan.
func (r *Review) Propose(members []*customer.Customer, wishes merge.Options) (*merge.Plan, error) {
	return Chooser{Policy: r.queue.policy, Region: r.region}.Plan(members, wishes)
}

// said reads what was said among the members of a case.
func (r *Review) said(ctx context.Context, c WaitingCase) (verdicts, []customer.Judgement, error) {
	ids := make([]int64, len(c.Cluster.Members))
	for i, m := range c.Cluster.Members {
		ids[i] = m.ID
	}
	list, err := r.session.Store.JudgementsAmong(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	said, err := r.session.verdictsOf(ctx, list)
	return said, list, err
}

// only is a matching of one case.
func only(c WaitingCase) *store.Matching {
	if c.Pair != nil {
		return &store.Matching{Pairs: []customer.Pair{*c.Pair}}
	}
	return &store.Matching{Clusters: []customer.Cluster{c.Cluster}}
}

// Why explains the pairs of a case: each of its members with the first one.
// Errors wrap dedupe.ErrModel where the clusters were found without a model.
func (r *Review) Why(ctx context.Context, cfg dedupe.Config, members []*customer.Customer) ([]dedupe.Explanation, error) {
	ids := make([]int64, len(members))
	for i, c := range members {
		ids[i] = c.ID
	}
	alternates, err := r.session.mergedInto(ctx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]dedupe.Explanation, 0, len(members)-1)
	model, err := r.queue.model()
	if err != nil {
		return nil, err
	}
	for _, other := range members[1:] {
		e, err := model.Explain(cfg, members[0], other, among(alternates, members[0].ID, other.ID)...)
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, nil
}

// among returns those customers that were merged into one of two, through
// chains. Customers merged later come after those that they were merged into.
func among(alternates []*customer.Customer, a, b int64) []*customer.Customer {
	home := map[int64]bool{a: true, b: true}
	var list []*customer.Customer
	for _, c := range alternates {
		if home[c.MergedInto] {
			home[c.ID] = true
			list = append(list, c)
		}
	}
	return list
}

// Rule carries out a ruling on a case. The caller holds the writers' lock. What
// no longer fits the store is ErrRefused: nothing is merged then.
func (r *Review) Rule(ctx context.Context, c WaitingCase, ruling workbook.Ruling) (*Ruled, error) {
	said, _, err := r.said(ctx, c)
	if err != nil {
		return nil, err
	}
	sum := &DecisionSummary{}
	d := &decider{Session: r.session, opt: DecisionOptions{Policy: r.queue.policy, Region: r.region}, sum: sum,
		last: only(c), said: said, status: map[workbook.Place]workbook.Status{}}
	if err := d.prepare(ctx, []workbook.Ruling{ruling}); err != nil {
		return nil, err
	}
	if len(d.orders) > 0 {
		if err := r.perform(ctx, d); err != nil {
			return nil, err
		}
	}
	if len(sum.Refused) > 0 {
		return nil, fmt.Errorf("%w: %s", ErrRefused, sum.Refused[0].Reason)
	}
	ruled := &Ruled{Judgements: ruling.Judgements, Held: sum.Before > 0, before: said}
	for _, o := range d.orders {
		ruled.Merges = append(ruled.Merges, o.merges...)
	}
	return ruled, nil
}

// perform executes what was prepared and keeps the summary with the review's
// run, so that the run is whole whenever the program ends.
func (r *Review) perform(ctx context.Context, d *decider) error {
	config := map[string]string{"review": r.queue.Dedupe}
	return r.session.perform(ctx, step{kind: "apply", config: config, resuming: r.run}, func(run *customer.Run) (any, error) {
		r.run, r.total.Run, d.sum.Run = run, run.ID, run.ID
		err := d.execute(ctx)
		if errors.Is(err, ErrInterrupted) {
			err = nil // the only ruling was carried out
		}
		r.total.Decisions += d.sum.Decisions
		r.total.MergedClusters += d.sum.MergedClusters
		r.total.MergedCustomers += d.sum.MergedCustomers
		r.total.Moved += d.sum.Moved
		r.total.Judgements += d.sum.Judgements
		return r.total, err
	})
}

// TakeBack undoes a decision, so that its case waits again: merges are undone,
// and what was judged is as unsure as before, or as it was judged then. kept
// counts the values that changed since and were left where they are. The caller
// holds the writers' lock. After an error it can be tried again.
func (r *Review) TakeBack(ctx context.Context, ruled *Ruled) (kept int, err error) {
	for len(ruled.Merges) > 0 {
		last := len(ruled.Merges) - 1
		sum, err := r.session.Undo(ctx, UndoOptions{Merge: ruled.Merges[last], NoJudge: true})
		if err != nil {
			return kept, err
		}
		kept += len(sum.Conflicts)
		ruled.Merges = ruled.Merges[:last]
	}
	var judgements []customer.Judgement
	for _, j := range ruled.Judgements {
		was := cmp.Or(ruled.before[pairOf(j.LeftID, j.RightID)], customer.SaysUnsure)
		judgements = append(judgements, customer.Judgement{LeftID: j.LeftID, RightID: j.RightID, Verdict: was, Comment: "taken back", Origin: j.Origin})
	}
	if err := r.session.Store.Judge(ctx, judgements); err != nil {
		return kept, err
	}
	r.total.Undone++
	return kept, r.keep(ctx)
}

// keep writes the summary into the review's run again.
func (r *Review) keep(ctx context.Context) error {
	if r.run == nil { // the decision held already before
		return nil
	}
	var err error
	if r.run.Summary, err = json.Marshal(r.total); err != nil {
		return err
	}
	return r.session.Store.Finish(ctx, r.run)
}

// Follow goes on with the queue of a newer dedupe run.
func (r *Review) Follow(q *Queue) { r.queue, r.total.Dedupe = q, q.Dedupe }
