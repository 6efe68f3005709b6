package blocking

import (
	"slices"

	"rollcall/dedupe/record"
)

// Coverage says what one rule does.
type Coverage struct {
	Rule    Rule  `json:"rule"`
	Rows    int   `json:"rows"`     // rows that have the key
	Blocks  int   `json:"blocks"`   // of two rows and more
	Pairs   int64 `json:"pairs"`    // in its blocks, those of other rules included
	Split   int   `json:"split"`    // blocks above the cap, split by finer keys
	GivenUp int64 `json:"given_up"` // pairs of rows in such blocks that share no finer key
	// Outgrown counts the blocks that have grown beyond the limit of a frozen plan,
	// and were split though the plan does not say so.
	Outgrown int `json:"outgrown,omitempty"`
}

// Index holds the blocks of every rule.
type Index struct {
	Cap      int
	Coverage []Coverage
	table    *record.Table
	rules    []compiled
	uses     [][]uint64 // columns read, by rule and depth
	orders   [][]uint32
	blocks   [][]node
	ids      []uint32 // row by rule: the block, from 1; 0: none
}

// Pair is a candidate pair of records, Left before Right, and the first rule
// that brings it up.
type Pair struct {
	Left, Right uint32
	Rule        int
}

// NewIndex makes the index of candidate pairs under a frozen plan. An error wraps
// ErrUnknownPart.
func NewIndex(t *record.Table, p *Plan) (*Index, error) {
	compiled, err := compile(t, p.Rules)
	if err != nil {
		return nil, err
	}
	drafts := make([]*draft, len(compiled))
	each(len(compiled), func(i int) {
		drafts[i] = &draft{rule: compiled[i], plan: p.splitting(i)}
		drafts[i].fill(t, 1)
	})
	return newIndex(t, drafts, p.Cap), nil
}

// Keyer gives the index's records their keys under its plan.
func (x *Index) Keyer(p *Plan) *Keyer { return &Keyer{x.table, x.rules, p} }

// splitting returns what the plan holds of a rule's blocks.
func (p *Plan) splitting(rule int) func(key uint64, rows int) splitting {
	return func(key uint64, rows int) splitting {
		if _, above := slices.BinarySearch(p.Split[rule], key); above {
			return split
		}
		if rows > p.Limit {
			return outgrown
		}
		return whole
	}
}

func newIndex(t *record.Table, drafts []*draft, limit int) *Index {
	x := &Index{Cap: limit, table: t, ids: make([]uint32, t.RowCount()*len(drafts))}
	x.rules, x.orders, x.blocks = make([]compiled, len(drafts)), make([][]uint32, len(drafts)), make([][]node, len(drafts))
	x.Coverage, x.uses = make([]Coverage, len(drafts)), make([][]uint64, len(drafts))
	each(len(drafts), func(i int) {
		x.rules[i], x.orders[i] = drafts[i].rule, drafts[i].order
		for depth := range len(x.rules[i].finer) + 1 {
			x.uses[i] = append(x.uses[i], x.rules[i].uses(depth))
		}
		x.settle(i, drafts[i], limit)
	})
	return x
}

// settle keeps the blocks that hold under the cap: the coarsest ones.
func (x *Index) settle(rule int, d *draft, limit int) {
	cover := Coverage{Rule: d.rule.Rule, Rows: d.total.Rows}
	var blocks []node
	for n, kept := range d.under(limit) {
		pairs := n.pairs()
		switch {
		case kept:
			blocks = append(blocks, n)
			for _, row := range d.order[n.from:n.to] {
				x.ids[int(row)*len(x.rules)+rule] = uint32(len(blocks))
			}
			cover.Pairs += pairs
			if n.depth > 0 {
				cover.GivenUp -= pairs
			}
		case n.depth == 0:
			cover.Split++
			cover.GivenUp += pairs
		}
		if n.split == outgrown {
			cover.Outgrown++
		}
	}
	cover.Blocks = len(blocks)
	x.blocks[rule], x.Coverage[rule] = blocks, cover
}

// Sum returns the number of pairs in all blocks, each rule's counted.
func (x *Index) Sum() (pairs int64) {
	for _, c := range x.Coverage {
		pairs += c.Pairs
	}
	return pairs
}

// Free returns the columns, as a set of bits, that were not needed to bring a pair
// up: those that some rule which does so does not read. What such a column shows
// of the pair is not owed to the choice of pairs.
func (x *Index) Free(p Pair) (free uint64) {
	fromA, toA := x.table.Rows(int(p.Left))
	fromB, toB := x.table.Rows(int(p.Right))
	for i := fromA; i < toA; i++ {
		for j := fromB; j < toB; j++ {
			idsA, idsB := x.rowIDs(i), x.rowIDs(j)
			for r := range x.rules {
				if id := idsA[r]; id == idsB[r] && id != 0 {
					free |= ^x.uses[r][x.blocks[r][id-1].depth]
				}
			}
		}
	}
	return free
}
