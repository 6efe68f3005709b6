package sqlite

import (
	"context"
	"fmt"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"rollcall/store"
)

// Prune deletes the old part of the journal, as store.Keeper says. The file is
// written anew afterwards, so that it shrinks and holds no traces.
func (s *Store) Prune(ctx context.Context, before time.Time) (store.Pruning, error) {
	const op = "prune the journal"
	var p store.Pruning
	err := s.write(ctx, op, func(c conn) (err error) {
		if p, err = c.prunable(before); err != nil || p.Changes == 0 && p.Merges == 0 {
			return err
		}
		cut, err := c.cut(before)
		if err != nil {
			return err
		}
		for _, query := range []string{
			"DELETE FROM journal WHERE tenant = ?1 AND seq <= ?2",
			"UPDATE merges SET choices = '', moved = '', images = '' WHERE tenant = ?1 AND seq <= ?2",
		} {
			if err := c.exec(query, c.tenant, cut); err != nil {
				return err
			}
		}
		return c.exec("UPDATE tenants SET pruned_on = max(pruned_on, ?2) WHERE tenant = ?1", c.tenant, before.UnixMicro())
	})
	if err != nil || s.inMemory() || p.Changes == 0 && p.Merges == 0 {
		return p, err
	}
	return p, wrap(ctx, op, s.withWriter(ctx, func(c *sqlite.Conn) error {
		c.SetBlockOnBusy()
		if err := sqlitex.ExecuteTransient(c, "VACUUM", nil); err != nil {
			return fmt.Errorf("the old entries are deleted, but the file could not be made smaller: %w", err)
		}
		return nil
	}))
}

// Prunable tells what Prune would delete, as store.Keeper says.
func (s *Store) Prunable(ctx context.Context, before time.Time) (p store.Pruning, err error) {
	err = s.read(ctx, "look for what can be pruned", func(c conn) error {
		p, err = c.prunable(before)
		return err
	})
	return p, err
}

// cut returns the sequence up to which everything in the journal is older than
// a moment.
func (c conn) cut(before time.Time) (int64, error) {
	return c.one(`SELECT coalesce((SELECT min(seq) - 1 FROM journal WHERE tenant = ?1 AND made_on >= ?2),
  (SELECT seq FROM tenants WHERE tenant = ?1))`, c.tenant, before.UnixMicro())
}

func (c conn) prunable(before time.Time) (p store.Pruning, err error) {
	cut, err := c.cut(before)
	if err != nil {
		return p, err
	}
	if p.Changes, err = c.one("SELECT count(*) FROM journal WHERE tenant = ?1 AND seq <= ?2", c.tenant, cut); err != nil {
		return p, err
	}
	err = c.rows("SELECT id, run, made_on, undone_on IS NULL FROM merges WHERE tenant = ?1 AND seq <= ?2 AND images <> '' ORDER BY id", func(r *row) error {
		p.Merges++
		end := store.EndedUndo{Merge: r.int(), Run: r.text(), On: r.time()}
		if r.bool() {
			p.Undos = append(p.Undos, end)
		}
		return nil
	}, c.tenant, cut)
	return p, err
}
