// Package gram finds the rows whose text holds a given piece: it keeps, for
// every run of three bytes, the ascending list of rows that have it. A row that
// holds a text is in the lists of all of its runs; the converse need not be so,
// so what the lists leave must still be looked at. It is pure: where lists are
// kept is the caller's business.
package gram

import (
	"encoding/binary"
	"iter"
	"maps"
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

// Builder collects the lists of a number of rows.
type Builder struct{ lists map[Key]*list }

// list is rows as varints of their distances.
type list struct {
	last int64
	data []byte
}

// Add puts a row into the lists of its text's runs. Rows come in ascending
// order; a row may come several times in a row, with texts of any space.
func (b *Builder) Add(row int64, space Space, text string) {
	if b.lists == nil {
		b.lists = map[Key]*list{}
	}
	for i := 0; i+Size <= len(text); i++ {
		key := keyAt(space, text, i)
		l := b.lists[key]
		if l == nil {
			l = &list{}
			b.lists[key] = l
		}
		if l.last != row {
			l.data = binary.AppendUvarint(l.data, uint64(row-l.last))
			l.last = row
		}
	}
}

// Lists returns every list by its key, ascending.
func (b *Builder) Lists() iter.Seq2[Key, []byte] {
	return func(yield func(Key, []byte) bool) {
		for _, key := range slices.Sorted(maps.Keys(b.lists)) {
			if !yield(key, b.lists[key].data) {
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
