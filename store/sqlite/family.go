package sqlite

import "context"

// MergedInto returns who was merged into these, as store.Customers says.
func (s *Store) MergedInto(ctx context.Context, ids []int64) (merged []int64, err error) {
	err = s.read(ctx, "find merged customers", func(c conn) error {
		merged = nil
		return c.rows(`
WITH RECURSIVE merged (id) AS (
  SELECT c.id FROM json_each(?2) j CROSS JOIN customers c INDEXED BY customers_into
  ON c.tenant = ?1 AND c.merged_into = j.value AND c.merged_into <> 0
  UNION
  SELECT c.id FROM merged CROSS JOIN customers c INDEXED BY customers_into
  ON c.tenant = ?1 AND c.merged_into = merged.id AND c.merged_into <> 0
)
SELECT id FROM merged ORDER BY id`, func(r *row) error { merged = append(merged, r.int()); return nil }, c.tenant, idList(ids))
	})
	return merged, err
}
