package record

import (
	"cmp"
	"slices"
)

// builder collects rows in the order of input.
type builder struct {
	refs   []Ref
	into   []int64
	starts []uint32
	rows   []Symbol // Fixed per row
	names  *interner
	places *placeInterner
	texts  [Fixed]*interner
	custom map[Field]*customColumn
	frozen bool // no other custom columns than are there
	arena
}

// customColumn holds one custom field's values, sparse.
type customColumn struct {
	*interner
	records []uint32 // in the order of input
	values  []Symbol
}

func newBuilder() *builder {
	b := &builder{custom: map[Field]*customColumn{}}
	b.names, b.places = newInterner(&b.arena, nil), newPlaceInterner(&b.arena)
	for _, column := range []int{Suffix, Org, Birth} {
		b.texts[column] = newInterner(&b.arena, nil)
	}
	b.texts[Email], b.texts[Form], b.texts[Phone] = newInterner(&b.arena, localPart), newInterner(&b.arena, localPart), newInterner(&b.arena, lastSeven)
	return b
}

// columns sets up the custom columns that must be there.
func (b *builder) columns(o Options) {
	for _, field := range o.Fields {
		b.custom[field] = &customColumn{interner: newInterner(&b.arena, nil)}
	}
	b.frozen = o.Frozen
}

// fetch reads where the values of some customers will be looked for, column by column:
// reads that do not wait for each other are several times as fast as one after the
// other. Names are few, and near anyway.
func (b *builder) fetch(batch []flat) {
	for i := range batch {
		for k := range batch[i].rows {
			v := &batch[i].rows[k]
			b.texts[Email].fetch(v.email.hash)
			b.texts[Form].fetch(v.form.hash)
			b.texts[Phone].fetch(v.phone.hash)
			b.places.fetch(v.placeHash)
		}
	}
}

func (b *builder) add(f *flat) {
	record := uint32(len(b.refs))
	b.refs = append(b.refs, Ref{f.ref.ID, b.keep(f.ref.ImportID), f.ref.Version})
	b.into = append(b.into, f.into)
	b.starts = append(b.starts, uint32(len(b.rows)/Fixed))
	for i := range f.rows {
		v := &f.rows[i]
		b.rows = append(b.rows, b.names.symbol(v.first), b.names.symbol(v.middle), b.names.symbol(v.last),
			b.texts[Suffix].symbol(v.suffix), b.texts[Org].symbol(v.org), b.texts[Email].symbol(v.email),
			b.texts[Form].symbol(v.form), b.texts[Phone].symbol(v.phone), b.places.symbol(&v.place, v.placeHash), b.texts[Birth].symbol(v.birth))
	}
	for _, v := range f.custom {
		column := b.custom[v.field]
		if column == nil && b.frozen {
			continue
		}
		if column == nil {
			column = &customColumn{interner: newInterner(&b.arena, nil)}
			b.custom[Field{b.keep(v.field.Name), v.field.Type}] = column
		}
		column.records = append(column.records, record)
		column.values = append(column.values, column.symbol(v.text))
	}
}

// order returns the records that stay, sorted by import id, each with the
// inputs whose rows it takes: itself first, then those merged into it.
func (b *builder) order() [][]uint32 {
	byID := make(map[int64]uint32)
	merged := false
	for _, into := range b.into {
		merged = merged || into != 0
	}
	if merged {
		for i, ref := range b.refs {
			byID[ref.ID] = uint32(i)
		}
	}
	members := make([][]uint32, 0, len(b.refs))
	place := make(map[uint32]int)
	sorted := b.sorted()
	for _, i := range sorted {
		if b.into[i] == 0 {
			if merged {
				place[i] = len(members)
			}
			members = append(members, []uint32{i})
		}
	}
	for _, i := range sorted {
		if b.into[i] == 0 {
			continue
		}
		if at, ok := place[b.survivor(i, byID)]; ok {
			members[at] = append(members[at], i)
		}
	}
	return members
}

func (b *builder) sorted() []uint32 {
	sorted := make([]uint32, len(b.refs))
	for i := range sorted {
		sorted[i] = uint32(i)
	}
	slices.SortFunc(sorted, func(x, y uint32) int {
		if c := cmp.Compare(b.refs[x].ImportID, b.refs[y].ImportID); c != 0 {
			return c
		}
		return cmp.Compare(b.refs[x].ID, b.refs[y].ID)
	})
	return sorted
}

// survivor follows a chain of merges; a chain longer than the input is a ring
// and ends where it stands.
func (b *builder) survivor(i uint32, byID map[int64]uint32) uint32 {
	for range b.refs {
		next, ok := byID[b.into[i]]
		if b.into[i] == 0 || !ok {
			break
		}
		i = next
	}
	return i
}
