package component

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/testing/ptest"

	"rollcall/dedupe/beamdedupe/forest"
	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
)

func init() { beam.RegisterDoFn(keep) }

func TestMain(m *testing.M) { ptest.MainWithDefault(m, "prism") }

var (
	kept   []forest.Member // of the pipeline that runs: the workers are in this process
	keeper sync.Mutex
)

func keep(roots parcel.Parcel) {
	keeper.Lock()
	defer keeper.Unlock()
	for r := roots.Read(); r.More(); {
		kept = append(kept, forest.Member{ID: r.Int(), Root: r.Int()})
	}
}

func find(edges []forest.Edge, o Options) ([]forest.Member, error) {
	kept = nil
	p, s := beam.NewPipelineWithRoot()
	var parcels []parcel.Parcel
	for some := range slices.Chunk(edges, 7) {
		var data []byte
		for _, e := range some {
			data = wire.AppendInts(data, e.A, e.B)
		}
		parcels = append(parcels, parcel.Parcel{Data: data})
	}
	beam.ParDo0(s, keep, Find(s, beam.CreateList(s, parcels), o))
	_, err := beam.Run(context.Background(), "prism", p)
	slices.SortFunc(kept, func(a, b forest.Member) int { return int(a.ID - b.ID) })
	return kept, err
}

func TestBothWaysFindTheSameComponents(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, edges := range []int{1, 40, 400} {
		var f forest.Forest
		var list []forest.Edge
		for range edges {
			a, b := 1+r.Int64N(600), 1+r.Int64N(600)
			if a != b {
				list = append(list, forest.Edge{A: a, B: b})
				f.Link(a, b)
			}
		}
		for name, o := range map[string]Options{"union-find": {Limit: 1000, Rounds: 1}, "label propagation": {Limit: 0, Rounds: 8}} {
			t.Run(fmt.Sprint(name, edges), func(t *testing.T) {
				got, err := find(list, o)
				if err != nil || !slices.Equal(got, f.Members()) {
					t.Errorf("components %v, want %v: %v", got, f.Members(), err)
				}
			})
		}
	}
}

func TestTooFewRoundsFail(t *testing.T) {
	var chain []forest.Edge
	for i := range int64(200) {
		chain = append(chain, forest.Edge{A: i + 1, B: i + 2})
	}
	if _, err := find(chain, Options{Limit: 0, Rounds: 1}); err == nil || !strings.Contains(err.Error(), ErrRounds.Error()) {
		t.Errorf("got %v, want %v", err, ErrRounds)
	}
}
