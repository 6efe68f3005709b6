package sqlite

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"rollcall/store/internal/question"
)

// row reads a result row column by column, in order.
type row struct {
	stmt *sqlite.Stmt
	col  int
}

func (r *row) next() int { r.col++; return r.col - 1 }

func (r *row) int() int64      { return r.stmt.ColumnInt64(r.next()) }
func (r *row) bool() bool      { return r.int() != 0 }
func (r *row) float() float64  { return r.stmt.ColumnFloat(r.next()) }
func (r *row) text() string    { return r.stmt.ColumnText(r.next()) }
func (r *row) time() time.Time { return question.Time(r.int()) }

// bytes returns a blob or text; nil when it is NULL or empty.
func (r *row) bytes() []byte {
	col := r.next()
	n := r.stmt.ColumnLen(col)
	if n == 0 {
		return nil
	}
	buf := make([]byte, n)
	return buf[:r.stmt.ColumnBytes(col, buf)]
}

// content returns a blob as a string, copied once: an index is megabytes.
func (r *row) content() string {
	blob := r.stmt.ColumnReader(r.next())
	var b strings.Builder
	b.Grow(blob.Len())
	_, _ = blob.WriteTo(&b) // neither can fail
	return b.String()
}

// json decodes a column that holds JSON or nothing.
func (r *row) json(into any) error {
	if data := r.bytes(); data != nil {
		return json.Unmarshal(data, into)
	}
	return nil
}

// rows runs a statement (prepared once per connection) and calls fn for each
// of its rows.
func (c conn) rows(query string, fn func(*row) error, args ...any) error {
	return sqlitex.Execute(c.Conn, query, &sqlitex.ExecOptions{Args: args,
		ResultFunc: func(stmt *sqlite.Stmt) error { return fn(&row{stmt: stmt}) }})
}

// transient runs a statement that is not worth keeping prepared.
func (c conn) transient(query string, fn func(*row) error, args []any) error {
	return sqlitex.ExecuteTransient(c.Conn, query, &sqlitex.ExecOptions{Args: args,
		ResultFunc: func(stmt *sqlite.Stmt) error { return fn(&row{stmt: stmt}) }})
}

// exec runs a statement without rows.
func (c conn) exec(query string, args ...any) error {
	return sqlitex.Execute(c.Conn, query, &sqlitex.ExecOptions{Args: args})
}

// one runs a statement that answers with one number; 0 when it has no row.
func (c conn) one(query string, args ...any) (n int64, err error) {
	err = c.rows(query, func(r *row) error { n = r.int(); return nil }, args...)
	return n, err
}

// binder binds the parameters of a statement in order.
type binder struct {
	stmt *sqlite.Stmt
	at   int
}

func (b *binder) next() int { b.at++; return b.at }

func (b *binder) int(n int64)      { b.stmt.BindInt64(b.next(), n) }
func (b *binder) bool(v bool)      { b.stmt.BindBool(b.next(), v) }
func (b *binder) float(f float64)  { b.stmt.BindFloat(b.next(), f) }
func (b *binder) text(s string)    { b.stmt.BindText(b.next(), s) }
func (b *binder) blob(data []byte) { b.stmt.BindBytes(b.next(), data) }
func (b *binder) time(t time.Time) { b.int(question.Micros(t)) }

// run executes the prepared statement with what bind binds, and returns how
// many rows it changed.
func (c conn) run(query string, bind func(*binder)) (int, error) {
	stmt, err := c.Prepare(query)
	if err != nil {
		return 0, err
	}
	bind(&binder{stmt: stmt})
	if _, err := stmt.Step(); err != nil {
		return 0, err
	}
	return c.Changes(), stmt.Reset()
}

// lookup executes the prepared statement with what bind binds and calls fn for
// each row. SQLite answers in this process: a statement per key costs no round
// trip, and measures faster than a join with a list of keys.
func (c conn) lookup(query string, bind func(*binder), fn func(*row) error) error {
	stmt, err := c.Prepare(query)
	if err != nil {
		return err
	}
	bind(&binder{stmt: stmt})
	for {
		if has, err := stmt.Step(); err != nil || !has {
			return err
		}
		if err := fn(&row{stmt: stmt}); err != nil {
			return errors.Join(err, stmt.Reset())
		}
	}
}

// jsonText writes v as JSON, or "" when it is empty.
func jsonText[T any](list []T) (string, error) {
	if len(list) == 0 {
		return "", nil
	}
	data, err := json.Marshal(list)
	return string(data), err
}

// stringList writes texts as a JSON array, for json_each.
func stringList(texts []string) string {
	data, _ := json.Marshal(texts) // texts always encode
	return string(data)
}

// idList writes ids as a JSON array, for json_each.
func idList(ids []int64) string {
	data, _ := json.Marshal(ids) // numbers always encode
	return string(data)
}
