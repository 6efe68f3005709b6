package pipeline

import (
	"slices"

	"rollcall/dedupe/merge"
	"rollcall/store/customer"
)

// attribute gives what came meanwhile to the member whose key it came through,
// where the plan of an undo cannot know: changes of customers that were merged
// into a secondary before, and related records.
func (a *surroundings) attribute(policy merge.Policy, m customer.Merge, plan *merge.UndoPlan) {
	for _, id := range a.below[m.ID] {
		to := a.member(id, m)
		i := slices.IndexFunc(plan.Customers, func(c *customer.Customer) bool { return c.ID == to })
		if i < 1 { // the survivor's own are in its journal
			continue
		}
		after := a.now[id]
		before, ok := reverted(after, a.since(id, m))
		if !ok || after.Obfuscated || plan.Customers[i].Obfuscated {
			continue
		}
		plan.Customers[i], _ = merge.ApplyThrough(policy, merge.Through{Survivor: plan.Customers[i], Before: before, After: after})
	}
	a.attributeRecords(m, plan)
}

// reverted returns a customer as it was before changes; ok is false when there
// were none or they cannot be taken back.
func reverted(now *customer.Customer, changes []customer.Change) (was *customer.Customer, ok bool) {
	was = now.Clone()
	for _, c := range slices.Backward(changes) {
		for _, f := range slices.Backward(c.Fields) {
			path, err := customer.ParsePath(f.Field)
			if err != nil || path.Field == "mergedInto" {
				continue
			}
			if was.SetText(path, f.Before) != nil {
				return nil, false
			}
			ok = true
		}
	}
	return was, ok
}

// attributeRecords sends the survivor's records that came through a secondary's
// key to it, and keeps those with the survivor that came again through its own.
func (a *surroundings) attributeRecords(m customer.Merge, plan *merge.UndoPlan) {
	for _, r := range a.now[m.Survivor].Related {
		owner := a.member(a.owners[recordKey(r.Kind, r.ID)], m)
		at := slices.IndexFunc(plan.Moves, func(v customer.Move) bool { return v.Kind == r.Kind && v.ID == r.ID })
		switch {
		case owner == 0 || at >= 0 && plan.Moves[at].To == owner:
		case owner == m.Survivor && at >= 0:
			plan.Moves = slices.Delete(plan.Moves, at, at+1)
		case owner != m.Survivor && at >= 0:
			plan.Moves[at].To = owner
		case owner != m.Survivor:
			plan.Moves = append(plan.Moves, customer.Move{Kind: r.Kind, ID: r.ID, From: m.Survivor, To: owner})
		}
	}
}
