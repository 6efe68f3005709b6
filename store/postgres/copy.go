package postgres

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"time"

	"rollcall/store/internal/question"
)

// copier writes rows in the binary format of COPY, of which the server has the
// least to read. It is a reader, so that a load of any size passes through one
// buffer.
type copier struct {
	next func(*copier, int) error // writes row i
	i, n int

	buf    []byte // what of the load is written and not read
	values int    // of the row under way
	begun  bool
	ended  bool
}

const (
	copySignature = "PGCOPY\n\xff\r\n\x00"
	copyHeader    = copySignature + "\x00\x00\x00\x00" + "\x00\x00\x00\x00" // no flags, no extension
	copyTrailer   = "\xff\xff"
)

// Read implements io.Reader. It fills p as far as there are rows: each read is
// a message to the server.
func (w *copier) Read(p []byte) (int, error) {
	if !w.begun {
		w.buf, w.begun = append(make([]byte, 0, len(p)+len(p)/8), copyHeader...), true
	}
	for len(w.buf) < len(p) && w.i < w.n {
		if err := w.row(); err != nil {
			return 0, err
		}
	}
	if w.i == w.n && !w.ended {
		w.buf, w.ended = append(w.buf, copyTrailer...), true
	}
	n := copy(p, w.buf)
	w.buf = append(w.buf[:0], w.buf[n:]...)
	if n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

// row writes the next row: how many values it has, then these.
func (w *copier) row() error {
	at := len(w.buf)
	w.buf, w.values = append(w.buf, 0, 0), 0
	err := w.next(w, w.i)
	binary.BigEndian.PutUint16(w.buf[at:], uint16(w.values))
	w.i++
	return err
}

// value begins a value of so many bytes.
func (w *copier) value(size int) {
	w.values++
	w.buf = binary.BigEndian.AppendUint32(w.buf, uint32(size))
}

func (w *copier) text(s string) {
	w.value(len(s))
	w.buf = append(w.buf, s...)
}

// bytes writes a bytea, or a text or json that is at hand as bytes.
func (w *copier) bytes(data []byte) {
	w.value(len(data))
	w.buf = append(w.buf, data...)
}

// jsonb writes JSON text; NULL for nil.
func (w *copier) jsonb(data []byte) {
	if data == nil {
		w.values++
		w.buf = append(w.buf, 0xff, 0xff, 0xff, 0xff)
		return
	}
	w.value(1 + len(data))
	w.buf = append(append(w.buf, 1), data...) // the version of the format
}

// int writes a bigint.
func (w *copier) int(n int64) {
	w.value(8)
	w.buf = binary.BigEndian.AppendUint64(w.buf, uint64(n))
}

// short writes an integer, as tenants' numbers are.
func (w *copier) short(n int64) {
	w.value(4)
	w.buf = binary.BigEndian.AppendUint32(w.buf, uint32(n))
}

func (w *copier) float(f float64) {
	w.value(8)
	w.buf = binary.BigEndian.AppendUint64(w.buf, math.Float64bits(f))
}

func (w *copier) bool(v bool) {
	w.value(1)
	if v {
		w.buf = append(w.buf, 1)
	} else {
		w.buf = append(w.buf, 0)
	}
}

func (w *copier) time(t time.Time) { w.int(question.Micros(t)) }

// jsonText writes a list as JSON, or "" when it is empty.
func jsonText[T any](list []T) (string, error) {
	if len(list) == 0 {
		return "", nil
	}
	data, err := json.Marshal(list)
	return string(data), err
}

// load is rows on their way into a table.
type load struct {
	into string // the table and its columns
	rows int
	row  func(w *copier, i int) error // writes the columns of row i, each in its column's own format
}

// copyIn puts rows into a table with COPY, which is several times faster than
// any INSERT.
func (t *tx) copyIn(ctx context.Context, l load) error {
	if l.rows == 0 {
		return nil
	}
	_, err := t.Conn().PgConn().CopyFrom(ctx, &copier{next: l.row, n: l.rows}, "COPY "+l.into+" FROM STDIN BINARY")
	return err
}
