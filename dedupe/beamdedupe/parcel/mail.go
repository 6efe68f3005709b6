package parcel

import (
	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"rollcall/dedupe/beamdedupe/wire"
)

func init() {
	beam.RegisterDoFn(&deliverFn{})
}

// Mail is values with the keys that they go to, for Deliver. The zero value is empty
// and ready.
type Mail struct{ data []byte }

// Add puts a value in.
func (m *Mail) Add(key int64, value []byte) {
	m.data = wire.AppendBytes(wire.AppendInts(m.data, key), value)
}

// Send emits what was put in as one parcel, and empties the mail.
func (m *Mail) Send(emit func(Parcel)) {
	if m.data != nil {
		emit(Parcel{m.data})
		m.data = nil
	}
}

// Deliver turns parcels of Mail (PCollection<Parcel>) into parcels of values by their
// keys (PCollection<KV<int64, Parcel>>): few and large ones, whoever sent what is in
// them.
func Deliver(s beam.Scope, mail beam.PCollection) beam.PCollection {
	return beam.ParDo(s, &deliverFn{}, mail)
}

// outboxBytes is how much is gathered before it is sent on.
const outboxBytes = 32 << 20

// deliverFn gathers values by key over a bundle.
type deliverFn struct {
	parts map[int64][]byte
	size  int
}

// ProcessElement takes mail.
func (f *deliverFn) ProcessElement(mail Parcel, emit func(int64, Parcel)) error {
	if f.parts == nil {
		f.parts = map[int64][]byte{}
	}
	r := mail.Read()
	for r.More() {
		key, value := r.Int(), r.Bytes()
		f.parts[key] = append(f.parts[key], value...)
	}
	if f.size += len(mail.Data); f.size >= outboxBytes {
		f.FinishBundle(emit)
	}
	return r.Err()
}

// FinishBundle sends all parcels, in any order.
func (f *deliverFn) FinishBundle(emit func(int64, Parcel)) {
	for key, data := range f.parts {
		emit(key, Parcel{data})
	}
	*f = deliverFn{}
}
