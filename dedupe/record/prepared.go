package record

import (
	"encoding/binary"
	"errors"

	"rollcall/dedupe/compare"
	"rollcall/store/customer"
)

// ErrPrepared says that bytes are not those of a prepared customer.
var ErrPrepared = errors.New("damaged prepared customer")

// Prepared is a customer with its values normalised, in a form that travels: what
// Load does once for all customers, a distributed engine does with Prepare where it
// reads them and with NewTable where it compares them.
type Prepared struct{ flat flat }

// Prepare normalises a customer. The region is that of phone numbers without a
// country code.
func Prepare(c *customer.Customer, region string) *Prepared {
	p := &Prepared{}
	(&flattener{region: region}).flatten(c, &p.flat)
	return p
}

// Ref names the customer.
func (p *Prepared) Ref() Ref { return p.flat.ref }

// NewTable makes the table that Load would make of the customers.
func NewTable(list []*Prepared, o Options) *Table {
	b := newBuilder()
	b.columns(o)
	for _, p := range list {
		b.add(&p.flat)
	}
	return b.table()
}

// AppendBinary appends the prepared customer to b; it never fails.
func (p *Prepared) AppendBinary(b []byte) ([]byte, error) {
	f := &p.flat
	b = binary.AppendVarint(binary.AppendVarint(appendText(binary.AppendVarint(b, f.ref.ID), f.ref.ImportID), f.ref.Version), f.into)
	b = binary.AppendUvarint(b, uint64(len(f.rows)))
	for i := range f.rows {
		for _, at := range f.rows[i].texts() {
			b = appendText(b, at.text)
		}
		for _, at := range placeTexts(&f.rows[i].place) {
			b = appendText(b, *at)
		}
	}
	b = binary.AppendUvarint(b, uint64(len(f.custom)))
	for _, v := range f.custom {
		b = appendText(appendText(appendText(b, v.field.Name), string(v.field.Type)), v.text.text)
	}
	return b, nil
}

// UnmarshalBinary reads what AppendBinary wrote; anything else is ErrPrepared.
func (p *Prepared) UnmarshalBinary(data []byte) error {
	r := reader{data: data}
	f := flat{ref: Ref{ID: r.number(), ImportID: r.text(), Version: r.number()}, into: r.number()}
	f.rows = make([]values, r.count())
	for i := range f.rows {
		v := &f.rows[i]
		for _, at := range v.texts() {
			*at = hash(r.text())
		}
		for _, at := range placeTexts(&v.place) {
			*at = r.text()
		}
		v.placeHash = placeHash(&v.place)
	}
	f.custom = make([]fieldValue, r.count())
	for i := range f.custom {
		f.custom[i] = fieldValue{Field{r.text(), customer.Type(r.text())}, hash(r.text())}
	}
	if r.damaged || len(r.data) > 0 {
		return ErrPrepared
	}
	p.flat = f
	return nil
}

// texts returns a row's texts in the order in which they are written.
func (v *values) texts() [9]*hashed {
	return [...]*hashed{&v.first, &v.middle, &v.last, &v.suffix, &v.org, &v.email, &v.form, &v.phone, &v.birth}
}

func placeTexts(p *compare.Place) [7]*string {
	return [...]*string{&p.Number, &p.Street, &p.Extra, &p.Unit, &p.City, &p.State, &p.Zip}
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// reader takes values off the front of data, and zeros once they are damaged.
type reader struct {
	data    []byte
	damaged bool
}

func (r *reader) number() int64 {
	v, n := binary.Varint(r.data)
	r.skip(n)
	return v
}

// count reads the length of a list, each of whose entries takes a byte at least.
func (r *reader) count() int {
	v, n := binary.Uvarint(r.data)
	r.skip(n)
	if v > uint64(len(r.data)) {
		r.damaged = true
		return 0
	}
	return int(v)
}

func (r *reader) text() string {
	n := r.count()
	s := string(r.data[:n])
	r.data = r.data[n:]
	return s
}

func (r *reader) skip(n int) {
	if n <= 0 {
		r.damaged, r.data = true, nil
		return
	}
	r.data = r.data[n:]
}
