package postgres

import (
	"context"

	"rollcall/store"
)

// tables are those whose rows Status counts. Every schema has had them.
var tables = []string{"runs", "customers", "memories", "related", "journal", "pairs", "clusters", "judgements", "merges"}

// Status describes the store. Bytes is the size of the whole database.
func (s *Store) Status(ctx context.Context) (store.Status, error) {
	st := store.Status{Place: Display(s.url)}
	err := s.read(ctx, "describe store", func(ctx context.Context, t *tx) error {
		version, err := schemaVersion(ctx, t)
		if err != nil {
			return err
		}
		st.Schema, st.Pending, st.Rows, st.LockedBy = version, latest()-version, map[string]int64{}, ""
		for _, table := range tables {
			if st.Rows[table], err = t.one(ctx, "SELECT count(*) FROM "+table+" WHERE tenant = $1", t.tenant); err != nil {
				return err
			}
		}
		err = t.rows(ctx, "SELECT 'postgres ' || current_setting('server_version'), pg_database_size(current_database())",
			func(r *row) error { st.Engine, st.Bytes = r.text(), r.int(); return nil })
		if err != nil {
			return err
		}
		return t.rows(ctx, `SELECT holder FROM holders WHERE tenant = $1 AND EXISTS (SELECT 1 FROM pg_locks l
JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid = $2::bigint::oid AND l.objid = $1::bigint::oid)`,
			func(r *row) error { st.LockedBy = r.text(); return nil }, t.tenant, int64(lockClass))
	})
	return st, err
}

// Seq returns the journal's present sequence.
func (s *Store) Seq(ctx context.Context) (n int64, err error) {
	err = s.read(ctx, "read sequence", func(ctx context.Context, t *tx) error {
		n, err = t.seq(ctx)
		return err
	})
	return n, err
}

func (t *tx) seq(ctx context.Context) (int64, error) {
	return t.one(ctx, "SELECT seq FROM tenants WHERE tenant = $1", t.tenant)
}
