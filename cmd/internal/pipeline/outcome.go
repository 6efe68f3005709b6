package pipeline

import (
	"context"
	"fmt"
	"slices"

	"rollcall/dedupe/merge/workbook"
	"rollcall/store/customer"
)

// took counts an order that was carried out and says so in its rows; would is
// put before the verb in a dry run.
func (d *decider) took(o *order, would string) {
	d.sum.Decisions++
	d.sum.Judgements += len(o.Judgements)
	taken := TakenDecision{Cluster: o.Cluster, Judgements: len(o.Judgements), Reviewer: o.Reviewer, Comment: o.Comment}
	for i, p := range o.plans {
		if o.failed != nil && o.failed[i] != nil {
			continue
		}
		d.sum.MergedClusters++
		d.sum.MergedCustomers += len(p.Secondaries)
		if o.merges != nil {
			taken.Merges = append(taken.Merges, o.merges[i])
		}
	}
	d.sum.Taken = append(d.sum.Taken, taken)
	for i, place := range o.Places {
		d.tell(o, place, o.Members[i], would)
	}
}

// tell writes the status of the row of one member.
func (d *decider) tell(o *order, place workbook.Place, member int64, would string) {
	for i, p := range o.plans {
		if !slices.ContainsFunc(p.Members(), func(c *customer.Customer) bool { return c.ID == member }) {
			continue
		}
		if o.failed != nil && o.failed[i] != nil {
			d.refuse(workbook.Refusal{Place: place, Cluster: o.Cluster, Reason: o.failed[i].Error()})
			return
		}
		d.status[place] = workbook.Status{Text: mergedText(o, i, member, would)}
		return
	}
	d.status[place] = workbook.Status{Text: judgedText(o.Judgements, member, would)}
}

func mergedText(o *order, group int, member int64, would string) string {
	survivor := o.plans[group].Survivor.ID
	text := fmt.Sprintf("%smerged into customer %d", would, survivor)
	if member == survivor {
		text = "remains; the rest of its group " + would + "merged into it"
	}
	if o.merges != nil {
		text += fmt.Sprintf(" (merge %d)", o.merges[group])
	}
	return text
}

// judgedText says what a row that is not merged was judged.
func judgedText(list []customer.Judgement, member int64, would string) string {
	text := "keeps waiting"
	for _, j := range list {
		if j.LeftID != member && j.RightID != member {
			continue
		}
		if j.Verdict == customer.SaysNonMatch {
			return would + "kept apart for ever"
		}
		text = "unsure: keeps waiting"
	}
	return text
}

// leaveHolding passes over the rulings that hold already, so that a file can be
// applied twice: their members are merged, their judgements stand.
func (d *decider) leaveHolding(ctx context.Context, rulings []workbook.Ruling) ([]workbook.Ruling, error) {
	var ids []int64
	for _, r := range rulings {
		ids = append(ids, r.Members...)
	}
	live, err := d.liveOnes(ctx, ids)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(rulings, func(r workbook.Ruling) bool {
		if !d.holds(r, live) {
			return false
		}
		d.sum.Decisions++
		d.sum.Before++
		for _, place := range r.Places {
			d.status[place] = workbook.Status{Text: "holds already: nothing was done"}
		}
		return true
	}), nil
}

func (d *decider) holds(r workbook.Ruling, live map[int64]int64) bool {
	for _, g := range r.Groups {
		if slices.ContainsFunc(g.Members, func(id int64) bool { return live[id] != live[g.Members[0]] }) {
			return false
		}
	}
	for _, j := range r.Judgements {
		if left, right := live[j.LeftID], live[j.RightID]; left == right || d.said[pairOf(left, right)] != j.Verdict {
			return false
		}
	}
	return true
}
