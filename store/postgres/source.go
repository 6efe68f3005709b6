package postgres

import (
	"context"
	"iter"

	"rollcall/store"
)

// KeysOf streams the keys last received from a source, as store.Intake says.
func (s *Store) KeysOf(ctx context.Context, source string) iter.Seq2[store.SourceKey, error] {
	const query = `SELECT key, customer FROM memories WHERE tenant = $1 AND source = $2
UNION ALL SELECT 'import:' || import_id, id FROM customers WHERE tenant = $1 AND said_run <> 0 AND said_source = $2 ORDER BY 1`
	return stream(ctx, s, "read keys of a source", func(ctx context.Context, t *tx, yield func(store.SourceKey) bool) error {
		return t.rows(ctx, query, func(r *row) error {
			if k := (store.SourceKey{Key: r.text(), Customer: r.int()}); !yield(k) {
				return errStopped
			}
			return nil
		}, t.tenant, source)
	})
}
