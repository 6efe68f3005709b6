package postgres

import "context"

// MergedInto returns who was merged into these, as store.Customers says.
func (s *Store) MergedInto(ctx context.Context, ids []int64) (merged []int64, err error) {
	err = s.read(ctx, "find merged customers", func(ctx context.Context, t *tx) error {
		merged = nil
		return t.rows(ctx, `
WITH RECURSIVE merged (id) AS (
  SELECT c.id FROM unnest($2::bigint[]) AS asked (id) JOIN customers c
  ON c.tenant = $1 AND c.merged_into = asked.id AND c.merged_into <> 0
  UNION
  SELECT c.id FROM merged JOIN customers c
  ON c.tenant = $1 AND c.merged_into = merged.id AND c.merged_into <> 0
)
SELECT id FROM merged ORDER BY id`, func(r *row) error { merged = append(merged, r.int()); return nil }, t.tenant, ids)
	})
	return merged, err
}
