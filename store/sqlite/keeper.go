package sqlite

import (
	"context"
	"os"

	"zombiezen.com/go/sqlite"

	"rollcall/store"
	"rollcall/store/internal/contract"
)

// tables are those whose rows Status counts. Every schema has had them.
var tables = []string{"runs", "customers", "memories", "related", "journal", "pairs", "clusters", "judgements", "merges"}

// Status describes the store.
func (s *Store) Status(ctx context.Context) (store.Status, error) {
	st := store.Status{Place: s.path, Rows: map[string]int64{}, LockedBy: s.locks.holder()}
	err := s.read(ctx, "describe store", func(c conn) error {
		if err := c.rows("SELECT sqlite_version()", func(r *row) error { st.Engine = "sqlite " + r.text(); return nil }); err != nil {
			return err
		}
		version, err := schemaVersion(c.Conn)
		if err != nil {
			return err
		}
		st.Schema, st.Pending = version, latest()-version
		tenant, err := c.one("SELECT tenant FROM tenants WHERE name = ?1", contract.Tenant(s.opts))
		if err != nil {
			return err
		}
		for _, table := range tables {
			if st.Rows[table], err = c.one("SELECT count(*) FROM "+table+" WHERE tenant = ?1", tenant); err != nil {
				return err
			}
		}
		st.Bytes, err = s.size(c.Conn)
		return err
	})
	return st, err
}

// size is how many bytes the store takes, its log included.
func (s *Store) size(c *sqlite.Conn) (int64, error) {
	if s.inMemory() {
		pages, err := pragma(c, "page_count")
		if err != nil {
			return 0, err
		}
		each, err := pragma(c, "page_size")
		return int64(pages) * int64(each), err
	}
	var total int64
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(s.path + suffix); err == nil {
			total += info.Size()
		}
	}
	return total, nil
}

// Seq returns the journal's present sequence.
func (s *Store) Seq(ctx context.Context) (n int64, err error) {
	err = s.read(ctx, "read sequence", func(c conn) error {
		n, err = c.seq()
		return err
	})
	return n, err
}

func (c conn) seq() (int64, error) {
	return c.one("SELECT seq FROM tenants WHERE tenant = ?1", c.tenant)
}
