package sqlite

import (
	"context"
	"fmt"
	"slices"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/privacy"
)

// Obfuscate removes people's values, as store.Privacy says. What SQLite once
// wrote may linger in the unused parts of its pages and in its log, so the file
// is written anew afterwards and the log cut off; so is the index of pieces of
// text, which knows those of former values. A reader that holds on to an
// older state for longer than writeWait keeps the log from being cut: then the
// error says so, and obfuscating again repeats the cleaning.
func (s *Store) Obfuscate(ctx context.Context, run string, ids []int64) error {
	const op = "obfuscate customers"
	err := s.write(ctx, op, func(c conn) error {
		no, err := c.runNumber(run)
		if err != nil {
			return err
		}
		salt, err := c.salt()
		if err != nil {
			return err
		}
		e := erasure{run: runRef{run, no}, salt: salt, people: map[int64]bool{}}
		for _, id := range ids {
			if err := c.obfuscate(e, id); err != nil {
				return fmt.Errorf("customer %d: %w", id, err)
			}
		}
		if err := c.eraseKeys(e.people); err != nil {
			return err
		}
		if err := c.dropPieces(); err != nil {
			return err
		}
		return c.coverPieces()
	})
	if err != nil || s.inMemory() {
		return err
	}
	return wrap(ctx, op, s.withWriter(ctx, cleanFile))
}

// cleanFile leaves nothing in the file and its log but what is stored.
func cleanFile(c *sqlite.Conn) error {
	c.SetBlockOnBusy()
	if err := sqlitex.ExecuteTransient(c, "VACUUM", nil); err != nil {
		return fmt.Errorf("the values are removed, but the file could not be rewritten without their traces; obfuscate again: %w", err)
	}
	busy := 0
	err := sqlitex.ExecuteTransient(c, "PRAGMA wal_checkpoint(TRUNCATE)", &sqlitex.ExecOptions{
		ResultFunc: func(stmt *sqlite.Stmt) error { busy = stmt.ColumnInt(0); return nil }})
	if err == nil && busy != 0 {
		err = &store.LockedError{}
	}
	if err != nil {
		return fmt.Errorf("the values are removed, but another program reads the log that still has traces of them; obfuscate again: %w", err)
	}
	return nil
}

// salt returns what seals this tenant's keys, and makes it at first use.
func (c conn) salt() (salt []byte, err error) {
	if salt, err = c.presentSalt(); err != nil || salt != nil {
		return salt, err
	}
	salt = privacy.Salt()
	return salt, c.exec("UPDATE tenants SET salt = ?2 WHERE tenant = ?1", c.tenant, salt)
}

// presentSalt returns the tenant's salt; nil while nobody was obfuscated.
func (c conn) presentSalt() (salt []byte, err error) {
	err = c.rows("SELECT salt FROM tenants WHERE tenant = ?1", func(r *row) error { salt = r.bytes(); return nil }, c.tenant)
	return salt, err
}

// erasure is an obfuscation under way.
type erasure struct {
	run    runRef
	salt   []byte
	people map[int64]bool // everyone whose values were removed
}

// obfuscate removes one person.
func (c conn) obfuscate(e erasure, id int64) error {
	person, err := c.person(id)
	if err != nil {
		return err
	}
	for _, one := range person {
		e.people[one] = true
	}
	held, err := c.held(person)
	if err != nil {
		return err
	}
	held.Salt = e.salt
	blank := held.Erase()
	for _, step := range []func() error{
		func() error { return c.rewriteMerges(held.Merges) },
		func() error { return c.rewriteJournal(held.Journal) },
		func() error { return c.sealKeys(held.Keys, e.salt) },
		func() error { return c.rewriteRelated(held.Related) },
		func() error { return c.dropComments(person) },
		func() error { return c.blankCustomers(e.run, held.Customers, blank) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// person returns the customers that are the same person as this one: the live
// one that it stands for and all that were merged into that one.
func (c conn) person(id int64) (ids []int64, err error) {
	ends, err := c.survivors([]int64{id})
	if err != nil {
		return nil, err
	}
	end, known := ends[id]
	if !known {
		return nil, store.ErrNotFound
	}
	err = c.rows(`
WITH RECURSIVE person (id) AS (
  SELECT ?2
  UNION
  SELECT c.id FROM person CROSS JOIN customers c INDEXED BY customers_into
  ON c.tenant = ?1 AND c.merged_into = person.id AND c.merged_into <> 0
)
SELECT id FROM person ORDER BY id`, func(r *row) error { ids = append(ids, r.int()); return nil }, c.tenant, end)
	return ids, err
}

// held reads everything that the store holds about a person.
func (c conn) held(person []int64) (*privacy.Held, error) {
	h := &privacy.Held{}
	for _, id := range person {
		one, err := c.load(id)
		if err != nil {
			return nil, err
		}
		h.Customers = append(h.Customers, one)
	}
	partners, err := c.heldMerges(h, person)
	if err != nil {
		return nil, err
	}
	if h.Journal, err = c.journalOf(partners); err != nil {
		return nil, err
	}
	err = c.rows(`SELECT key FROM memories WHERE tenant = ?1 AND customer IN (SELECT value FROM json_each(?2))
UNION SELECT 'import:' || import_id FROM customers WHERE tenant = ?1 AND id IN (SELECT value FROM json_each(?2)) AND said_run <> 0 ORDER BY 1`,
		func(r *row) error { h.Keys = append(h.Keys, r.text()); return nil }, c.tenant, idList(person))
	if err != nil {
		return nil, err
	}
	h.Related, err = c.heldRelated(person)
	return h, err
}

// heldMerges reads the merges of a person, and those of whoever an undone merge
// once brought together with it. It returns all their ids.
func (c conn) heldMerges(h *privacy.Held, person []int64) ([]int64, error) {
	partners := slices.Clone(person)
	for known := 0; known < len(partners); {
		known = len(partners)
		merges, err := c.merges(`(m.survivor IN (SELECT value FROM json_each(?2)) OR m.id IN
(SELECT merge FROM merge_members WHERE tenant = ?1 AND customer IN (SELECT value FROM json_each(?2))))`, true, idList(partners))
		if err != nil {
			return nil, err
		}
		h.Merges, partners = privacy.Around(person, merges)
	}
	return partners, nil
}

func (c conn) journalOf(ids []int64) (list []customer.Change, err error) {
	query, args := journalSQL(store.JournalQuery{Customers: ids})
	err = c.transient(query, func(r *row) error {
		change, err := scanChange(r)
		list = append(list, change)
		return err
	}, append([]any{c.tenant}, args...))
	return list, err
}

// heldRelated reads the person's records, and the memberships that name one of
// its customers as a cardholder.
func (c conn) heldRelated(person []int64) (list []customer.Related, err error) {
	err = c.rows(`SELECT r.kind, r.id, r.customer, r.data FROM related r
WHERE r.tenant = ?1 AND r.customer IN (SELECT value FROM json_each(?2))
UNION
SELECT r.kind, r.id, r.customer, r.data FROM customers c
JOIN cardholders h ON h.tenant = ?1 AND h.import_id = c.import_id
JOIN related r ON r.tenant = ?1 AND r.kind = 'memberships' AND r.id = h.membership
WHERE c.tenant = ?1 AND c.id IN (SELECT value FROM json_each(?2))`, func(r *row) error {
		list = append(list, customer.Related{Kind: customer.Kind(r.text()), ID: r.text(), CustomerID: r.int(), Data: r.bytes()})
		return nil
	}, c.tenant, idList(person))
	return list, err
}
