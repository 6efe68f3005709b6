package pipeline

import (
	"context"
	"fmt"
	"slices"

	"rollcall/dedupe/merge"
	"rollcall/dedupe/merge/workbook"
	"rollcall/store"
	"rollcall/store/customer"
)

// decider turns rulings into merges and judgements.
type decider struct {
	*Session
	opt    DecisionOptions
	sum    *DecisionSummary
	last   *store.Matching // what the rulings are about; nil: read when it is needed
	said   verdicts        // about the customers of the rulings; nil: read when it is needed
	orders []*order
	status map[workbook.Place]workbook.Status
}

// order is a ruling that holds, ready to be carried out.
type order struct {
	workbook.Ruling
	plans  []*merge.Plan // one per group
	merges []int64       // ids, in the order of plans; none in a dry run
	failed []error       // what kept each from happening, or nil
}

func (d *decider) refuse(list ...workbook.Refusal) {
	for _, r := range list {
		d.sum.Refused = append(d.sum.Refused, r)
		d.status[r.Place] = workbook.Status{Text: "refused: " + r.Reason, Refused: true}
	}
}

// reject refuses all rows of a ruling.
func (d *decider) reject(r workbook.Ruling, reason string) {
	for _, place := range r.Places {
		d.refuse(workbook.Refusal{Place: place, Cluster: r.Cluster, Reason: reason})
	}
}

// prepare sorts the rulings out: those that hold already, those that no longer
// fit what is stored, and those to carry out, which are planned.
func (d *decider) prepare(ctx context.Context, rulings []workbook.Ruling) (err error) {
	if len(rulings) == 0 {
		return nil
	}
	if d.said == nil {
		if d.said, err = d.verdicts(ctx); err != nil {
			return err
		}
	}
	if rulings, err = d.leaveHolding(ctx, rulings); err != nil {
		return err
	}
	current, err := d.standing(ctx, rulings)
	if err != nil {
		return err
	}
	kept, refused := workbook.Verify(rulings, current)
	d.refuse(refused...)
	for _, r := range kept {
		o, reason := d.order(r, current[r.Cluster])
		if reason != "" {
			d.reject(r, reason)
			continue
		}
		d.orders = append(d.orders, o)
	}
	return nil
}

// standing plans the clusters and the possible matches that the rulings are
// about as they stand now, by their ids.
func (d *decider) standing(ctx context.Context, rulings []workbook.Ruling) (map[string]workbook.Waiting, error) {
	last := d.last
	if last == nil {
		var err error
		if last, err = d.lastMatching(ctx); err != nil {
			return nil, err
		}
	}
	asked := map[string]bool{}
	for _, r := range rulings {
		asked[r.Cluster] = true
	}
	planned := &merges{policy: d.opt.Policy, said: d.said}
	current := map[string]workbook.Waiting{}
	clusters := slices.DeleteFunc(slices.Clone(last.Clusters), func(c customer.Cluster) bool { return !asked[c.ID] })
	for chunk := range slices.Chunk(clusters, mergeChunk) {
		list, err := d.plan(ctx, planned, chunk)
		if err != nil {
			return nil, err
		}
		note(current, shown(list))
	}
	pairs := slices.DeleteFunc(slices.Clone(last.Pairs), func(p customer.Pair) bool {
		return p.Decision != customer.PossibleMatch || !asked[workbook.PairID(p)] || d.said.settled(p.LeftID, p.RightID)
	})
	list, err := d.planPairs(ctx, planned, pairs)
	note(current, list)
	return current, err
}

func note(current map[string]workbook.Waiting, list []workbook.Waiting) {
	for _, w := range list {
		if w.Plan != nil {
			current[w.Cluster.ID] = w
		}
	}
}

// order plans the merges of a ruling with the values chosen. reason says why
// it cannot be carried out.
func (d *decider) order(r workbook.Ruling, now workbook.Waiting) (o *order, reason string) {
	o = &order{Ruling: r}
	for _, g := range r.Groups {
		if reason := d.contradicted(g); reason != "" {
			return nil, reason
		}
		plan, err := Chooser{Policy: d.opt.Policy, Region: d.opt.Region}.Plan(membersOf(now.Plan, g.Members), merge.Options{Survivor: g.Survivor, Choose: g.Choose})
		if err != nil {
			return nil, err.Error()
		}
		o.plans = append(o.plans, plan)
	}
	return o, ""
}

// contradicted refuses to merge what a person judged different before.
func (d *decider) contradicted(g workbook.Group) string {
	for i, a := range g.Members {
		for _, b := range g.Members[i+1:] {
			if d.said[pairOf(a, b)] == customer.SaysNonMatch {
				return fmt.Sprintf("customers %d and %d were judged different: to take that back, rollcall judge %d %d match", a, b, a, b)
			}
		}
	}
	return ""
}

func membersOf(p *merge.Plan, ids []int64) []*customer.Customer {
	return slices.DeleteFunc(p.Members(), func(c *customer.Customer) bool { return !slices.Contains(ids, c.ID) })
}

// execute keeps the judgements first: were the program killed in between, the
// rest of the file could still be applied, and nothing would be merged that
// was judged different.
func (d *decider) execute(ctx context.Context) error {
	var judgements []customer.Judgement
	for _, o := range d.orders {
		for _, j := range o.Judgements {
			j.Comment = signed(o.Reviewer, j.Comment)
			judgements = append(judgements, j)
		}
	}
	if err := d.Store.Judge(ctx, judgements); err != nil {
		return err
	}
	advance, finish := d.Progress.beginOf("merging", len(d.orders))
	defer finish()
	for chunk := range slices.Chunk(d.orders, mergeChunk) {
		if err := d.mergeChunk(ctx, chunk); err != nil {
			return err
		}
		advance(int64(d.sum.MergedClusters))
		if d.Stopping() {
			return ErrInterrupted
		}
	}
	return nil
}

// mergeChunk executes the merges of some orders in one transaction.
func (d *decider) mergeChunk(ctx context.Context, orders []*order) error {
	var plans []store.MergePlan
	for _, o := range orders {
		for _, p := range o.plans {
			plans = append(plans, stored(o.Cluster, p))
		}
	}
	outcomes, err := d.Store.Merge(ctx, d.sum.Run, plans)
	if err != nil {
		return err
	}
	for _, o := range orders {
		d.note(o, outcomes[:len(o.plans)])
		outcomes = outcomes[len(o.plans):]
		d.took(o, "")
	}
	return nil
}

// note keeps what became of an order's merges. One that a change by another
// program overtook is refused.
func (d *decider) note(o *order, outcomes []store.MergeOutcome) {
	for _, m := range outcomes {
		o.merges = append(o.merges, m.Merge)
		o.failed = append(o.failed, m.Err)
		d.sum.Moved += len(m.Moved)
	}
}

// signed puts the reviewer before the comment: the store notes as the judge who
// runs the program.
func signed(reviewer, comment string) string {
	if reviewer == "" || comment == "" {
		return reviewer + comment
	}
	return reviewer + ": " + comment
}
