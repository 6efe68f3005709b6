package postgres

import (
	"context"
	"time"

	"rollcall/store"
)

// Prune deletes the old part of the journal, as store.Keeper says. The space is
// given back by the server's next vacuum.
func (s *Store) Prune(ctx context.Context, before time.Time) (p store.Pruning, err error) {
	err = s.write(ctx, "prune the journal", func(ctx context.Context, t *tx) error {
		if p, err = t.prunable(ctx, before); err != nil || p.Changes == 0 && p.Merges == 0 {
			return err
		}
		cut, err := t.cut(ctx, before)
		if err != nil {
			return err
		}
		for _, query := range []string{
			"DELETE FROM journal WHERE tenant = $1 AND seq <= $2",
			"UPDATE merges SET choices = '', moved = '', images = '' WHERE tenant = $1 AND seq <= $2",
		} {
			if _, err := t.exec(ctx, query, t.tenant, cut); err != nil {
				return err
			}
		}
		_, err = t.exec(ctx, "UPDATE tenants SET pruned_on = greatest(pruned_on, $2) WHERE tenant = $1", t.tenant, before.UnixMicro())
		return err
	})
	return p, err
}

// Prunable tells what Prune would delete, as store.Keeper says.
func (s *Store) Prunable(ctx context.Context, before time.Time) (p store.Pruning, err error) {
	err = s.read(ctx, "look for what can be pruned", func(ctx context.Context, t *tx) error {
		p, err = t.prunable(ctx, before)
		return err
	})
	return p, err
}

// cut returns the sequence up to which everything in the journal is older than
// a moment.
func (t *tx) cut(ctx context.Context, before time.Time) (int64, error) {
	return t.one(ctx, `SELECT coalesce((SELECT min(seq) - 1 FROM journal WHERE tenant = $1 AND made_on >= $2),
  (SELECT seq FROM tenants WHERE tenant = $1))`, t.tenant, before.UnixMicro())
}

func (t *tx) prunable(ctx context.Context, before time.Time) (p store.Pruning, err error) {
	cut, err := t.cut(ctx, before)
	if err != nil {
		return p, err
	}
	if p.Changes, err = t.one(ctx, "SELECT count(*) FROM journal WHERE tenant = $1 AND seq <= $2", t.tenant, cut); err != nil {
		return p, err
	}
	err = t.rows(ctx, "SELECT id, run, made_on, undone_on = 0 FROM merges WHERE tenant = $1 AND seq <= $2 AND images <> '' ORDER BY id", func(r *row) error {
		p.Merges++
		end := store.EndedUndo{Merge: r.int(), Run: r.text(), On: r.time()}
		if r.bool() {
			p.Undos = append(p.Undos, end)
		}
		return nil
	}, t.tenant, cut)
	return p, err
}
