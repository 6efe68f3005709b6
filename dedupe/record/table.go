package record

import (
	"cmp"
	"slices"
)

// table lays the rows out in the order of records.
func (b *builder) table() *Table {
	members := b.order()
	t := &Table{Refs: make([]Ref, len(members)), marks: make([]uint64, len(members)), start: make([]uint32, 1, len(members)+1)}
	for field := range b.custom {
		t.Fields = append(t.Fields, field)
	}
	slices.SortFunc(t.Fields, func(x, y Field) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Type, y.Type))
	})
	t.Stride = Fixed + len(t.Fields)
	t.rows = make([]Symbol, 0, len(b.rows)/Fixed*t.Stride)
	position := make([]uint32, len(b.refs)) // first row of an input in the table, plus one; 0: it has none
	for record, inputs := range members {
		t.Refs[record] = b.refs[inputs[0]]
		t.marks[record] = Hash(t.Refs[record].ImportID)
		for _, input := range inputs {
			position[input] = uint32(len(t.owner)) + 1
			from, to := b.rowsOf(input)
			for row := from; row < to; row++ {
				t.rows = append(t.rows, b.rows[row*Fixed:(row+1)*Fixed]...)
				t.rows = append(t.rows, make([]Symbol, len(t.Fields))...)
				t.owner = append(t.owner, uint32(record))
			}
		}
		t.start = append(t.start, uint32(len(t.owner)))
	}
	b.fillCustom(t, position)
	t.Names, t.Places = b.names.names(), b.places.places
	t.Texts = make([]*List[Text], t.Stride)
	for column, in := range b.texts {
		if in != nil {
			t.Texts[column] = in.texts
		}
	}
	for i, field := range t.Fields {
		t.Texts[Fixed+i] = b.custom[field].texts
	}
	return t
}

func (b *builder) rowsOf(input uint32) (from, to int) {
	to = len(b.rows) / Fixed
	if int(input)+1 < len(b.starts) {
		to = int(b.starts[input+1])
	}
	return int(b.starts[input]), to
}

// fillCustom writes the custom values into every row of their customers. A
// secondary whose survivor is absent has no rows in the table.
func (b *builder) fillCustom(t *Table, position []uint32) {
	for i, field := range t.Fields {
		column := b.custom[field]
		for k, input := range column.records {
			if position[input] == 0 {
				continue
			}
			from, to := b.rowsOf(input)
			for row := range to - from {
				t.rows[(int(position[input])-1+row)*t.Stride+Fixed+i] = column.values[k]
			}
		}
	}
}
