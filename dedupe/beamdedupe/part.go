package beamdedupe

import (
	"cmp"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/store/customer"
)

func init() {
	beam.RegisterDoFn(&partFn{})
}

// What a part of the components holds, by the number before each.
const (
	itemRecord = iota
	itemPair
	itemPrevious
)

// partFn sends what belongs to a component to the component's part.
type partFn struct {
	parts uint64
	root  map[int64]int64 // of the bin at hand
	mail  parcel.Mail
}

// ProcessElement sends the records, matches and previous clusters of one bin. A record
// without a component matches nothing.
func (f *partFn) ProcessElement(_ int64, roots, records, pairs, previous func(*parcel.Parcel) bool, baseFact []byte, emit func(parcel.Parcel)) error {
	if f.parts == 0 {
		var b base
		if err := parseFact(baseFact, &b); err != nil {
			return err
		}
		f.parts = b.shares()
	}
	if err := f.read(all(roots)); err != nil {
		return err
	}
	err := cmp.Or(f.sendRecords(all(records)), f.sendPairs(all(pairs)), f.sendPrevious(all(previous)))
	f.mail.Send(emit)
	return err
}

func (f *partFn) read(roots []parcel.Parcel) error {
	f.root = map[int64]int64{}
	for _, p := range roots {
		r := p.Read()
		for r.More() {
			id := r.Int()
			f.root[id] = r.Int()
		}
		if err := r.Err(); err != nil {
			return err
		}
	}
	return nil
}

// send sends an item of a customer to the part of its component, if it is in one.
func (f *partFn) send(id int64, item []byte) {
	if root, ok := f.root[id]; ok {
		f.mail.Add(int64(uint64(root)%f.parts), item)
	}
}

func (f *partFn) sendRecords(records []parcel.Parcel) error {
	for _, p := range records {
		list, err := recordsIn(p)
		if err != nil {
			return err
		}
		for _, rec := range list {
			f.send(rec.ID, appendRecord(wire.AppendInts(nil, itemRecord), rec))
		}
	}
	return nil
}

func (f *partFn) sendPairs(pairs []parcel.Parcel) error {
	for _, p := range pairs {
		list, err := pairsIn(p)
		if err != nil {
			return err
		}
		for i := range list {
			f.send(list[i].LeftID, appendPair(wire.AppendInts(nil, itemPair), &list[i]))
		}
	}
	return nil
}

func (f *partFn) sendPrevious(previous []parcel.Parcel) error {
	list, err := clustersIn(previous...)
	for i := range list {
		f.send(list[i].Members[0].ID, appendCluster(wire.AppendInts(nil, itemPrevious), &list[i]))
	}
	return err
}

// items is what a part of the components holds, the pairs by import ids.
type items struct {
	records  []Record
	pairs    []customer.Pair
	previous []customer.Cluster
}

// sortItems reads the items of a part.
func sortItems(parcels []parcel.Parcel) (x items, err error) {
	for _, p := range parcels {
		r := p.Read()
		for r.More() && err == nil {
			err = x.read(&r)
		}
		if err := cmp.Or(err, r.Err()); err != nil {
			return x, err
		}
	}
	slices.SortFunc(x.pairs, func(a, b customer.Pair) int {
		return cmp.Or(cmp.Compare(a.LeftImport, b.LeftImport), cmp.Compare(a.RightImport, b.RightImport))
	})
	return x, nil
}

// read reads one item.
func (x *items) read(r *wire.Reader) error {
	switch r.Int() {
	case itemRecord:
		x.records = append(x.records, readRecord(r))
	case itemPair:
		x.pairs = append(x.pairs, readPair(r))
	case itemPrevious:
		c, err := readCluster(r)
		if err != nil {
			return err
		}
		x.previous = append(x.previous, c)
	default:
		return wire.ErrDamaged
	}
	return nil
}
