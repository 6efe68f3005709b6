package postgres

import (
	"context"
	"slices"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/privacy"
)

// Obfuscate removes people's values, as store.Privacy says. The planner's
// statistics, which keep samples of values, are taken anew in the same
// transaction, and so is the index of pieces of text, which knows those of
// former values. What PostgreSQL keeps of older row versions is out of every
// query's and dump's reach and goes with the next vacuum; its write-ahead log
// and its backups follow the server's own rules.
func (s *Store) Obfuscate(ctx context.Context, run string, ids []int64) error {
	return s.write(ctx, "obfuscate customers", func(ctx context.Context, t *tx) error {
		no, err := t.runNumber(ctx, run)
		if err != nil {
			return err
		}
		salt, err := t.salt(ctx)
		if err != nil {
			return err
		}
		e := erasure{run: no, salt: salt, people: map[int64]bool{}}
		for _, id := range ids {
			if err := t.obfuscate(ctx, e, id); err != nil {
				return about(id, err)
			}
		}
		if err := t.eraseKeys(ctx, e.people); err != nil {
			return err
		}
		if err := t.dropPieces(ctx); err != nil {
			return err
		}
		if err := t.indexPieces(ctx); err != nil {
			return err
		}
		_, err = t.exec(ctx, "ANALYZE customers; ANALYZE memories; ANALYZE related; ANALYZE journal; ANALYZE merges; ANALYZE judgements")
		return err
	})
}

// salt returns what seals this tenant's keys, and makes it at first use.
func (t *tx) salt(ctx context.Context) ([]byte, error) {
	salt, err := t.presentSalt(ctx)
	if err != nil || salt != nil {
		return salt, err
	}
	salt = privacy.Salt()
	_, err = t.exec(ctx, "UPDATE tenants SET salt = $2 WHERE tenant = $1", t.tenant, salt)
	return salt, err
}

// presentSalt returns the tenant's salt; nil while nobody was obfuscated.
func (t *tx) presentSalt(ctx context.Context) (salt []byte, err error) {
	err = t.rows(ctx, "SELECT salt FROM tenants WHERE tenant = $1", func(r *row) error { salt = r.bytes(); return nil }, t.tenant)
	return salt, err
}

// erasure is an obfuscation under way.
type erasure struct {
	run    int64
	salt   []byte
	people map[int64]bool // everyone whose values were removed
}

// obfuscate removes one person.
func (t *tx) obfuscate(ctx context.Context, e erasure, id int64) error {
	person, err := t.person(ctx, id)
	if err != nil {
		return err
	}
	for _, one := range person {
		e.people[one] = true
	}
	held, err := t.held(ctx, person)
	if err != nil {
		return err
	}
	held.Salt = e.salt
	blank := held.Erase()
	for _, step := range []func() error{
		func() error { return t.rewriteMerges(ctx, held.Merges) },
		func() error { return t.rewriteJournal(ctx, held.Journal) },
		func() error { return t.sealKeys(ctx, held.Keys, e.salt) },
		func() error { return t.rewriteRelated(ctx, held.Related) },
		func() error { return t.dropComments(ctx, person) },
		func() error { return t.blankCustomers(ctx, e.run, held.Customers, blank) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// person returns the customers that are the same person as this one: the live
// one that it stands for and all that were merged into that one.
func (t *tx) person(ctx context.Context, id int64) (ids []int64, err error) {
	ends, err := t.survivors(ctx, []int64{id})
	if err != nil {
		return nil, err
	}
	end, known := ends[id]
	if !known {
		return nil, store.ErrNotFound
	}
	err = t.rows(ctx, `
WITH RECURSIVE person (id) AS (
  SELECT $2::bigint
  UNION
  SELECT c.id FROM person JOIN customers c ON c.tenant = $1 AND c.merged_into = person.id AND c.merged_into <> 0
)
SELECT id FROM person ORDER BY id`, func(r *row) error { ids = append(ids, r.int()); return nil }, t.tenant, end)
	return ids, err
}

// held reads everything that the store holds about a person.
func (t *tx) held(ctx context.Context, person []int64) (*privacy.Held, error) {
	h := &privacy.Held{}
	var err error
	if h.Customers, err = t.load(ctx, person); err != nil {
		return nil, err
	}
	partners, err := t.heldMerges(ctx, h, person)
	if err != nil {
		return nil, err
	}
	if h.Journal, err = t.journalOf(ctx, partners); err != nil {
		return nil, err
	}
	err = t.rows(ctx, `SELECT key FROM memories WHERE tenant = $1 AND customer = ANY($2::bigint[])
UNION SELECT 'import:' || import_id FROM customers WHERE tenant = $1 AND id = ANY($2::bigint[]) AND said_run <> 0 ORDER BY 1`,
		func(r *row) error { h.Keys = append(h.Keys, r.text()); return nil }, t.tenant, person)
	if err != nil {
		return nil, err
	}
	h.Related, err = t.heldRelated(ctx, person)
	return h, err
}

// heldMerges reads the merges of a person, and those of whoever an undone merge
// once brought together with it. It returns all their ids.
func (t *tx) heldMerges(ctx context.Context, h *privacy.Held, person []int64) ([]int64, error) {
	partners := slices.Clone(person)
	for known := 0; known < len(partners); {
		known = len(partners)
		merges, err := t.merges(ctx, mergeFilter{images: true, args: []any{partners}, cond: `(m.survivor = ANY($2::bigint[]) OR m.id IN
(SELECT merge FROM merge_members WHERE tenant = $1 AND customer = ANY($2::bigint[])))`})
		if err != nil {
			return nil, err
		}
		h.Merges, partners = privacy.Around(person, merges)
	}
	return partners, nil
}

func (t *tx) journalOf(ctx context.Context, ids []int64) (list []customer.Change, err error) {
	query, args := journalSQL(store.JournalQuery{Customers: ids})
	err = t.rows(ctx, query, func(r *row) error {
		change, err := scanChange(r)
		list = append(list, change)
		return err
	}, append([]any{t.tenant}, args...)...)
	return list, err
}

// heldRelated reads the person's records, and the memberships that name one of
// its customers as a cardholder.
func (t *tx) heldRelated(ctx context.Context, person []int64) (list []customer.Related, err error) {
	err = t.rows(ctx, `SELECT r.kind, r.id, r.customer, r.data FROM related r
WHERE r.tenant = $1 AND r.customer = ANY($2::bigint[])
UNION
SELECT r.kind, r.id, r.customer, r.data FROM customers c
JOIN cardholders h ON h.tenant = $1 AND h.import_id = c.import_id
JOIN related r ON r.tenant = $1 AND r.kind = 'memberships' AND r.id = h.membership
WHERE c.tenant = $1 AND c.id = ANY($2::bigint[])`, func(r *row) error {
		list = append(list, customer.Related{Kind: customer.Kind(r.text()), ID: r.text(), CustomerID: r.int(), Data: r.bytes()})
		return nil
	}, t.tenant, person)
	return list, err
}
