package blocking

import (
	"encoding/binary"
	"errors"

	"rollcall/dedupe/record"
)

// ErrFinders says that bytes are not a set of rules.
var ErrFinders = errors.New("damaged set of rules")

// Finders is a set of rules that bring up a pair, and their number.
type Finders struct {
	rules found
	count int
}

// AppendBinary appends the set to b; it never fails.
func (f Finders) AppendBinary(b []byte) ([]byte, error) {
	for _, word := range f.rules {
		b = binary.BigEndian.AppendUint64(b, word)
	}
	return binary.BigEndian.AppendUint16(b, uint16(f.count)), nil
}

// UnmarshalBinary reads what AppendBinary wrote; anything else is ErrFinders.
func (f *Finders) UnmarshalBinary(data []byte) error {
	if len(data) != 8*len(f.rules)+2 {
		return ErrFinders
	}
	for i := range f.rules {
		f.rules[i] = binary.BigEndian.Uint64(data[8*i:])
	}
	f.count = int(binary.BigEndian.Uint16(data[8*len(f.rules):]))
	return nil
}

// Finder says which rules bring up two rows of a table.
type Finder struct {
	table *record.Table
	rules []compiled
}

// NewFinder makes rules ready for a table. An error wraps ErrUnknownPart.
func NewFinder(t *record.Table, rules []Rule) (*Finder, error) {
	compiled, err := compile(t, rules)
	if err != nil {
		return nil, err
	}
	return &Finder{t, compiled}, nil
}

// Finders returns the rules whose key two rows share.
func (x *Finder) Finders(row, other uint32) (f Finders) {
	for i := range x.rules {
		if key := x.rules[i].key(x.table.Row(row)); key != 0 && key == x.rules[i].key(x.table.Row(other)) {
			f.count++
			if i < mostRules {
				f.rules[i/64] |= 1 << uint(i%64)
			}
		}
	}
	return f
}
