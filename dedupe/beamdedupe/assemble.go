package beamdedupe

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"rollcall/dedupe/beamdedupe/source"
	"rollcall/dedupe/beamdedupe/wire"
)

func init() {
	beam.RegisterDoFn(linkOf)
	beam.RegisterDoFn(&gatherFn{})
	beam.RegisterDoFn(&rootFn{})
	beam.RegisterDoFn(assemble)
	register.Iter1[source.Person]()
	register.Emitter2[int64, source.Person]()
}

// assembled joins people to records (PCollection<Record>): those that were merged
// away, through chains, to their survivors. What comes twice goes to the dead letters.
// The links of all merged-away customers, some ten bytes each, are in every worker's
// memory.
func assembled(s beam.Scope, people beam.PCollection) (records, dead beam.PCollection) {
	s = s.Scope("assemble")
	links := beam.Combine(s, &gatherFn{}, beam.ParDo(s, linkOf, people))
	byRoot := beam.ParDo(s, &rootFn{}, people, beam.SideInput{Input: links})
	return beam.ParDo2(s, assemble, beam.GroupByKey(s, byRoot))
}

// linkOf emits the ids of a merged-away customer and of what it was merged into.
func linkOf(p source.Person, emit func([]byte)) {
	if p.Into != 0 {
		emit(wire.AppendInts(nil, p.ID, p.Into))
	}
}

// gatherFn puts bytes together, in any order.
type gatherFn struct{}

func (*gatherFn) MergeAccumulators(a, b []byte) []byte { return append(a, b...) }

// rootFn keys people by their survivors.
type rootFn struct{ into map[int64]int64 }

// ProcessElement follows the links from a person. A ring of them has no survivor.
func (f *rootFn) ProcessElement(p source.Person, links func(*[]byte) bool, emit func(int64, source.Person)) error {
	if f.into == nil {
		f.into = map[int64]int64{}
		var data []byte
		for links(&data) {
			r := wire.Reader{Data: data}
			for r.More() {
				id := r.Int()
				f.into[id] = r.Int()
			}
			if err := r.Err(); err != nil {
				return err
			}
		}
	}
	root := p.ID
	for range len(f.into) + 1 {
		next, merged := f.into[root]
		if !merged {
			emit(root, p)
			return nil
		}
		root = next
	}
	return nil
}

// assemble makes a record of a survivor and those merged into it. Without the
// survivor there is none.
func assemble(root int64, people func(*source.Person) bool, emit func(Record), dead func(source.Dead)) {
	var list []source.Person
	var p source.Person
	for people(&p) {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b source.Person) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), bytes.Compare(a.Data, b.Data))
	})
	rec := Record{ID: root, Parts: make([][]byte, 1, len(list))} // the survivor's own comes first
	for i := range list {
		switch {
		case i > 0 && list[i].ID == list[i-1].ID:
			dead(source.Dead{ID: list[i].ID, Reason: "the customer comes more than once"})
		case list[i].ID == root:
			rec.Parts[0] = list[i].Data
		default:
			rec.Parts = append(rec.Parts, list[i].Data)
		}
	}
	if rec.Parts[0] != nil {
		emit(rec)
	}
}
