package postgres

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"

	"rollcall/store/internal/question"
)

// copier writes rows in the text format of COPY. It is a reader, so that a
// load of any size passes through one buffer.
type copier struct {
	buf    []byte
	sent   int
	next   func(*copier, int) error // writes row i
	i, n   int
	inside bool // a value of this row is written
}

const copyBuffer = 64 << 10

// Read implements io.Reader.
func (w *copier) Read(p []byte) (int, error) {
	if w.sent == len(w.buf) {
		w.buf, w.sent = w.buf[:0], 0
		for w.i < w.n && len(w.buf) < copyBuffer {
			if err := w.next(w, w.i); err != nil {
				return 0, err
			}
			w.buf = append(w.buf, '\n')
			w.i, w.inside = w.i+1, false
		}
	}
	n := copy(p, w.buf[w.sent:])
	w.sent += n
	if n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

func (w *copier) field() {
	if w.inside {
		w.buf = append(w.buf, '\t')
	}
	w.inside = true
}

func (w *copier) text(s string) {
	w.field()
	if strings.IndexByte(s, '\\') < 0 && strings.IndexByte(s, '\n') < 0 && strings.IndexByte(s, '\t') < 0 && strings.IndexByte(s, '\r') < 0 {
		w.buf = append(w.buf, s...)
		return
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '\\':
			w.buf = append(w.buf, '\\', '\\')
		case '\n':
			w.buf = append(w.buf, '\\', 'n')
		case '\t':
			w.buf = append(w.buf, '\\', 't')
		case '\r':
			w.buf = append(w.buf, '\\', 'r')
		default:
			w.buf = append(w.buf, c)
		}
	}
}

func (w *copier) int(n int64) {
	w.field()
	w.buf = strconv.AppendInt(w.buf, n, 10)
}

// float writes the shortest text that reads back as the same number.
func (w *copier) float(f float64) {
	w.field()
	w.buf = strconv.AppendFloat(w.buf, f, 'g', -1, 64)
}

func (w *copier) bool(v bool) {
	w.field()
	if v {
		w.buf = append(w.buf, 't')
	} else {
		w.buf = append(w.buf, 'f')
	}
}

func (w *copier) time(t time.Time) { w.int(question.Micros(t)) }

// bytes writes a bytea.
func (w *copier) bytes(data []byte) {
	w.field()
	w.buf = append(w.buf, `\\x`...)
	w.buf = hex.AppendEncode(w.buf, data)
}

func (w *copier) null() {
	w.field()
	w.buf = append(w.buf, `\N`...)
}

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
	row  func(w *copier, i int) error // writes the columns of row i
}

// copyIn puts rows into a table with COPY, which is several times faster than
// any INSERT.
func (t *tx) copyIn(ctx context.Context, l load) error {
	if l.rows == 0 {
		return nil
	}
	_, err := t.Conn().PgConn().CopyFrom(ctx, &copier{next: l.row, n: l.rows}, "COPY "+l.into+" FROM STDIN")
	return err
}
