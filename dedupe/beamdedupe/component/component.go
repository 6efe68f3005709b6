// Package component finds connected components on Beam: by a union-find that one
// worker's memory holds, or, where there are too many edges for that, by rounds of
// label propagation. Both give the same answer.
package component

import (
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"rollcall/dedupe/beamdedupe/forest"
)

func init() {
	beam.RegisterCoder(reflect.TypeFor[forest.Edge](), encodeEdge, decodeEdge)
	beam.RegisterCoder(reflect.TypeFor[forest.Forest](), encodeForest, decodeForest)
	beam.RegisterDoFn(&countFn{})
	beam.RegisterDoFn(&unionFn{})
	beam.RegisterDoFn(&gateFn{})
	beam.RegisterDoFn(explode)
	register.Iter1[int64]()
	register.Emitter1[forest.Edge]()
	register.Emitter2[int64, int64]()
}

// Options say which way the components are found.
type Options struct {
	Limit  int64 // edges up to which one worker holds them all: some 40 bytes each
	Rounds int   // of label propagation, when there are more
}

// Find returns, for every id that an edge (PCollection<forest.Edge>) names, its
// component (PCollection<KV<int64, int64>>): the smallest id in it. Components that
// have not settled after the rounds fail the pipeline with ErrRounds.
func Find(s beam.Scope, edges beam.PCollection, o Options) beam.PCollection {
	s = s.Scope("component.Find")
	count := beam.SideInput{Input: beam.Combine(s, &countFn{}, edges)}
	few := beam.ParDo(s, &gateFn{o.Limit, true}, edges, count)
	many := beam.ParDo(s, &gateFn{o.Limit, false}, edges, count)
	whole := beam.ParDo(s, explode, beam.Combine(s, &unionFn{}, few))
	return beam.Flatten(s, whole, propagate(s, many, o.Rounds))
}

// countFn counts edges.
type countFn struct{}

func (*countFn) AddInput(n int64, _ forest.Edge) int64 { return n + 1 }

func (*countFn) MergeAccumulators(a, b int64) int64 { return a + b }

// gateFn lets the edges through if they are few, or if they are not.
type gateFn struct {
	Limit int64
	Few   bool
}

// ProcessElement reads how many edges there are.
func (f *gateFn) ProcessElement(e forest.Edge, counts func(*int64) bool, emit func(forest.Edge)) {
	var count int64
	if counts(&count) && (count <= f.Limit) == f.Few {
		emit(e)
	}
}

// unionFn joins edges to components.
type unionFn struct{}

func (*unionFn) AddInput(f forest.Forest, e forest.Edge) forest.Forest {
	f.Link(e.A, e.B)
	return f
}

func (*unionFn) MergeAccumulators(a, b forest.Forest) forest.Forest {
	a.Join(&b)
	return a
}

func explode(f forest.Forest, emit func(int64, int64)) {
	for _, m := range f.Members() {
		emit(m.ID, m.Root)
	}
}

var errEdge = errors.New("damaged edge between two steps")

func encodeEdge(e forest.Edge) []byte {
	return binary.AppendVarint(binary.AppendVarint(make([]byte, 0, 12), e.A), e.B)
}

func decodeEdge(data []byte) (forest.Edge, error) {
	a, n := binary.Varint(data)
	b, m := binary.Varint(data[max(0, n):])
	if n <= 0 || m <= 0 {
		return forest.Edge{}, errEdge
	}
	return forest.Edge{A: a, B: b}, nil
}

func encodeForest(f forest.Forest) []byte { return f.Bytes() }

func decodeForest(data []byte) (forest.Forest, error) {
	f, err := forest.Parse(data)
	if err != nil {
		return forest.Forest{}, fmt.Errorf("components between two steps: %w", err)
	}
	return *f, nil
}
