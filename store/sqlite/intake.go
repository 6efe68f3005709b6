package sqlite

import (
	"context"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/contract"
	"rollcall/store/internal/memo"
	"rollcall/store/internal/privacy"
)

// recallSQL reads one memory and whether its customer is merged away. As a join
// SQLite would plan it anew for every key, because of the partial index.
const recallSQL = `SELECT m.key, m.customer, m.source, m.run, m.hash, m.vals,
(SELECT x.merged_into FROM customers x WHERE x.tenant = m.tenant AND x.id = m.customer AND x.merged_into <> 0)
FROM memories m WHERE m.tenant = ? AND m.key = ?`

// Recall returns what each key said last, as store.Intake says.
func (s *Store) Recall(ctx context.Context, keys []string) ([]store.Memory, error) {
	memories := make([]store.Memory, len(keys))
	err := s.read(ctx, "recall keys", func(c conn) error {
		r := recaller{conn: c, runs: map[int64]string{}}
		var err error
		if r.salt, err = c.presentSalt(); err != nil {
			return err
		}
		if r.apart, err = c.importKeysApart(); err != nil {
			return err
		}
		for i, key := range keys {
			m := &memories[i]
			if err := r.recall(key, m); err != nil {
				return err
			}
			if m.Key != "" {
				m.Key = key
			}
		}
		return c.followMemories(memories)
	})
	if err != nil {
		return nil, err
	}
	return memories, nil
}

// recaller reads memories wherever they are.
type recaller struct {
	conn
	salt  []byte           // nil while nobody was obfuscated
	apart bool             // some import ids' memories are not in their customers' rows
	runs  map[int64]string // ids of runs that were asked for
}

// recall reads what one key said last; the survivor of a merged-away customer
// is left open.
func (r *recaller) recall(key string, m *store.Memory) error {
	if importID, own := strings.CutPrefix(key, contract.ImportKey); own {
		if err := r.recallOwn(importID, m); err != nil || m.Key != "" || !r.apart {
			return err
		}
	}
	holder := m.Holder
	err := r.recallApart(key, m)
	if err == nil && m.Key == "" && r.salt != nil && !privacy.Opaque(key) {
		err = r.recallApart(privacy.Seal(r.salt, key), m)
	}
	m.Holder = holder
	return err
}

// recallOwn reads who holds an import id, and what that said from the
// customer's row.
func (r *recaller) recallOwn(importID string, m *store.Memory) error {
	var no int64
	err := r.lookup(`SELECT said_run, id, said_source, said_hash, said, merged_into FROM customers
WHERE tenant = ? AND import_id = ?`,
		func(b *binder) { b.int(r.tenant); b.text(importID) },
		func(found *row) error {
			no = found.int()
			said := store.Memory{Key: contract.ImportKey, Customer: found.int(), Source: found.text(), Hash: found.bytes()}
			var err error
			if said.Values, err = memo.Unpack(found.bytes()); err != nil {
				return err
			}
			m.Holder.Named = said.Customer
			if !found.bool() {
				said.Survivor, m.Holder.Survivor = said.Customer, said.Customer
			}
			if no != 0 {
				said.Holder = m.Holder
				*m = said
			}
			return nil
		})
	if err != nil || no == 0 {
		return err
	}
	m.Run, err = r.runID(no)
	return err
}

// runID returns the id of a run by its number.
func (r *recaller) runID(no int64) (id string, err error) {
	if id, ok := r.runs[no]; ok {
		return id, nil
	}
	err = r.rows("SELECT id FROM runs WHERE no = ?1", func(found *row) error { id = found.text(); return nil }, no)
	r.runs[no] = id
	return id, err
}

// recallApart reads what a key said from memories.
func (r *recaller) recallApart(key string, m *store.Memory) error {
	return r.lookup(recallSQL,
		func(b *binder) { b.int(r.tenant); b.text(key) },
		func(found *row) error {
			*m = store.Memory{Key: found.text(), Customer: found.int(), Source: found.text(), Run: found.text(), Hash: found.bytes()}
			var err error
			if m.Values, err = memo.Unpack(found.bytes()); err == nil && !found.bool() {
				m.Survivor = m.Customer
			}
			return err
		})
}

// followMemories sets the survivors of merged-away customers, all in one
// statement.
func (c conn) followMemories(memories []store.Memory) error {
	merged := contract.Unfollowed(memories)
	if merged == nil {
		return nil
	}
	survivors, err := c.survivors(merged)
	contract.Follow(memories, survivors)
	return err
}

// Related returns records of one kind by their ids, as store.Intake says.
func (s *Store) Related(ctx context.Context, kind customer.Kind, ids []string) ([]customer.Related, error) {
	records := make([]customer.Related, len(ids))
	err := s.read(ctx, "find related records", func(c conn) error {
		for i, id := range ids {
			err := c.lookup("SELECT id, customer, data FROM related WHERE tenant = ? AND kind = ? AND id = ?",
				func(b *binder) { b.int(c.tenant); b.text(string(kind)); b.text(id) },
				func(r *row) error {
					records[i] = customer.Related{Kind: kind, ID: r.text(), CustomerID: r.int(), Data: r.bytes()}
					return nil
				})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return records, nil
}

// Tally counts what a run's history rows hold, as store.Intake says. Ids are
// given out in ascending order, so the customers that a run created are looked
// for from the smallest id that it took: their run needs no index.
func (s *Store) Tally(ctx context.Context, run string) (t store.Tally, err error) {
	err = s.read(ctx, "tally run "+run, func(c conn) error {
		no, err := c.runNumber(run)
		if err != nil {
			return err
		}
		counts := []struct {
			into  *int64
			query string
		}{
			{&t.Created, "SELECT count(*) FROM customers WHERE tenant = ?1 AND id >= (SELECT first_id FROM runs WHERE no = ?2) AND created_run = ?2"},
			{&t.Updated, "SELECT count(*) FROM journal WHERE tenant = ?1 AND run = ?2 AND op = 'import'"},
			{&t.RelatedCreated, "SELECT count(*) FROM related WHERE tenant = ?1 AND created_run = ?2"},
			{&t.RelatedUpdated, "SELECT count(*) FROM journal WHERE tenant = ?1 AND run = ?2 AND op = 'related'"},
		}
		for _, count := range counts {
			if *count.into, err = c.one(count.query, c.tenant, no); err != nil {
				return err
			}
		}
		return nil
	})
	return t, err
}
