package blocking

import (
	"iter"

	"rollcall/dedupe/record"
)

// Chain is all that a row shows of itself under one rule: its key and, after it, the
// hashes of the parts that split blocks, in turn (0: the row has none). With chains,
// a block is surveyed without the values of its rows.
type Chain []uint64

// RowChain is the chain of a record's row, from 0 on, under a rule.
type RowChain struct {
	Rule, Row int
	Chain     Chain
}

// Chains yields the chains of a record's rows that have a key, by rule and row.
func (k *Keyer) Chains(rec int) iter.Seq[RowChain] {
	return func(yield func(RowChain) bool) {
		from, to := k.table.Rows(rec)
		for i := range k.rules {
			for row := from; row < to; row++ {
				if c := k.rules[i].chain(k.table.Row(row)); c != nil && !yield(RowChain{i, int(row - from), c}) {
					return
				}
			}
		}
	}
}

func (r *compiled) chain(row []record.Symbol) Chain {
	key := r.key(row)
	if key == 0 {
		return nil
	}
	c := Chain{key}
	for _, finer := range r.finer {
		c = append(c, finer.key(row))
	}
	return c
}

// SurveyChains is a survey of one rule's blocks from the chains of all their rows,
// which are numbered as they stand. Sight needs a table and cannot be asked of it.
func SurveyChains(rules []Rule, rule int, chains []Chain, one int) *Survey {
	s := &Survey{drafts: make([]*draft, len(rules)), one: uint64(max(1, one))}
	for i := range rules {
		s.drafts[i] = &draft{rule: compiled{Rule: rules[i]}, total: Total{Pairs: make([]int64, len(caps))}}
	}
	s.drafts[rule].fillChains(chains, s.one)
	return s
}

// fillChains is fill from chains.
func (d *draft) fillChains(chains []Chain, one uint64) {
	d.chains = chains
	d.total.Rows = len(chains)
	entries := make([]entry, 0, len(chains))
	for row, c := range chains {
		if c[0]%one == 0 {
			entries = append(entries, entry{c[0], uint32(row)})
		}
	}
	sortEntries(entries)
	d.blocks(nil, entries)
}

// part returns a row's hash of the part that splits blocks of that depth.
func (d *draft) part(t *record.Table, depth int, row uint32) uint64 {
	if t == nil {
		return d.chains[row][depth+1]
	}
	return d.rule.finer[depth].key(t.Row(row))
}

// key returns the key of a block, which is made from its first row.
func (d *draft) key(t *record.Table, n node) uint64 {
	row := d.order[n.from]
	if t != nil {
		return d.rule.keyAt(t.Row(row), int(n.depth))
	}
	key := d.chains[row][0]
	for _, part := range d.chains[row][1 : 1+n.depth] {
		key = record.Join(key, part)
	}
	return key
}

// Settled returns the key of the block that a row with that chain is in under a rule
// of the plan; 0: it is in none.
func (p *Plan) Settled(rule int, c Chain) uint64 {
	return settle(p.Split[rule], c[0], len(c)-1, func(depth int) uint64 { return c[depth+1] })
}
