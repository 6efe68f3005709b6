package postgres

import (
	"context"
	"fmt"
	"strings"

	"rollcall/store"
)

// staging is rows that go through a temporary table into a table of which some
// of them may be already.
type staging struct {
	table, columns string
	rows           int
	row            func(w *copier, i int) error // writes the columns of row i
	then           string                       // what follows INSERT ... SELECT
}

// stage copies rows into a temporary table like the one they are for, and
// inserts them from there in one statement. The temporary table stays with the
// connection and is empty after each commit.
func (t *tx) stage(ctx context.Context, s staging) error {
	if s.rows == 0 {
		return nil
	}
	name := "staged_" + s.table
	if err := t.temporary(ctx, name, "SELECT "+s.columns+" FROM "+s.table); err != nil {
		return err
	}
	if err := t.copyIn(ctx, load{into: name + " (" + s.columns + ")", rows: s.rows, row: s.row}); err != nil {
		return err
	}
	_, err := t.exec(ctx, fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM %s %s", s.table, s.columns, s.columns, name, s.then))
	return err
}

// temporary makes an empty temporary table with the columns of a query, unless
// an earlier transaction on this connection did, and empties it: the same
// transaction may come here twice.
func (t *tx) temporary(ctx context.Context, name, columns string) error {
	_, err := t.exec(ctx, "CREATE TEMPORARY TABLE IF NOT EXISTS "+name+" ON COMMIT DELETE ROWS AS "+columns+" WITH NO DATA; TRUNCATE "+name)
	return err
}

// revision is a customer's whole new state and its sequence number.
type revision struct {
	store.Revision
	seq int64
}

var (
	stagedColumns = "id, base, merged_into, " + valueColumns
	reviseSQL     = updateSQL(valueColumns)
	restoreSQL    = updateSQL(valueColumns + ", merged_into")
)

// updateSQL writes these columns of the staged customers that still stand at
// their base.
func updateSQL(columns string) string {
	names := strings.FieldsFunc(columns, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' })
	return "UPDATE customers c SET (" + columns + ") = (s." + strings.Join(names, ", s.") +
		") FROM staged_customers s WHERE c.tenant = $1 AND c.id = s.id AND c.version = s.base RETURNING c.id"
}

// revise writes customers' new states; their ids and their creation stay, and
// what they were merged into unless mergedInto says otherwise. A customer that
// does not stand at its base any more is store.ErrStale.
func (t *tx) revise(ctx context.Context, list []revision, mergedInto bool) error {
	if len(list) == 0 {
		return nil
	}
	if err := t.temporary(ctx, "staged_customers", "SELECT id, version AS base, merged_into, "+valueColumns+" FROM customers"); err != nil {
		return err
	}
	err := t.copyIn(ctx, load{into: "staged_customers (" + stagedColumns + ")", rows: len(list), row: func(w *copier, i int) error {
		r := &list[i]
		w.int(r.Customer.ID)
		w.int(r.Base)
		w.int(r.Customer.MergedInto)
		entry := entryOf(r.Customer)
		t.copyValues(w, &entry, r.seq)
		return nil
	}})
	if err != nil {
		return err
	}
	if err := t.keepSaid(ctx); err != nil {
		return err
	}
	query := reviseSQL
	if mergedInto {
		query = restoreSQL
	}
	written := make(map[int64]bool, len(list))
	err = t.rows(ctx, query, func(r *row) error { written[r.int()] = true; return nil }, t.tenant)
	if err != nil {
		return err
	}
	for i := range list {
		if id := list[i].Customer.ID; !written[id] {
			return about(id, store.ErrStale)
		}
	}
	return nil
}
