// Package component finds connected components on Beam: by a union-find that one
// worker's memory holds, or, where there are too many edges for that, by rounds of
// label propagation. Both give the same answer.
package component

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"rollcall/dedupe/beamdedupe/forest"
	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
)

func init() {
	beam.RegisterCoder(reflect.TypeFor[forest.Edge](), encodeEdge, decodeEdge)
	beam.RegisterCoder(reflect.TypeFor[forest.Forest](), encodeForest, decodeForest)
	beam.RegisterDoFn(&countFn{})
	beam.RegisterDoFn(&unionFn{})
	beam.RegisterDoFn(&gateFn{})
	beam.RegisterDoFn(explode)
	beam.RegisterDoFn(unpack)
	register.Iter1[int64]()
	register.Emitter1[forest.Edge]()
	register.Emitter2[int64, int64]()
}

// Options say which way the components are found.
type Options struct {
	Limit  int64 // edges up to which one worker holds them all: some 40 bytes each
	Rounds int   // of label propagation, when there are more
}

// Find returns, for every id that an edge names, its component: the smallest id in it.
// edges (PCollection<parcel.Parcel>) holds the two ids of each edge as wire.AppendInts
// writes them; what is returned (the same) every id, once, and its component. Components
// that have not settled after the rounds fail the pipeline with ErrRounds.
func Find(s beam.Scope, edges beam.PCollection, o Options) beam.PCollection {
	s = s.Scope("component.Find")
	count := beam.SideInput{Input: beam.Combine(s, &countFn{}, edges)}
	few := beam.ParDo(s, &gateFn{o.Limit, true}, edges, count)
	many := beam.ParDo(s, unpack, beam.ParDo(s, &gateFn{o.Limit, false}, edges, count))
	whole := beam.ParDo(s, explode, beam.Combine(s, &unionFn{}, few))
	return beam.Flatten(s, whole, propagate(s, many, o.Rounds))
}

// edgesIn reads a parcel of edges.
func edgesIn(p parcel.Parcel) (list []forest.Edge, err error) {
	r := p.Read()
	for r.More() {
		list = append(list, forest.Edge{A: r.Int(), B: r.Int()})
	}
	return list, r.Err()
}

// mustEdges is edgesIn where a combine asks, which cannot fail otherwise.
func mustEdges(p parcel.Parcel) []forest.Edge {
	list, err := edgesIn(p)
	if err != nil {
		panic("component: " + err.Error())
	}
	return list
}

// countFn counts edges.
type countFn struct{}

func (*countFn) AddInput(n int64, p parcel.Parcel) int64 { return n + int64(len(mustEdges(p))) }

func (*countFn) MergeAccumulators(a, b int64) int64 { return a + b }

// gateFn lets the edges through if they are few, or if they are not.
type gateFn struct {
	Limit int64
	Few   bool
}

// ProcessElement reads how many edges there are.
func (f *gateFn) ProcessElement(edges parcel.Parcel, counts func(*int64) bool, emit func(parcel.Parcel)) {
	var count int64
	if counts(&count) && (count <= f.Limit) == f.Few {
		emit(edges)
	}
}

// unpack emits edges one by one.
func unpack(edges parcel.Parcel, emit func(forest.Edge)) error {
	list, err := edgesIn(edges)
	for _, e := range list {
		emit(e)
	}
	return err
}

// unionFn joins edges to components.
type unionFn struct{}

func (*unionFn) AddInput(f forest.Forest, p parcel.Parcel) forest.Forest {
	for _, e := range mustEdges(p) {
		f.Link(e.A, e.B)
	}
	return f
}

func (*unionFn) MergeAccumulators(a, b forest.Forest) forest.Forest {
	a.Join(&b)
	return a
}

// perParcel is how many ids travel together.
const perParcel = 1 << 16

func explode(f forest.Forest, emit func(parcel.Parcel)) {
	out := members{emit: emit}
	for _, m := range f.Members() {
		out.add(m)
	}
	out.send()
}

// members gathers ids and their components into parcels.
type members struct {
	data  []byte
	count int
	emit  func(parcel.Parcel)
}

// add takes an id, and sends the parcel when it is full.
func (x *members) add(m forest.Member) {
	x.data = wire.AppendInts(x.data, m.ID, m.Root)
	if x.count++; x.count == perParcel {
		x.send()
	}
}

// send sends what has been gathered.
func (x *members) send() {
	if x.count > 0 {
		x.emit(parcel.Parcel{Data: x.data})
		x.data, x.count = nil, 0
	}
}

var errEdge = errors.New("damaged edge between two steps")

func encodeEdge(e forest.Edge) []byte { return wire.AppendInts(make([]byte, 0, 12), e.A, e.B) }

func decodeEdge(data []byte) (forest.Edge, error) {
	r := wire.Reader{Data: data}
	e := forest.Edge{A: r.Int(), B: r.Int()}
	if r.Err() != nil {
		return forest.Edge{}, errEdge
	}
	return e, nil
}

func encodeForest(f forest.Forest) []byte { return f.Bytes() }

func decodeForest(data []byte) (forest.Forest, error) {
	f, err := forest.Parse(data)
	if err != nil {
		return forest.Forest{}, fmt.Errorf("components between two steps: %w", err)
	}
	return *f, nil
}
