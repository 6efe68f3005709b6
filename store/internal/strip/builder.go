package strip

import (
	"cmp"
	"encoding/binary"
	"iter"
	"maps"
	"slices"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
)

const (
	// idsPath is where a segment's ids stand, as ascending varint distances.
	idsPath = ""
	// overPath is there when a segment has customers with more paths than are
	// kept: a path without a strip may then have values.
	overPath = "+"
	// maxPaths bounds the strips of a segment, whatever names custom fields have.
	maxPaths = 400
	// fewWords are always kept; beyond, a path where most customers have a word
	// of their own is skipped: what asks for one of these finds few, by other means.
	fewWords = 1000
)

// Builder gathers the strips of a segment. The zero Builder is empty.
type Builder struct {
	ids     []int64
	columns map[string]*column
	over    bool
}

// column gathers one path.
type column struct {
	numbers map[string]uint32
	words   []string
	codes   []uint32
	last    string // the word added last, and its number
	number  uint32
	mixed   bool // a word is not its own fold
}

// Len returns how many customers were added.
func (b *Builder) Len() int { return len(b.ids) }

// Add adds a customer, each once.
func (b *Builder) Add(c *customer.Customer) {
	if b.columns == nil {
		b.columns = map[string]*column{}
	}
	for path, word := range wordsOf(c) {
		col := b.columns[path]
		if col == nil {
			if len(b.columns) >= maxPaths {
				b.over = true
				continue
			}
			col = &column{numbers: map[string]uint32{}}
			b.columns[path] = col
		}
		col.fill(len(b.ids))
		col.add(word)
	}
	b.ids = append(b.ids, c.ID)
}

// fill gives the customers before the n-th that have no word yet the empty one.
func (c *column) fill(n int) {
	for len(c.codes) < n {
		c.add("")
	}
}

func (c *column) add(word string) {
	if word != c.last || len(c.words) == 0 {
		number, known := c.numbers[word]
		if !known {
			word = strings.Clone(word) // it may share the memory of a whole customer
			number = uint32(len(c.words))
			c.numbers[word], c.words = number, append(c.words, word)
			c.mixed = c.mixed || store.Fold(word) != word
		}
		c.last, c.number = word, number
	}
	c.codes = append(c.codes, c.number)
}

// Strips returns the segment's strips by path, ascending; none when it has no
// customers.
func (b *Builder) Strips() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		order := b.byID()
		if len(b.ids) == 0 || !yield(idsPath, distances(pick(b.ids, order))) || b.over && !yield(overPath, []byte{formSkipped}) {
			return
		}
		for _, path := range slices.Sorted(maps.Keys(b.columns)) {
			col := b.columns[path]
			col.fill(len(b.ids))
			data := []byte{formSkipped}
			if len(col.words) <= max(fewWords, len(b.ids)/2) || worthAll[path] {
				data = encode(col.words, pick(col.codes, order), !col.mixed)
			}
			if !yield(path, data) {
				return
			}
		}
	}
}

// byID returns the places of the customers in the order of their ids.
func (b *Builder) byID() []int {
	order := make([]int, len(b.ids))
	for i := range order {
		order[i] = i
	}
	if !slices.IsSorted(b.ids) {
		slices.SortFunc(order, func(i, j int) int { return cmp.Compare(b.ids[i], b.ids[j]) })
	}
	return order
}

func pick[T any](list []T, order []int) []T {
	picked := make([]T, len(order))
	for i, at := range order {
		picked[i] = list[at]
	}
	return picked
}

func distances(ids []int64) []byte {
	var out []byte
	last := int64(0)
	for _, id := range ids {
		out = binary.AppendUvarint(out, uint64(id-last))
		last = id
	}
	return out
}

// idsOf reads what distances wrote.
func idsOf(data string) ([]int64, error) {
	var ids []int64
	last := int64(0)
	for at := 0; at < len(data); {
		var distance uint64
		for shift := 0; ; shift += 7 {
			if at == len(data) || shift > 63 {
				return nil, errDamaged
			}
			digit := data[at]
			at++
			distance |= uint64(digit&0x7f) << shift
			if digit < 0x80 {
				break
			}
		}
		if last += int64(distance); distance == 0 || last <= 0 {
			return nil, errDamaged
		}
		ids = append(ids, last)
	}
	return ids, nil
}
