package blocking

import (
	"iter"
	"runtime"
	"sync/atomic"

	"rollcall/dedupe/record"
)

// Sightings count, by the rules that bring it up, how often a likely match was met.
// Those of different blocks add up: Merge.
type Sightings map[Finders]int64

// Merge adds what was met in other blocks.
func (s Sightings) Merge(other Sightings) {
	for finders, n := range other {
		s[finders] += n
	}
}

// Sight meets the pairs of a trial, on all cores. likely makes a function, for one
// goroutine, that says whether two records are likely to match.
func (s *Survey) Sight(t Trial, likely func() func(left, right uint32) bool) Sightings {
	stretches := s.stretches(t.Limit)
	met := make([]Sightings, min(len(stretches), runtime.GOMAXPROCS(0)))
	var next atomic.Int64
	each(len(met), func(i int) {
		seen, match := Sightings{}, likely()
		for at := next.Add(1) - 1; at < int64(len(stretches)); at = next.Add(1) - 1 {
			for row, other := range s.sampled(t, stretches[at:at+1], s.mark) {
				a, b := s.table.Owner(row), s.table.Owner(other)
				if match(min(a, b), max(a, b)) {
					seen[s.finder.Finders(row, other)]++
				}
			}
		}
		met[i] = seen
	})
	all := Sightings{}
	for _, seen := range met {
		all.Merge(seen)
	}
	return all
}

// mark returns the mark of two rows' records, unless they are of one record.
func (s *Survey) mark(row, other uint32) (mark uint64, ok bool) {
	a, b := s.table.Owner(row), s.table.Owner(other)
	return s.table.PairMark(a, b), a != b
}

// Sampled yields the pairs of rows by which a trial chooses, one that several rules
// bring up as often as it is drawn. mark returns the mark of the rows' records
// (record.PairMark), or false where the two are rows of one record.
func (s *Survey) Sampled(t Trial, mark func(row, other uint32) (uint64, bool)) iter.Seq2[uint32, uint32] {
	return s.sampled(t, s.stretches(t.Limit), mark)
}

// sampled is Sampled for some of a survey's blocks.
func (s *Survey) sampled(t Trial, among []stretch, mark func(row, other uint32) (uint64, bool)) iter.Seq2[uint32, uint32] {
	within := ^uint64(0)
	if scale := t.scale(); scale > 1 {
		within = uint64(float64(within) / scale)
	}
	return func(yield func(row, other uint32) bool) {
		for _, part := range among {
			for row, other := range s.drafts[part.rule].pairs(part.blocks) {
				m, ok := mark(row, other)
				if ok && record.Mix(m^uint64(part.rule)<<56) <= within && !yield(row, other) {
					return
				}
			}
		}
	}
}

// stretch is some of one rule's blocks.
type stretch struct {
	rule   int
	blocks []node
}

// stretches cuts the blocks that hold under a limit into units of work.
func (s *Survey) stretches(limit int) (list []stretch) {
	for rule, d := range s.drafts {
		now, pairs := stretch{rule: rule}, int64(0)
		for n, kept := range d.under(limit) {
			if !kept {
				continue
			}
			now.blocks = append(now.blocks, n)
			if pairs += n.pairs(); pairs >= chunkPairs {
				list = append(list, now)
				now, pairs = stretch{rule: rule}, 0
			}
		}
		if len(now.blocks) > 0 {
			list = append(list, now)
		}
	}
	return list
}

// pairs yields the pairs of rows in some blocks.
func (d *draft) pairs(blocks []node) iter.Seq2[uint32, uint32] {
	return func(yield func(row, other uint32) bool) {
		for _, n := range blocks {
			rows := d.order[n.from:n.to]
			for i, row := range rows {
				for _, other := range rows[i+1:] {
					if !yield(row, other) {
						return
					}
				}
			}
		}
	}
}
