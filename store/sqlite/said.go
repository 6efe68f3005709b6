package sqlite

import (
	"strings"

	"rollcall/store"
	"rollcall/store/internal/contract"
	"rollcall/store/internal/memo"
)

// What the key import:X says is kept in the row of the customer with the import
// id X, as long as it was taken for that customer; other keys are rows of
// memories. A key is never in both places.
const saidColumns = "said_run, said_source, said_hash, said"

// bindSaid binds the saidColumns.
func (in *intake) bindSaid(b *binder, m *store.Memory) {
	b.int(in.saidRun(m))
	b.text(m.Source)
	b.blob(m.Hash)
	b.blob(in.packed(m.Values))
}

// packed returns values as they are kept; they are good until the next call.
func (in *intake) packed(values []byte) []byte {
	in.values = memo.Pack(in.values[:0], values)
	return in.values
}

// saidRun is the column said_run; 0 for an empty memory, of a key that said nothing.
func (in *intake) saidRun(m *store.Memory) int64 {
	if m.Key == "" {
		return 0
	}
	return in.run
}

var memoryInsertion = insertion{
	into:    "memories (tenant, key, customer, source, run, hash, vals)",
	columns: 7,
	then: `ON CONFLICT (tenant, key) DO UPDATE SET customer = excluded.customer, source = excluded.source,
run = excluded.run, hash = excluded.hash, vals = excluded.vals`,
}

// remember writes what keys said that are not written with a new customer, in
// the order of the keys: a file in random order then fills the index from one
// end to the other in each batch.
func (in *intake) remember() error {
	if err := in.forgetElsewhere(); err != nil {
		return err
	}
	var apart []*store.Memory
	for _, m := range in.other {
		kept, err := in.rememberOwn(m)
		if err != nil {
			return err
		}
		if !kept {
			apart = append(apart, m)
		}
	}
	return in.insert(memoryInsertion, len(apart), func(b *binder, i int) {
		m := apart[i]
		b.int(in.tenant)
		b.text(m.Key)
		b.int(m.Customer)
		b.text(m.Source)
		b.text(m.Run)
		b.blob(m.Hash)
		b.blob(in.packed(m.Values))
	})
}

// importKeysApart says whether memories has what an import id said.
func (c conn) importKeysApart() (bool, error) {
	n, err := c.one("SELECT 1 FROM memories WHERE tenant = ?1 AND key >= 'import:' AND key < 'import;' LIMIT 1", c.tenant)
	return n != 0, err
}

// forgetElsewhere removes from memories what is written into customers' rows.
// Few stores have such keys there at all.
func (in *intake) forgetElsewhere() error {
	apart, err := in.importKeysApart()
	if err != nil || !apart {
		return err
	}
	for _, m := range in.batch.Memories {
		if strings.HasPrefix(m.Key, contract.ImportKey) {
			if err := in.exec("DELETE FROM memories WHERE tenant = ?1 AND key = ?2", in.tenant, m.Key); err != nil {
				return err
			}
		}
	}
	return nil
}

// rememberOwn writes what the import id of a stored customer says into that
// customer's row. It returns false for a key that belongs into memories, and
// takes that key out of the row that it may be in.
func (in *intake) rememberOwn(m *store.Memory) (bool, error) {
	importID, own := contract.OwnKey(m, in.batch.Run)
	if own {
		n, err := in.conn.run("UPDATE customers SET ("+saidColumns+") = (?, ?, ?, ?) WHERE tenant = ? AND import_id = ? AND id = ?", func(b *binder) {
			in.bindSaid(b, m)
			b.int(in.tenant)
			b.text(importID)
			b.int(m.Customer)
		})
		if err != nil || n > 0 {
			return true, err
		}
	}
	if strings.HasPrefix(m.Key, contract.ImportKey) {
		return false, in.exec("UPDATE customers SET ("+saidColumns+") = (0, '', x'', '') WHERE tenant = ?1 AND import_id = ?2 AND said_run <> 0", in.tenant, importID)
	}
	return false, nil
}

// keepSaid moves what an import id said into memories when its customer is
// about to get another one.
func (c conn) keepSaid(id int64, importID string) error {
	const renamed = "FROM customers c JOIN runs r ON r.no = c.said_run WHERE c.tenant = ?1 AND c.id = ?2 AND c.import_id <> ?3"
	has, err := c.one("SELECT 1 "+renamed, c.tenant, id, importID)
	if err != nil || has == 0 {
		return err
	}
	err = c.exec(`INSERT OR REPLACE INTO memories (tenant, key, customer, source, run, hash, vals)
SELECT c.tenant, 'import:' || c.import_id, c.id, c.said_source, r.id, c.said_hash, c.said `+renamed, c.tenant, id, importID)
	if err != nil {
		return err
	}
	return c.exec("UPDATE customers SET ("+saidColumns+") = (0, '', x'', '') WHERE tenant = ?1 AND id = ?2", c.tenant, id)
}
