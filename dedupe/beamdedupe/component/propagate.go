package component

import (
	"errors"
	"fmt"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"rollcall/dedupe/beamdedupe/forest"
	"rollcall/dedupe/beamdedupe/parcel"
)

// ErrRounds says that label propagation did not come to its end.
var ErrRounds = errors.New("components have not settled: give more rounds")

func init() {
	beam.RegisterDoFn(bothWays)
	beam.RegisterDoFn(largeStar)
	beam.RegisterDoFn(smallStar)
	beam.RegisterDoFn(&settleFn{})
}

// propagate runs rounds of large and small stars over the edges.
func propagate(s beam.Scope, edges beam.PCollection, rounds int) beam.PCollection {
	for round := range rounds {
		s := s.Scope(fmt.Sprintf("round%d", round+1))
		edges = beam.ParDo(s, largeStar, neighbours(s, edges))
		edges = beam.ParDo(s, smallStar, neighbours(s, edges))
	}
	return beam.ParDo(s, &settleFn{}, neighbours(s, edges))
}

// neighbours groups the other ends of edges by either end.
func neighbours(s beam.Scope, edges beam.PCollection) beam.PCollection {
	return beam.GroupByKey(s, beam.ParDo(s, bothWays, edges))
}

func bothWays(e forest.Edge, emit func(int64, int64)) {
	emit(e.A, e.B)
	emit(e.B, e.A)
}

func largeStar(id int64, near func(*int64) bool, emit func(forest.Edge)) {
	for _, e := range forest.LargeStar(id, gather(near)) {
		emit(e)
	}
}

func smallStar(id int64, near func(*int64) bool, emit func(forest.Edge)) {
	for _, e := range forest.SmallStar(id, gather(near)) {
		emit(e)
	}
}

// settleFn gathers the components of ids.
type settleFn struct{ out members }

// ProcessElement takes an id; ErrRounds when its component is no star yet.
func (f *settleFn) ProcessElement(id int64, near func(*int64) bool, emit func(parcel.Parcel)) error {
	list := gather(near)
	if !forest.Settled(id, list) {
		return ErrRounds
	}
	f.out.emit = emit
	f.out.add(forest.Member{ID: id, Root: min(id, slices.Min(list))})
	return nil
}

// FinishBundle sends the last ids.
func (f *settleFn) FinishBundle(emit func(parcel.Parcel)) {
	f.out.emit = emit
	f.out.send()
}

func gather(near func(*int64) bool) (list []int64) {
	for id := int64(0); near(&id); {
		list = append(list, id)
	}
	return list
}
