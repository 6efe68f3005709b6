package postgres

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"strings"
	"time"

	"rollcall/store/internal/question"
)

// row reads the columns of a result in order, from PostgreSQL's binary format:
// the reflection of a general scan would cost more than all the rest. NULL
// reads as the zero value. The bytes belong to the connection and are only
// valid until the next row.
type row struct {
	values [][]byte
	at     int
}

func (r *row) raw() []byte {
	r.at++
	return r.values[r.at-1]
}

func (r *row) text() string { return string(r.raw()) }

// shared returns what the next n columns hold, one after the other, and stays
// before them.
func (r *row) shared(n int) string {
	values, size := r.values[r.at:r.at+n], 0
	for _, v := range values {
		size += len(v)
	}
	var all strings.Builder
	all.Grow(size)
	for _, v := range values {
		all.Write(v)
	}
	return all.String()
}

// bytes returns a copy; nil when there are none.
func (r *row) bytes() []byte {
	if v := r.raw(); len(v) > 0 {
		return append([]byte{}, v...)
	}
	return nil
}

// int reads integer and bigint columns.
func (r *row) int() int64 {
	switch v := r.raw(); len(v) {
	case 4:
		return int64(int32(binary.BigEndian.Uint32(v)))
	case 8:
		return int64(binary.BigEndian.Uint64(v))
	}
	return 0
}

func (r *row) float() float64 {
	if v := r.raw(); len(v) == 8 {
		return math.Float64frombits(binary.BigEndian.Uint64(v))
	}
	return 0
}

func (r *row) bool() bool {
	v := r.raw()
	return len(v) == 1 && v[0] == 1
}

func (r *row) time() time.Time { return question.Time(r.int()) }

// json decodes a text column; ” leaves v as it is.
func (r *row) json(v any) error {
	if data := r.raw(); len(data) > 0 {
		return json.Unmarshal(data, v)
	}
	return nil
}
