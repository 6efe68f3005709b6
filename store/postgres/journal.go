package postgres

import (
	"context"
	"fmt"
	"iter"

	"rollcall/store"
	"rollcall/store/customer"
)

// advance moves one of the tenant's counters on and returns its new value. It
// takes the tenant's row, which keeps other writers of the tenant waiting until
// this transaction ends.
func (t *tx) advance(ctx context.Context, counter string, by int) (int64, error) {
	return t.one(ctx, "UPDATE tenants SET "+counter+" = "+counter+" + $2::bigint WHERE tenant = $1 RETURNING "+counter, t.tenant, by)
}

// keepJournal writes entries under the next sequence numbers, in order, and
// returns the last number by customer.
func (t *tx) keepJournal(ctx context.Context, run int64, entries []customer.Change) (map[int64]int64, error) {
	if len(entries) == 0 {
		return nil, nil
	}
	last, err := t.advance(ctx, "seq", len(entries))
	if err != nil {
		return nil, err
	}
	first := last - int64(len(entries)) + 1
	seqs := make(map[int64]int64, len(entries))
	for i := range entries {
		seqs[entries[i].Customer] = first + int64(i)
	}
	return seqs, t.copyIn(ctx, load{
		into: "journal (tenant, seq, customer, version, run, op, key, made_on, made_by, changes, moved)",
		rows: len(entries),
		row: func(w *copier, i int) error {
			e := &entries[i]
			changes, err := jsonText(e.Fields)
			if err != nil {
				return err
			}
			moved, err := jsonText(e.Moved)
			w.short(t.tenant)
			w.int(first + int64(i))
			w.int(e.Customer)
			w.int(e.Version)
			w.int(run)
			w.text(e.Op)
			w.text(e.Key)
			w.time(t.now)
			w.text(t.store.user())
			w.text(changes)
			w.text(moved)
			return err
		},
	})
}

// Journal streams the changes that answer the question, oldest first, from one
// snapshot.
func (s *Store) Journal(ctx context.Context, q store.JournalQuery) iter.Seq2[customer.Change, error] {
	return stream(ctx, s, "read journal", func(ctx context.Context, t *tx, yield func(customer.Change) bool) error {
		query, args := journalSQL(q)
		return t.rows(ctx, query, func(r *row) error {
			change, err := scanChange(r)
			if err == nil && !yield(change) {
				err = errStopped
			}
			return err
		}, append([]any{t.tenant}, args...)...)
	})
}

// journalSQL returns the statement and its arguments after the tenant.
func journalSQL(q store.JournalQuery) (string, []any) {
	query := `SELECT j.seq, j.customer, j.version, coalesce(r.id, ''), j.op, j.key, j.made_on, j.made_by, j.changes, j.moved
FROM journal j LEFT JOIN runs r ON r.no = j.run WHERE j.tenant = $1 AND j.seq > $2`
	args := []any{q.AfterSeq}
	if len(q.Customers) > 0 {
		args = append(args, q.Customers)
		query += fmt.Sprintf(" AND j.customer = ANY($%d::bigint[])", 1+len(args))
	}
	if len(q.Runs) > 0 {
		args = append(args, q.Runs)
		query += fmt.Sprintf(" AND j.run IN (SELECT no FROM runs WHERE tenant = $1 AND id = ANY($%d::text[]))", 1+len(args))
	}
	return query + " ORDER BY j.seq", args
}

func scanChange(r *row) (customer.Change, error) {
	change := customer.Change{Seq: r.int(), Customer: r.int(), Version: r.int(), RunID: r.text(), Op: r.text(), Key: r.text(),
		On: r.time(), By: r.text()}
	if err := r.json(&change.Fields); err != nil {
		return change, err
	}
	return change, r.json(&change.Moved)
}
