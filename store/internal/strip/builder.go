package strip

import (
	"cmp"
	"encoding/binary"
	"iter"
	"maps"
	"slices"

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
	// MostCustomers is how many customers a segment may have.
	MostCustomers = 1 << 16
	// mostWords is from when on a path is skipped: most customers have a word of
	// their own there, and what asks for one of these finds few, by other means.
	// It is the same for small segments: a question needs the strips of all.
	mostWords = MostCustomers * 3 / 4
)

// Builder gathers the strips of a segment. The zero Builder is empty.
type Builder struct {
	ids    []int64
	common []column           // by the layout
	others map[string]*column // by path
	over   bool
}

// Add adds a customer, each once.
func (b *Builder) Add(c *customer.Customer) {
	if b.common == nil {
		b.common, b.others = make([]column, len(layout.paths)), map[string]*column{}
	}
	for i := range layout.core {
		b.addCore(c, &layout.core[i])
	}
	if len(c.SolicitationCodes) > 0 {
		b.put(layout.codes, c.Text(customer.Path{Field: "solicitationCodes"}))
	}
	b.addAddresses(c.Address)
	otherWords(c, b.putOther)
	b.ids = append(b.ids, c.ID)
}

func (b *Builder) addCore(c *customer.Customer, field *coreField) {
	if field.number == nil {
		b.put(field.at, field.text(c))
		return
	}
	word := b.common[field.at].last
	if next := ordinal(field.number(c)); string(next[:]) != word {
		word = string(next[:])
	}
	b.put(field.at, word)
}

// addAddresses adds the parts of the first address of each type, and those of
// all addresses.
func (b *Builder) addAddresses(list []customer.Address) {
	var paths []int
	for i := range list {
		paths = layout.named[list[i].Type]
		if paths == nil || !firstOf(list[:i], list[i].Type) {
			continue
		}
		for k, part := range customer.AddressParts {
			b.put(paths[k], list[i].Part(part))
		}
	}
	for k := range layout.any {
		switch {
		case len(list) == 1 && paths != nil:
			b.putFold(layout.any[k], paths[layout.any[k].part], &list[0])
		case len(list) > 0:
			b.put(layout.any[k].at, allOf(list, postal[k]))
		}
	}
}

// putFold gives the customer that is being added, who has one address, a part's
// word in the column of all addresses. Each different word is folded once.
func (b *Builder) putFold(to anyPart, from int, address *customer.Address) {
	named, all := &b.common[from], &b.common[to.at]
	if named.skipped {
		b.put(to.at, store.Fold(address.Part(to.name)))
		return
	}
	for len(named.folds) <= int(named.number) {
		named.folds = append(named.folds, 0)
	}
	known := &named.folds[named.number]
	if *known == 0 {
		*known = 1 + all.words.number(store.Fold(named.last))
	}
	all.fill(len(b.ids))
	all.push(*known-1, 1)
	b.limit(to.at)
}

// put gives the customer that is being added its word.
func (b *Builder) put(at int, word string) {
	b.common[at].put(len(b.ids), word)
	b.limit(at)
}

// limit gives up a column that is not worth keeping.
func (b *Builder) limit(at int) {
	if b.common[at].full() && !worthAll[layout.paths[at]] {
		b.common[at] = column{skipped: true}
	}
}

func (b *Builder) putOther(path, word string) {
	col := b.others[path]
	if col == nil {
		if len(b.others) >= maxPaths {
			b.over = true
			return
		}
		col = &column{}
		b.others[path] = col
	}
	col.put(len(b.ids), word)
}

// Strips returns the segment's strips by path, ascending; none when it has no
// customers. Paths that are empty everywhere have none.
func (b *Builder) Strips() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		order := b.byID()
		if len(b.ids) == 0 || !yield(idsPath, distances(pick(b.ids, order))) || b.over && !yield(overPath, []byte{formSkipped}) {
			return
		}
		columns := b.columns()
		for _, path := range slices.Sorted(maps.Keys(columns)) {
			if !yield(path, columns[path].encode(path, order)) {
				return
			}
		}
	}
}

// columns returns those that have a word that is not empty.
func (b *Builder) columns() map[string]*column {
	all := maps.Clone(b.others)
	for i := range b.common {
		if b.common[i].present() {
			all[layout.paths[i]] = &b.common[i]
		}
	}
	return all
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
	ids, last := make([]int64, 0, len(data)), int64(0) // most distances take a byte
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
		next := last + int64(distance)
		if next <= last {
			return nil, errDamaged
		}
		last = next
		ids = append(ids, last)
	}
	return ids, nil
}
