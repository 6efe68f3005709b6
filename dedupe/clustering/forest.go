package clustering

import (
	"iter"
	"maps"
)

// Forest keeps track of who is joined to whom.
type Forest[T comparable] struct{ parent map[T]T }

// NewForest returns a forest in which nobody is joined.
func NewForest[T comparable]() *Forest[T] { return &Forest[T]{parent: map[T]T{}} }

// Join joins two, and all who are joined to either.
func (f *Forest[T]) Join(a, b T) {
	a, b = f.Root(a), f.Root(b)
	f.parent[a] = a
	f.parent[b] = a
}

// Root returns who stands for all that are joined to one; itself where it is joined
// to nobody.
func (f *Forest[T]) Root(of T) T {
	for {
		up, known := f.parent[of]
		if !known || up == of {
			return of
		}
		if above, ok := f.parent[up]; ok {
			f.parent[of] = above // halves the way
		}
		of = up
	}
}

// Members yields everyone who is joined to anyone, in no order.
func (f *Forest[T]) Members() iter.Seq[T] { return maps.Keys(f.parent) }
