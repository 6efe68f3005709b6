package blocking

import (
	"iter"
)

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
			if !x.walk(c.rule, b, yield) {
				return
			}
		}
	}
}

// PairsOf yields the candidate pairs of one block, those that a lesser key brings up
// left out: over all blocks each pair comes once. The table need hold no other
// records than the block's.
func (x *Index) PairsOf(k Key) iter.Seq[Pair] {
	return func(yield func(Pair) bool) {
		for _, b := range x.blocks[k.Rule] {
			first := x.table.Row(x.orders[k.Rule][b.from])
			if x.rules[k.Rule].keyAt(first, int(b.depth)) == k.Hash && !x.walk(k.Rule, b, yield) {
				return
			}
		}
	}
}

// PairsIn is PairsOf for all blocks whose keys a function wants, in one walk.
func (x *Index) PairsIn(wanted func(Key) bool) iter.Seq[Pair] {
	return func(yield func(Pair) bool) {
		for rule, blocks := range x.blocks {
			for _, b := range blocks {
				first := x.table.Row(x.orders[rule][b.from])
				if wanted(Key{rule, x.rules[rule].keyAt(first, int(b.depth))}) && !x.walk(rule, b, yield) {
					return
				}
			}
		}
	}
}

// walk yields the pairs of one block and says whether more are wanted.
func (x *Index) walk(rule int, b node, yield func(Pair) bool) bool {
	rows := x.orders[rule][b.from:b.to]
	for i, row := range rows {
		for _, other := range rows[i+1:] {
			if p, ok := x.candidate(row, other, rule); ok && !yield(p) {
				return false
			}
		}
	}
	return true
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
