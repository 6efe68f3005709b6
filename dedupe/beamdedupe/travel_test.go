package beamdedupe

import (
	"bytes"
	"math"
	"reflect"
	"testing"

	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/store/customer"
)

func TestWhatTravelsArrives(t *testing.T) {
	pairs := []customer.Pair{
		{LeftID: 1, RightID: -2, LeftImport: "a", RightImport: "b", Weight: -3.25, Probability: math.Nextafter(1, 0), Decision: customer.Matched, Rule: "email", Levels: []string{"exact", ""}},
		{LeftID: 1 << 60},
	}
	var data []byte
	for i := range pairs {
		data = appendPair(data, &pairs[i])
	}
	if got, err := pairsIn(parcel.Parcel{Data: data}); err != nil || !reflect.DeepEqual(got, pairs) {
		t.Errorf("pairs %+v, %v", got, err)
	}
	clusters := []customer.Cluster{{ID: "c1", Members: []customer.Member{{ID: 1, ImportID: "a"}}, Reasons: []string{"size"}}, {ID: "c2"}}
	data = appendCluster(appendCluster(nil, &clusters[0]), &clusters[1])
	if got, err := clustersIn(parcel.Parcel{Data: data}); err != nil || !reflect.DeepEqual(got, clusters) {
		t.Errorf("clusters %+v, %v", got, err)
	}
	records := []Record{{ID: 7, Parts: [][]byte{[]byte("own"), {}}}, {ID: -1, Parts: [][]byte{[]byte("x")}}}
	data = appendRecord(appendRecord(nil, records[0]), records[1])
	if got, err := recordsIn(parcel.Parcel{Data: data}); err != nil || !reflect.DeepEqual(got, records) {
		t.Errorf("records %+v, %v", got, err)
	}
}

// Whatever the bytes are, reading ends; what is read travels again as it is.
func FuzzTravel(f *testing.F) {
	f.Add(appendPair(nil, &customer.Pair{LeftID: 1, Levels: []string{"exact"}}))
	f.Add(appendRecord(nil, Record{ID: 3, Parts: [][]byte{[]byte("x")}}))
	f.Add(appendCluster(nil, &customer.Cluster{ID: "c"}))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _ = clustersIn(parcel.Parcel{Data: data})
		_, _ = sortItems([]parcel.Parcel{{Data: data}})
		r := wire.Reader{Data: data}
		if p := readPair(&r); r.Err() == nil {
			once := appendPair(nil, &p)
			r = wire.Reader{Data: once}
			p = readPair(&r)
			if again := appendPair(nil, &p); r.Err() != nil || !bytes.Equal(again, once) {
				t.Errorf("pair %x became %x: %v", once, again, r.Err())
			}
		}
		r = wire.Reader{Data: data}
		if rec := readRecord(&r); r.Err() == nil {
			once := appendRecord(nil, rec)
			r = wire.Reader{Data: once}
			if again := appendRecord(nil, readRecord(&r)); r.Err() != nil || !bytes.Equal(again, once) {
				t.Errorf("record %x became %x: %v", once, again, r.Err())
			}
		}
	})
}
