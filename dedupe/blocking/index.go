package blocking

import (
	"iter"

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
	cover := Coverage{Rule: d.rule.Rule, Rows: d.rows}
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
	}
	cover.Blocks = len(blocks)
	x.blocks[rule], x.Coverage[rule] = blocks, cover
}

// Chunk is a stretch of one rule's blocks, a unit of work.
type Chunk struct{ rule, from, to int }

// chunkPairs is about how many pairs a chunk holds.
const chunkPairs = 1 << 15

// Chunks cuts the candidate pairs into units of work, in a fixed order.
func (x *Index) Chunks() []Chunk {
	var chunks []Chunk
	for rule, blocks := range x.blocks {
		from, pairs := 0, 0
		for i, b := range blocks {
			size := int(b.to - b.from)
			pairs += size * (size - 1) / 2
			if pairs >= chunkPairs || i == len(blocks)-1 {
				chunks = append(chunks, Chunk{rule, from, i + 1})
				from, pairs = i+1, 0
			}
		}
	}
	return chunks
}

// Pairs yields the candidate pairs of a chunk, each pair of records in one chunk
// only and once.
func (x *Index) Pairs(c Chunk) iter.Seq[Pair] {
	return func(yield func(Pair) bool) {
		for _, b := range x.blocks[c.rule][c.from:c.to] {
			rows := x.orders[c.rule][b.from:b.to]
			for i, row := range rows {
				for _, other := range rows[i+1:] {
					if p, ok := x.candidate(row, other, c.rule); ok && !yield(p) {
						return
					}
				}
			}
		}
	}
}

// candidate returns the records of two rows in one block, unless an earlier rule
// or an earlier pair of their rows brings them up.
func (x *Index) candidate(row, other uint32, rule int) (Pair, bool) {
	a, b := x.table.Owner(row), x.table.Owner(other)
	if a == b {
		return Pair{}, false
	}
	idsA, idsB := x.rowIDs(row), x.rowIDs(other)
	for r := range rule {
		if idsA[r] == idsB[r] && idsA[r] != 0 {
			return Pair{}, false
		}
	}
	if !x.single(a) || !x.single(b) {
		if a > b {
			a, b, row, other = b, a, other, row
		}
		if x.earlier(a, b, rule, row, other) {
			return Pair{}, false
		}
	}
	return Pair{min(a, b), max(a, b), rule}, true
}

func (x *Index) single(record uint32) bool {
	from, to := x.table.Rows(int(record))
	return to-from == 1
}

// earlier says whether other rows of the two records meet under an earlier rule,
// or before (row, other) under the same one.
func (x *Index) earlier(a, b uint32, rule int, row, other uint32) bool {
	fromA, toA := x.table.Rows(int(a))
	fromB, toB := x.table.Rows(int(b))
	for i := fromA; i < toA; i++ {
		for j := fromB; j < toB; j++ {
			idsA, idsB := x.rowIDs(i), x.rowIDs(j)
			for r := range rule + 1 {
				if r == rule && (i > row || i == row && j >= other) {
					continue
				}
				if idsA[r] == idsB[r] && idsA[r] != 0 {
					return true
				}
			}
		}
	}
	return false
}

func (x *Index) rowIDs(row uint32) []uint32 {
	at := int(row) * len(x.rules)
	return x.ids[at : at+len(x.rules)]
}

// RuleName returns the name of a rule by its number.
func (x *Index) RuleName(rule int) string { return x.rules[rule].Name }

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

// Shared returns the names of the rules under which the first two records of a
// table share a key, whatever the size of the block.
func Shared(t *record.Table, rules []Rule) ([]string, error) {
	c := compiler{t, map[string]*part{}}
	var names []string
	for _, r := range rules {
		rule, err := c.rule(r)
		if err != nil {
			return nil, err
		}
		if sharesKey(t, &rule) {
			names = append(names, r.Name)
		}
	}
	return names, nil
}

func sharesKey(t *record.Table, rule *compiled) bool {
	fromA, toA := t.Rows(0)
	fromB, toB := t.Rows(1)
	for i := fromA; i < toA; i++ {
		key := rule.key(t.Row(i))
		for j := fromB; j < toB && key != 0; j++ {
			if rule.key(t.Row(j)) == key {
				return true
			}
		}
	}
	return false
}
