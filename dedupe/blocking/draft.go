package blocking

import (
	"iter"
	"slices"

	"rollcall/dedupe/record"
)

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
	split    splitting
}

func (n node) size() int { return int(n.to - n.from) }

func (n node) pairs() int64 {
	size := int64(n.to - n.from)
	return size * (size - 1) / 2
}

// splitting says what a plan holds of a block.
type splitting uint8

const (
	whole    splitting = iota
	split              // it was above the cap when the plan was made
	outgrown           // it is above the plan's limit
)

// draft is one rule's blocks. Without a plan it is open how large a block may be,
// and all are split that any cap would split.
type draft struct {
	rule   compiled
	plan   func(key uint64, rows int) splitting // nil: there is none
	chains []Chain                              // of rows without a table; nil: there is one
	order  []uint32                             // rows, block by block
	nodes  []node
	total  Total
}

// fill sorts the rows by key and, within a block that may be split, by the finer
// keys.
func (d *draft) fill(t *record.Table, one uint64) {
	entries := make([]entry, 0, t.RowCount()/int(one))
	for row := range uint32(t.RowCount()) {
		key := d.rule.key(t.Row(row))
		if key == 0 {
			continue
		}
		d.total.Rows++
		if one == 1 || key%one == 0 {
			entries = append(entries, entry{key, row})
		}
	}
	sortEntries(entries)
	d.total.Pairs = make([]int64, len(caps))
	d.blocks(t, entries)
}

// only takes the rows of one key.
func (d *draft) only(t *record.Table, key, one uint64) {
	var entries []entry
	for row := range uint32(t.RowCount()) {
		if d.rule.key(t.Row(row)) == key {
			d.total.Rows++
			if key%one == 0 {
				entries = append(entries, entry{key, row})
			}
		}
	}
	d.blocks(t, entries)
}

// blocks records the blocks of sorted entries.
func (d *draft) blocks(t *record.Table, entries []entry) {
	for _, block := range sameKeys(entries) {
		at := piece{from: uint32(len(d.order))}
		for _, e := range block {
			d.order = append(d.order, e.row)
		}
		d.block(t, block, at)
	}
}

// sameKeys yields the stretches of two and more entries that share a key, with
// where each starts.
func sameKeys(entries []entry) iter.Seq2[int, []entry] {
	return func(yield func(int, []entry) bool) {
		for from := 0; from < len(entries); {
			to := from + 1
			for to < len(entries) && entries[to].key == entries[from].key {
				to++
			}
			if to-from > 1 && entries[from].key != 0 && !yield(from, entries[from:to]) {
				return
			}
			from = to
		}
	}
}

// piece is where a block stands: its start in the order, its depth, and the number
// of rows in the block that it was cut from (0: it was not).
type piece struct {
	from   uint32
	depth  int
	parent int
}

// block records a block of rows, and what finer keys make of it where it may be split.
func (d *draft) block(t *record.Table, rows []entry, at piece) {
	n, key := node{from: at.from, to: at.from + uint32(len(rows)), depth: uint8(at.depth)}, rows[0].key
	if d.plan != nil {
		n.split = d.plan(key, len(rows))
	}
	d.nodes = append(d.nodes, n)
	d.count(len(rows), at.parent)
	if at.depth == len(d.rule.Finer) || d.plan == nil && len(rows) <= caps[0] || d.plan != nil && n.split == whole {
		return
	}
	for i := range rows {
		rows[i].key = record.Join(key, d.part(t, at.depth, rows[i].row))
	}
	slices.SortFunc(rows, compareEntries)
	for i, e := range rows {
		d.order[int(at.from)+i] = e.row
	}
	for from, cut := range sameKeys(rows) {
		d.block(t, cut, piece{at.from + uint32(from), at.depth + 1, len(rows)})
	}
}

// count adds a block's pairs under every cap that keeps it and splits the block
// above it.
func (d *draft) count(size, parent int) {
	pairs := int64(size) * int64(size-1) / 2
	for i, c := range caps {
		if c >= size && (parent == 0 || c < parent) {
			d.total.Pairs[i] += pairs
		}
	}
}

// under yields the coarsest blocks that hold under a limit, or under the plan
// (true), and those above it that finer keys split (false).
func (d *draft) under(limit int) iter.Seq2[node, bool] {
	return func(yield func(node, bool) bool) {
		for i := 0; i < len(d.nodes); {
			n := d.nodes[i]
			kept := n.split == whole && (d.plan != nil || n.size() <= limit)
			if !yield(n, kept) {
				return
			}
			for i++; kept && i < len(d.nodes) && d.nodes[i].from < n.to; i++ { // its pieces
			}
		}
	}
}
