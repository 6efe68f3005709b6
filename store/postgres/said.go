package postgres

import (
	"context"
	"encoding/binary"
	"strings"

	"rollcall/store"
	"rollcall/store/internal/contract"
	"rollcall/store/internal/memo"
)

// What the key import:X says is kept in the row of the customer with the import
// id X, as long as it was taken for that customer; other keys are rows of
// memories. A key is never in both places.
const saidColumns = "said_run, said_source, said_hash, said"

// copySaid writes the saidColumns; nil for a customer whose key said nothing.
func (in *intake) copySaid(w *copier, m *store.Memory) {
	if m == nil {
		m = &store.Memory{}
		w.int(0)
	} else {
		w.int(in.run)
	}
	w.text(m.Source)
	w.bytes(m.Hash)
	w.packed(m.Values)
}

// packed writes a bytea that holds the packed form of what a key said.
func (w *copier) packed(values []byte) {
	at := len(w.buf)
	w.value(0)
	w.buf = memo.Pack(w.buf, values)
	binary.BigEndian.PutUint32(w.buf[at:], uint32(len(w.buf)-at-4))
}

// importKeysApart says whether memories has what an import id said.
func (t *tx) importKeysApart(ctx context.Context) (bool, error) {
	n, err := t.one(ctx, "SELECT count(*) FROM (SELECT FROM memories WHERE tenant = $1 AND key >= 'import:' AND key < 'import;' LIMIT 1) m", t.tenant)
	return n != 0, err
}

// forgetElsewhere removes from memories what is written into customers' rows.
// Few stores have such keys there at all.
func (in *intake) forgetElsewhere(ctx context.Context) error {
	apart, err := in.importKeysApart(ctx)
	if err != nil || !apart {
		return err
	}
	var keys []string
	for i := range in.batch.Memories {
		if key := in.batch.Memories[i].Key; strings.HasPrefix(key, contract.ImportKey) {
			keys = append(keys, key)
		}
	}
	_, err = in.exec(ctx, "DELETE FROM memories WHERE tenant = $1 AND key = ANY($2::text[])", in.tenant, keys)
	return err
}

// rememberOwn writes what import ids of stored customers say into those
// customers' rows. It returns the memories that belong elsewhere, and takes
// their keys out of the rows that they may be in.
func (in *intake) rememberOwn(ctx context.Context) (apart []store.Memory, err error) {
	written, err := in.writeOwn(ctx)
	if err != nil {
		return nil, err
	}
	var left []string
	for _, m := range in.other {
		importID, own := contract.OwnKey(m, in.batch.Run)
		if own && written[importID] {
			continue
		}
		apart = append(apart, *m)
		if strings.HasPrefix(m.Key, contract.ImportKey) {
			left = append(left, importID)
		}
	}
	if left != nil {
		_, err = in.exec(ctx, "UPDATE customers SET ("+saidColumns+") = (0, '', '', '') WHERE tenant = $1 AND import_id = ANY($2::text[]) AND said_run <> 0", in.tenant, left)
	}
	return apart, err
}

// writeOwn writes what it can and returns the import ids of that.
func (in *intake) writeOwn(ctx context.Context) (written map[string]bool, err error) {
	var list []*store.Memory
	for _, m := range in.other {
		if _, own := contract.OwnKey(m, in.batch.Run); own {
			list = append(list, m)
		}
	}
	if list == nil {
		return nil, nil
	}
	if err := in.temporary(ctx, "staged_said", "SELECT import_id, id, "+saidColumns+" FROM customers"); err != nil {
		return nil, err
	}
	err = in.copyIn(ctx, load{into: "staged_said (import_id, id, " + saidColumns + ")", rows: len(list), row: func(w *copier, i int) error {
		w.text(strings.TrimPrefix(list[i].Key, contract.ImportKey))
		w.int(list[i].Customer)
		in.copySaid(w, list[i])
		return nil
	}})
	if err != nil {
		return nil, err
	}
	written = make(map[string]bool, len(list))
	err = in.rows(ctx, `UPDATE customers c SET (said_run, said_source, said_hash, said) = (s.said_run, s.said_source, s.said_hash, s.said)
FROM staged_said s WHERE c.tenant = $1 AND c.import_id = s.import_id AND c.id = s.id RETURNING c.import_id`,
		func(r *row) error { written[r.text()] = true; return nil }, in.tenant)
	return written, err
}

// keepSaid moves what import ids said into memories where the staged revisions
// give their customers others.
func (t *tx) keepSaid(ctx context.Context) error {
	n, err := t.exec(ctx, `INSERT INTO memories (tenant, key, customer, source, run, hash, vals)
SELECT c.tenant, 'import:' || c.import_id, c.id, c.said_source, r.id, c.said_hash, c.said
FROM staged_customers s JOIN customers c ON c.tenant = $1 AND c.id = s.id AND c.import_id <> s.import_id JOIN runs r ON r.no = c.said_run
ON CONFLICT (tenant, key) DO UPDATE SET customer = excluded.customer, source = excluded.source,
run = excluded.run, hash = excluded.hash, vals = excluded.vals`, t.tenant)
	if err != nil || n == 0 {
		return err
	}
	_, err = t.exec(ctx, "UPDATE customers c SET ("+saidColumns+`) = (0, '', '', '')
FROM staged_customers s WHERE c.tenant = $1 AND c.id = s.id AND c.import_id <> s.import_id`, t.tenant)
	return err
}
