// Package source reads customers on Beam, from JSON Lines as `rollcall export`
// writes them or from a store by ranges of ids, and prepares them for comparison
// where they are read. What cannot be read goes to the dead letters.
package source

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/record"
	"rollcall/store/customer"
)

func init() {
	beam.RegisterCoder(reflect.TypeFor[Dead](), encodeDead, decodeDead)
	register.Emitter1[Dead]()
}

// Person is a customer prepared for comparison.
type Person struct {
	ID   int64
	Into int64  // the survivor's id on a secondary, else 0
	Data []byte // a record.Prepared
}

// Dead is a line or a customer that was not taken.
type Dead struct {
	From   string `json:"from"`           // the file, or the store's range of ids
	Line   int64  `json:"line,omitempty"` // from 1; 0: of a store
	ID     int64  `json:"id,omitempty"`   // where it could be read
	Reason string `json:"reason"`         // without values
	Text   string `json:"text,omitempty"` // the line as it came
}

// Reasons why a customer is not taken.
var (
	ErrNoKey  = errors.New("no id or no externalCustomerImportId: export whole objects, without --columns")
	ErrPanics = errors.New("the values cannot be normalised")
	ErrLong   = errors.New("the line is longer than 16 MiB")
)

// prepare normalises a customer. Errors are ErrNoKey and ErrPanics.
func prepare(c *customer.Customer, region string) (p Person, err error) {
	defer func() {
		if recover() != nil { // what it says may hold values
			err = ErrPanics
		}
	}()
	if c.ID == 0 || c.ImportID == "" {
		return p, ErrNoKey
	}
	data, err := record.Prepare(c, region).AppendBinary(nil)
	return Person{c.ID, c.MergedInto, data}, err
}

// AppendPerson appends a person, for ReadPerson.
func AppendPerson(b []byte, p Person) []byte {
	return wire.AppendBytes(wire.AppendInts(b, p.ID, p.Into), p.Data)
}

// ReadPerson reads what AppendPerson wrote. Data is part of what is read, not a copy.
func ReadPerson(r *wire.Reader) Person {
	return Person{ID: r.Int(), Into: r.Int(), Data: r.Bytes()}
}

// perParcel is how many people travel together.
const perParcel = 4096

// crowd gathers people into parcels.
type crowd struct {
	data  []byte
	count int
	emit  func(parcel.Parcel)
}

// add takes a person, and sends the parcel when it is full.
func (c *crowd) add(p Person) {
	c.data = AppendPerson(c.data, p)
	if c.count++; c.count == perParcel {
		c.send()
	}
}

// send sends what has been gathered.
func (c *crowd) send() {
	if c.count > 0 {
		c.emit(parcel.Parcel{Data: c.data})
		c.data, c.count = nil, 0
	}
}

func encodeDead(d Dead) ([]byte, error) { return json.Marshal(d) }

func decodeDead(data []byte) (d Dead, err error) {
	if err = json.Unmarshal(data, &d); err != nil {
		return d, fmt.Errorf("dead letter between two steps: %w", err)
	}
	return d, nil
}
