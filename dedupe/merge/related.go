package merge

import (
	"bytes"
	"slices"

	"rollcall/store/customer"
)

// related moves what hangs on the secondaries to the survivor and finds what
// collides there.
func (p *planner) related() {
	survivor := p.plan.Survivor.ID
	for _, m := range p.members[1:] {
		records := slices.Clone(m.Customer.Related)
		customer.SortRelated(records)
		for _, r := range records {
			p.plan.Moves = append(p.plan.Moves, customer.Move{Kind: r.Kind, ID: r.ID, From: m.Customer.ID, To: survivor})
			r.CustomerID = survivor
			p.result.Related = append(p.result.Related, r)
		}
	}
	customer.SortRelated(p.result.Related)
	p.plan.Collisions = p.collisions()
}

// collisions groups the members' related records that say the same.
func (p *planner) collisions() []Collision {
	type held struct {
		customer.Related
		by int64
	}
	var all []held
	for _, m := range p.members {
		for _, r := range m.Customer.Related {
			all = append(all, held{r, m.Customer.ID})
		}
	}
	index := map[string]int{}
	var groups [][]held
	for _, r := range all {
		key := string(r.Kind) + "\x00" + string(bytes.TrimSpace(r.Data))
		i, ok := index[key]
		if !ok {
			i, index[key] = len(groups), len(groups)
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], r)
	}
	var list []Collision
	for _, g := range groups {
		if !slices.ContainsFunc(g, func(r held) bool { return r.by != g[0].by }) {
			continue // repeated on one customer already: no work of this merge
		}
		c := Collision{Kind: g[0].Kind}
		for _, r := range g {
			c.Records = append(c.Records, Held{r.ID, r.by})
		}
		list = append(list, c)
	}
	return list
}
