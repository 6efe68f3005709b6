package beamdedupe

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/source"
	"rollcall/dedupe/beamdedupe/wire"
)

func init() {
	beam.RegisterDoFn(linkOf)
	beam.RegisterDoFn(&gatherFn{})
	beam.RegisterDoFn(&rootFn{})
	beam.RegisterDoFn(assemble)
}

// assembled joins people (PCollection<parcel.Parcel>) to records, some thousand of one
// bin together (PCollection<parcel.Parcel>): those that were merged
// away, through chains, to their survivors. What comes twice goes to the dead letters.
// The links of all merged-away customers, some ten bytes each, are in every worker's
// memory.
func assembled(s beam.Scope, people beam.PCollection) (records, dead beam.PCollection) {
	s = s.Scope("assemble")
	links := beam.Combine(s, &gatherFn{}, beam.ParDo(s, linkOf, people))
	byRoot := beam.ParDo(s, &rootFn{}, people, beam.SideInput{Input: links})
	return beam.ParDo2(s, assemble, beam.GroupByKey(s, parcel.Deliver(s, byRoot)))
}

// linkOf emits the ids of merged-away customers and of what they were merged into.
func linkOf(people parcel.Parcel, emit func([]byte)) error {
	var links []byte
	r := people.Read()
	for r.More() {
		if p := source.ReadPerson(&r); p.Into != 0 {
			links = wire.AppendInts(links, p.ID, p.Into)
		}
	}
	if links != nil {
		emit(links)
	}
	return r.Err()
}

// gatherFn puts bytes together, in any order.
type gatherFn struct{}

func (*gatherFn) MergeAccumulators(a, b []byte) []byte { return append(a, b...) }

// rootFn brings people to their survivors' bins, each behind its survivor's id.
type rootFn struct{ into map[int64]int64 }

// ProcessElement follows the links from each person. A ring of them has no survivor.
func (f *rootFn) ProcessElement(people parcel.Parcel, links func(*[]byte) bool, emit func(parcel.Parcel)) error {
	if f.into == nil {
		if err := f.read(links); err != nil {
			return err
		}
	}
	var mail parcel.Mail
	var value []byte
	r := people.Read()
	for r.More() {
		p := source.ReadPerson(&r)
		root, ok := f.root(p.ID)
		if !ok {
			continue
		}
		value = source.AppendPerson(wire.AppendInts(value[:0], root), p)
		mail.Add(binOf(root), value)
	}
	mail.Send(emit)
	return r.Err()
}

func (f *rootFn) read(links func(*[]byte) bool) error {
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
	return nil
}

// root returns the survivor that an id leads to.
func (f *rootFn) root(id int64) (root int64, ok bool) {
	for range len(f.into) + 1 {
		next, merged := f.into[id]
		if !merged {
			return id, true
		}
		id = next
	}
	return 0, false
}

// rooted is a person and the id of its survivor.
type rooted struct {
	root int64
	source.Person
}

// recordsPerBlock is how many records travel together at most.
const recordsPerBlock = 4096

// assemble makes records of one bin's survivors and those merged into them. Without the
// survivor there is none.
func assemble(_ int64, people func(*parcel.Parcel) bool, emit func(parcel.Parcel), dead func(source.Dead)) error {
	list, err := byRoot(all(people))
	if err != nil {
		return err
	}
	var block []byte
	count := 0
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && list[to].root == list[from].root {
			to++
		}
		if rec := recordOf(list[from:to], dead); rec.Parts[0] != nil {
			block = appendRecord(block, rec)
			count++
		}
		if from = to; count == recordsPerBlock || from == len(list) && count > 0 {
			emit(parcel.Parcel{Data: block})
			block, count = nil, 0
		}
	}
	return nil
}

// byRoot sorts people by their survivors, then ids.
func byRoot(parcels []parcel.Parcel) (list []rooted, err error) {
	for _, p := range parcels {
		r := p.Read()
		for r.More() {
			list = append(list, rooted{r.Int(), source.ReadPerson(&r)})
		}
		if err := r.Err(); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(list, func(a, b rooted) int {
		return cmp.Or(cmp.Compare(a.root, b.root), cmp.Compare(a.ID, b.ID), bytes.Compare(a.Data, b.Data))
	})
	return list, nil
}

// recordOf makes the record of one survivor's people. Its first part is missing where
// the survivor is.
func recordOf(list []rooted, dead func(source.Dead)) Record {
	rec := Record{ID: list[0].root, Parts: make([][]byte, 1, len(list))} // the survivor's own comes first
	for i := range list {
		switch {
		case i > 0 && list[i].ID == list[i-1].ID:
			dead(source.Dead{ID: list[i].ID, Reason: "the customer comes more than once"})
		case list[i].ID == rec.ID:
			rec.Parts[0] = list[i].Data
		default:
			rec.Parts = append(rec.Parts, list[i].Data)
		}
	}
	return rec
}
