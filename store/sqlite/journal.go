package sqlite

import (
	"context"
	"fmt"
	"iter"

	"rollcall/store"
	"rollcall/store/customer"
)

// runRef is a run by its id and by its number, which the tables hold.
type runRef struct {
	id string
	no int64
}

var journalInsertion = insertion{
	into:    "journal (tenant, seq, customer, version, run, op, key, made_on, made_by, changes, moved)",
	columns: 11,
}

// journal writes entries under the next sequence numbers, in order. It returns
// the last number by customer, and the last of all (0 without entries).
func (c conn) journal(run runRef, entries []customer.Change) (seqs map[int64]int64, last int64, err error) {
	if len(entries) == 0 {
		return nil, 0, nil
	}
	if last, err = c.advance("seq", len(entries)); err != nil {
		return nil, 0, err
	}
	first := last - int64(len(entries)) + 1
	seqs = make(map[int64]int64, len(entries))
	texts := make([][2]string, len(entries))
	for i, e := range entries {
		seqs[e.Customer] = first + int64(i)
		if texts[i], err = entryTexts(e); err != nil {
			return nil, 0, err
		}
	}
	err = c.insert(journalInsertion, len(entries), func(b *binder, i int) {
		e := &entries[i]
		b.int(c.tenant)
		b.int(first + int64(i))
		b.int(e.Customer)
		b.int(e.Version)
		b.int(run.no)
		b.text(e.Op)
		b.text(e.Key)
		b.time(c.now)
		b.text(c.user())
		b.text(texts[i][0])
		b.text(texts[i][1])
	})
	return seqs, last, err
}

// entryTexts are the columns changes and moved of an entry.
func entryTexts(e customer.Change) (texts [2]string, err error) {
	if texts[0], err = jsonText(e.Fields); err != nil {
		return texts, err
	}
	texts[1], err = jsonText(e.Moved)
	return texts, err
}

// Journal streams the changes that answer the question, oldest first, from one
// snapshot.
func (s *Store) Journal(ctx context.Context, q store.JournalQuery) iter.Seq2[customer.Change, error] {
	query, args := journalSQL(q)
	return stream(ctx, s, "read journal", func(c conn, yield func(customer.Change) bool) error {
		err := c.transient(query, func(r *row) error {
			change, err := scanChange(r)
			if err != nil {
				return err
			}
			if !yield(change) {
				return errStopped
			}
			return nil
		}, append([]any{c.tenant}, args...))
		return unlessStopped(err)
	})
}

func journalSQL(q store.JournalQuery) (string, []any) {
	query := `SELECT j.seq, j.customer, j.version, coalesce(r.id, ''), j.op, j.key, j.made_on, j.made_by, j.changes, j.moved
FROM journal j LEFT JOIN runs r ON r.no = j.run WHERE j.tenant = ?1 AND j.seq > ?2`
	args := []any{q.AfterSeq}
	narrow := func(cond, list string) {
		args = append(args, list)
		query += fmt.Sprintf(" AND "+cond, len(args)+1) // ?1 is the tenant
	}
	if len(q.Customers) > 0 {
		narrow("j.customer IN (SELECT value FROM json_each(?%d))", idList(q.Customers))
	}
	if len(q.Runs) > 0 {
		narrow("j.run IN (SELECT no FROM runs WHERE tenant = ?1 AND id IN (SELECT value FROM json_each(?%d)))", stringList(q.Runs))
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
