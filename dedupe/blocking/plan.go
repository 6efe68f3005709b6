package blocking

import (
	"cmp"
	"iter"
	"runtime"
	"slices"
	"sync"

	"rollcall/dedupe/record"
)

// Plan holds the blocks of every rule before it is known how large a block may be.
type Plan struct {
	table  *record.Table
	drafts []*draft
	one    uint64 // in so many keys is looked at
}

// Prepare forms the blocks of the rules from one in so many of their keys, chosen
// by hash; 1 takes all. An error wraps ErrUnknownPart.
func Prepare(t *record.Table, rules []Rule, one int) (*Plan, error) {
	c := compiler{t, map[string]*part{}}
	drafts := make([]*draft, len(rules))
	for i, r := range rules {
		rule, err := c.rule(r)
		if err != nil {
			return nil, err
		}
		drafts[i] = &draft{rule: rule}
	}
	p := &Plan{t, drafts, uint64(max(1, one))}
	each(len(drafts), func(i int) { drafts[i].fill(t, p.one) })
	return p, nil
}

// Rules returns the plan's rules in order.
func (p *Plan) Rules() []Rule {
	rules := make([]Rule, len(p.drafts))
	for i, d := range p.drafts {
		rules[i] = d.rule.Rule
	}
	return rules
}

// Cap returns the largest number of rows a block may have so that the rules'
// pairs, each rule's counted, keep the budget; the smallest possible when none does.
func (p *Plan) Cap(budget int64) int {
	best := caps[0]
	for i, c := range caps {
		var sum int64
		for _, d := range p.drafts {
			sum += d.pairs[i] * int64(p.one)
		}
		if sum > budget {
			break
		}
		best = c
	}
	return best
}

// Index makes the index of candidate pairs with blocks of at most limit rows.
func (p *Plan) Index(limit int) *Index { return newIndex(p.table, p.drafts, limit) }

// Budget returns the default pair budget for a number of records.
func Budget(records int) int64 { return 2_000_000 + 12*int64(records) }

// caps are the block caps that are tried.
var caps = func() (list []int) {
	for c := 4; c <= 1<<22; c += max(1, c/2) {
		list = append(list, c)
	}
	return list
}()

// entry is a row with its key.
type entry struct {
	key uint64
	row uint32
}

// node is a block or, where it is above the cap, the parent of the blocks that
// a finer key makes of it; nodes stand in preorder.
type node struct {
	from, to uint32 // in the rule's order
	depth    uint8
}

func (n node) pairs() int64 {
	size := int64(n.to - n.from)
	return size * (size - 1) / 2
}

// draft is one rule's blocks before the cap is known.
type draft struct {
	rule  compiled
	order []uint32 // rows, block by block
	nodes []node
	rows  int     // rows that have the key
	pairs []int64 // by cap
}

// each runs work for 0 to n-1 on all cores; the order does not matter.
func each(n int, work func(i int)) {
	var workers sync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	workers.Wait()
}

// fill sorts the rows by key and, within a block that some cap would split, by
// the finer keys.
func (d *draft) fill(t *record.Table, one uint64) {
	entries := make([]entry, 0, t.RowCount()/int(one))
	for row := range uint32(t.RowCount()) {
		key := d.rule.key(t.Row(row))
		if key == 0 {
			continue
		}
		d.rows++
		if one == 1 || key%one == 0 {
			entries = append(entries, entry{key, row})
		}
	}
	sortEntries(entries)
	d.pairs = make([]int64, len(caps))
	for from := 0; from < len(entries); {
		to := from + 1
		for to < len(entries) && entries[to].key == entries[from].key {
			to++
		}
		if to-from > 1 {
			d.block(t, entries[from:to], 0, 0)
		}
		from = to
	}
}

// block records a block of rows and what finer keys would make of it. above is
// the size of the block that it is a piece of; 0: it is none.
func (d *draft) block(t *record.Table, rows []entry, depth, above int) {
	if depth == 0 {
		d.nodes = append(d.nodes, node{uint32(len(d.order)), uint32(len(d.order) + len(rows)), 0})
		for _, e := range rows {
			d.order = append(d.order, e.row)
		}
	}
	from := d.nodes[len(d.nodes)-1].from
	d.count(len(rows), above)
	if depth == len(d.rule.finer) || len(rows) <= caps[0] {
		return
	}
	finer := d.rule.finer[depth]
	for i := range rows {
		rows[i].key = finer.key(t.Row(rows[i].row))
	}
	slices.SortFunc(rows, func(a, b entry) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.row, b.row)) })
	for i, e := range rows {
		d.order[int(from)+i] = e.row
	}
	for i := 0; i < len(rows); {
		j := i + 1
		for j < len(rows) && rows[j].key == rows[i].key {
			j++
		}
		if j-i > 1 && rows[i].key != 0 {
			d.nodes = append(d.nodes, node{from + uint32(i), from + uint32(j), uint8(depth + 1)})
			d.block(t, rows[i:j], depth+1, len(rows))
		}
		i = j
	}
}

// count adds a block's pairs under every cap that keeps it and splits the block
// above it.
func (d *draft) count(size, above int) {
	pairs := int64(size) * int64(size-1) / 2
	for i, c := range caps {
		if c >= size && (above == 0 || c < above) {
			d.pairs[i] += pairs
		}
	}
}

// under yields the coarsest blocks that hold under a limit (true), and those above
// it that finer keys split (false).
func (d *draft) under(limit int) iter.Seq2[node, bool] {
	return func(yield func(node, bool) bool) {
		for i := 0; i < len(d.nodes); {
			n := d.nodes[i]
			kept := int(n.to-n.from) <= limit
			if !yield(n, kept) {
				return
			}
			for i++; kept && i < len(d.nodes) && d.nodes[i].from < n.to; i++ { // its pieces
			}
		}
	}
}
