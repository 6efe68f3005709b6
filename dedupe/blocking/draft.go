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
	slices.SortFunc(rows, compareEntries)
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
