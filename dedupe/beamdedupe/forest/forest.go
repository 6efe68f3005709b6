// Package forest holds connected components as trees: union-find whose states
// can be added to each other in any order and grouping, so that it serves as a
// combine in a distributed engine. Nodes are customers' ids.
package forest

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
)

// ErrDamaged says that bytes are not what Bytes wrote.
var ErrDamaged = errors.New("damaged forest")

// Forest is a set of connected components. The zero value is empty and ready.
// What it says depends on the set of edges only, not on their order, nor on which
// forests they were added to before these were joined.
type Forest struct {
	parent map[int64]int64 // a root is its own parent, and the smallest id of its component
}

// Link puts two ids into one component.
func (f *Forest) Link(a, b int64) {
	a, b = f.Root(a), f.Root(b)
	f.parent[max(a, b)] = min(a, b)
}

// Root returns the smallest id of the component of an id, which becomes a
// component of its own when it was not known.
func (f *Forest) Root(id int64) int64 {
	if f.parent == nil {
		f.parent = map[int64]int64{}
	}
	up, known := f.parent[id]
	if !known {
		f.parent[id] = id
		return id
	}
	for up != f.parent[up] {
		over := f.parent[f.parent[up]]
		f.parent[id], id, up = over, up, over
	}
	return up
}

// Join adds another forest's components.
func (f *Forest) Join(other *Forest) {
	for id, up := range other.parent {
		f.Link(id, up)
	}
}

// Len returns the number of ids.
func (f *Forest) Len() int { return len(f.parent) }

// Member is an id and the smallest id of its component.
type Member struct{ ID, Root int64 }

// Members returns every id with its root, by id.
func (f *Forest) Members() []Member {
	list := make([]Member, 0, len(f.parent))
	for _, id := range slices.Sorted(maps.Keys(f.parent)) {
		list = append(list, Member{id, f.Root(id)})
	}
	return list
}

// Bytes writes the forest: pairs of id and root in varints, by id, ids as the
// distance from the one before. Equal components give equal bytes.
func (f *Forest) Bytes() []byte {
	out := make([]byte, 0, 8*len(f.parent))
	last := int64(0)
	for _, m := range f.Members() {
		out = binary.AppendVarint(binary.AppendVarint(out, m.ID-last), m.Root)
		last = m.ID
	}
	return out
}

// Parse reads what Bytes wrote; anything else is ErrDamaged.
func Parse(data []byte) (*Forest, error) {
	f, last := &Forest{}, int64(0)
	for len(data) > 0 {
		step, n := binary.Varint(data)
		if n <= 0 {
			return nil, ErrDamaged
		}
		root, m := binary.Varint(data[n:])
		if m <= 0 {
			return nil, ErrDamaged
		}
		last += step
		f.Link(last, root)
		data = data[n+m:]
	}
	return f, nil
}
