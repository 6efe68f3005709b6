// Package wire writes and reads the values that travel between the steps: whole
// numbers in varints, texts behind their length.
package wire

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
)

// ErrDamaged says that bytes are not what was written.
var ErrDamaged = errors.New("damaged value between two steps")

// AppendInts appends numbers.
func AppendInts(b []byte, numbers ...int64) []byte {
	for _, n := range numbers {
		b = binary.AppendVarint(b, n)
	}
	return b
}

// Key returns bytes as a key: engines take texts for UTF-8, which bytes are not.
func Key(b []byte) string { return hex.EncodeToString(b) }

// ParseKey returns the bytes of a key; ErrDamaged when it is none.
func ParseKey(key string) ([]byte, error) {
	b, err := hex.DecodeString(key)
	if err != nil {
		return nil, ErrDamaged
	}
	return b, nil
}

// AppendHash appends a hash in eight bytes.
func AppendHash(b []byte, hash uint64) []byte { return binary.BigEndian.AppendUint64(b, hash) }

// AppendBytes appends bytes behind their length.
func AppendBytes(b, data []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(data))), data...)
}

// AppendText appends a text behind its length.
func AppendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// Reader takes values off the front of Data; once they are damaged, zeros.
type Reader struct {
	Data    []byte
	damaged bool
}

// Err returns ErrDamaged when a value could not be read.
func (r *Reader) Err() error {
	if r.damaged {
		return ErrDamaged
	}
	return nil
}

// More says whether there is anything left to read.
func (r *Reader) More() bool { return len(r.Data) > 0 && !r.damaged }

// Int reads a number.
func (r *Reader) Int() int64 {
	v, n := binary.Varint(r.Data)
	r.skip(n)
	return v
}

// Hash reads a hash.
func (r *Reader) Hash() uint64 {
	if len(r.Data) < 8 {
		r.fail()
		return 0
	}
	v := binary.BigEndian.Uint64(r.Data)
	r.Data = r.Data[8:]
	return v
}

// Bytes reads bytes; they are those of Data, not a copy.
func (r *Reader) Bytes() []byte {
	v, n := binary.Uvarint(r.Data)
	r.skip(n)
	if v > uint64(len(r.Data)) {
		r.fail()
		return nil
	}
	data := r.Data[:v:v]
	r.Data = r.Data[v:]
	return data
}

// Text reads a text.
func (r *Reader) Text() string { return string(r.Bytes()) }

// Rest reads what is left, as a copy.
func (r *Reader) Rest() []byte {
	data := append([]byte(nil), r.Data...)
	r.Data = nil
	return data
}

func (r *Reader) skip(n int) {
	if n <= 0 {
		r.fail()
		return
	}
	r.Data = r.Data[n:]
}

func (r *Reader) fail() { r.damaged, r.Data = true, nil }
