// Package gram finds the rows whose text holds a given piece: it keeps, for
// every run of three bytes, the ascending list of rows that have it. A row that
// holds a text is in the lists of all of its runs; the converse need not be so,
// so what the lists leave must still be looked at. It is pure: where lists are
// kept is the caller's business.
package gram

import (
	"cmp"
	"encoding/binary"
	"iter"
	"slices"
)

// Size is the length of a run in bytes: shorter texts cannot be looked up.
const Size = 3

// Space keeps the runs of different sorts of text apart.
type Space uint8

// Key is a run of three bytes within a space.
type Key uint32

// Space returns the sort of text that the run is of.
func (k Key) Space() Space { return Space(k >> 24) }

// Keys returns the runs of a text, each once, ascending; none when the text is
// shorter than Size.
func Keys(space Space, text string) []Key {
	var keys []Key
	for i := 0; i+Size <= len(text); i++ {
		keys = append(keys, keyAt(space, text, i))
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func keyAt(space Space, text string, i int) Key {
	return Key(space)<<24 | Key(text[i])<<16 | Key(text[i+1])<<8 | Key(text[i+2])
}

// Builder collects the lists of a number of rows. The zero Builder is empty.
type Builder struct {
	lists []list
	table []slot // open addressing, a power of two long and at most half full
}

// list is rows as varints of their distances.
type list struct {
	key  Key
	last int64
	data []byte
}

// slot leads from a key to its list: a map would take most of the time that
// building takes.
type slot struct {
	key Key
	at  uint32 // the list's place, from 1; 0: a free slot
}

// firstTable is the length of the first table.
const firstTable = 1 << 12

// Add puts a row into the lists of its text's runs. Rows come in ascending
// order; a row may come several times in a row, with texts of any space. The
// text is not kept.
func (b *Builder) Add(row int64, space Space, text []byte) {
	if len(text) < Size {
		return
	}
	run := Key(text[0])<<8 | Key(text[1])
	for _, c := range text[2:] {
		run = (run<<8 | Key(c)) & (1<<24 - 1)
		l := b.list(Key(space)<<24 | run)
		if distance := row - l.last; distance != 0 {
			if distance < 0x80 {
				l.data = append(l.data, byte(distance))
			} else {
				l.data = binary.AppendUvarint(l.data, uint64(distance))
			}
			l.last = row
		}
	}
}

// list returns the list of a key, a new one if there is none.
func (b *Builder) list(key Key) *list {
	if 2*len(b.lists) >= len(b.table) {
		b.grow()
	}
	s := b.find(key)
	if s.at == 0 {
		b.lists = append(b.lists, list{key: key})
		*s = slot{key, uint32(len(b.lists))}
	}
	return &b.lists[s.at-1]
}

// find returns the slot of a key, or the free one where it belongs. Method:
// multiplicative hashing with linear probing.
func (b *Builder) find(key Key) *slot {
	last := uint32(len(b.table) - 1)
	for at := uint32(uint64(key)*0x9e3779b97f4a7c15>>32) & last; ; at = (at + 1) & last {
		if s := &b.table[at]; s.at == 0 || s.key == key {
			return s
		}
	}
}

func (b *Builder) grow() {
	b.table = make([]slot, max(2*len(b.table), firstTable))
	for i := range b.lists {
		*b.find(b.lists[i].key) = slot{b.lists[i].key, uint32(i + 1)}
	}
}

// Lists returns every list by its key, ascending. Nothing is added afterwards.
func (b *Builder) Lists() iter.Seq2[Key, []byte] {
	return func(yield func(Key, []byte) bool) {
		b.table = nil
		slices.SortFunc(b.lists, func(a, b list) int { return cmp.Compare(a.key, b.key) })
		for i := range b.lists {
			if !yield(b.lists[i].key, b.lists[i].data) {
				return
			}
		}
	}
}

// Rows returns the rows of a list, ascending. Damaged bytes end it early.
func Rows(data []byte) []int64 {
	rows := make([]int64, 0, len(data))
	var row int64
	for len(data) > 0 {
		distance, n := binary.Uvarint(data)
		if n <= 0 {
			break
		}
		row += int64(distance)
		rows = append(rows, row)
		data = data[n:]
	}
	return rows
}

// Common keeps, in place, those rows that a list has too. Both ascend.
func Common(rows []int64, data []byte) []int64 {
	kept := rows[:0]
	var row int64
	for _, want := range rows {
		for row < want {
			distance, n := binary.Uvarint(data)
			if n <= 0 {
				return kept
			}
			row += int64(distance)
			data = data[n:]
		}
		if row == want {
			kept = append(kept, want)
		}
	}
	return kept
}
