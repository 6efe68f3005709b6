package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/contract"
	"rollcall/store/internal/question"
)

// refColumns are the columns behind the references, each with an index. What
// may be absent repeats the condition of its partial index.
var refColumns = []struct {
	kind customer.RefKind
	cond string
}{
	{customer.ByCustomerID, "c.customer_id = k.text AND c.drawn"},
	{customer.ByImportID, "c.import_id = k.text"},
	{customer.ByExternalCustomerID, "c.external_customer_id = k.text AND c.external_customer_id <> ''"},
	{customer.ByExternalID, "c.external_id = k.text AND c.external_id <> ''"},
	{customer.ByEmail, "c.email_key = k.text AND c.email_key <> ''"},
}

// Find returns the customers that hold each key, as store.Customers says.
func (s *Store) Find(ctx context.Context, refs []customer.Ref) ([][]store.Hit, error) {
	if asksLate(refs) {
		s.asked.Store(true)
	}
	var hits [][]store.Hit
	err := s.read(ctx, "find customers", func(ctx context.Context, t *tx) error {
		var err error
		hits, err = t.find(ctx, refs)
		return err
	})
	if err != nil {
		return nil, err
	}
	return hits, nil
}

func (t *tx) find(ctx context.Context, refs []customer.Ref) ([][]store.Hit, error) {
	numbering := contract.Numbering{}
	if slices.ContainsFunc(refs, func(r customer.Ref) bool { return r.Kind == customer.ByCustomerID }) {
		var err error
		if numbering, err = t.readNumbering(ctx); err != nil {
			return nil, err
		}
	}
	query, keys := findSQL(refs, numbering)
	return t.hits(ctx, len(refs), query, append([]any{t.tenant}, keys...))
}

// findSQL returns one statement that looks up all references by the index of
// their kind, and its arguments after the tenant: for each kind in use, the
// keys and their positions in refs. Ids come first, then the customerIds that
// follow from ids.
func findSQL(refs []customer.Ref, numbering contract.Numbering) (string, []any) {
	var ids, places []int64
	for i, ref := range refs {
		if id, ok := customer.ParseID(ref.Text); ok && ref.Kind == customer.ByID {
			ids, places = append(ids, id), append(places, int64(i))
		}
	}
	parts := []string{lookup("bigint", 2, "c.id = k.text")}
	args := []any{ids, places}
	if texts, ids, places := numbered(refs, numbering); texts != nil {
		parts = append(parts, `SELECT k.place, c.id, c.merged_into FROM unnest($4::text[], $5::bigint[], $6::bigint[]) k(text, id, place)
JOIN customers c ON c.tenant = $1 AND c.id = k.id AND c.customer_id = k.text AND NOT c.drawn`)
		args = append(args, texts, ids, places)
	}
	for _, column := range refColumns {
		var texts []string
		var places []int64
		for i, ref := range refs {
			if ref.Kind != column.kind || ref.Text == "" {
				continue
			}
			text := ref.Text
			if ref.Kind == customer.ByEmail {
				text = emailKey(text)
			}
			texts, places = append(texts, text), append(places, int64(i))
		}
		if texts != nil {
			parts = append(parts, lookup("text", 2+len(args), column.cond))
			args = append(args, texts, places)
		}
	}
	return strings.Join(parts, " UNION ALL ") + " ORDER BY 1, 2", args
}

// numbered lists the customerIds that follow from ids, with these and their
// positions in refs.
func numbered(refs []customer.Ref, numbering contract.Numbering) (texts []string, ids, places []int64) {
	for i, ref := range refs {
		if ref.Kind != customer.ByCustomerID {
			continue
		}
		if id, ok := numbering.ID(ref.Text); ok {
			texts, ids, places = append(texts, ref.Text), append(ids, id), append(places, int64(i))
		}
	}
	return texts, ids, places
}

// lookup joins a list of keys, argument n, and their positions, argument n+1,
// with the customers that hold them.
func lookup(kind string, n int, cond string) string {
	return fmt.Sprintf(`SELECT k.place, c.id, c.merged_into FROM unnest($%d::%s[], $%d::bigint[]) k(text, place)
JOIN customers c ON c.tenant = $1 AND %s`, n, kind, n+1, cond)
}

// hits runs a statement of (position, id, merged_into) and follows merged-away
// customers to their survivors, all in one more statement.
func (t *tx) hits(ctx context.Context, n int, query string, args []any) ([][]store.Hit, error) {
	hits := make([][]store.Hit, n)
	var merged []int64
	err := t.rows(ctx, query, func(r *row) error {
		place, hit := r.int(), store.Hit{Named: r.int()}
		if r.int() == 0 {
			hit.Survivor = hit.Named
		} else {
			merged = append(merged, hit.Named)
		}
		hits[place] = append(hits[place], hit)
		return nil
	}, args...)
	if err != nil || merged == nil {
		return hits, err
	}
	survivors, err := t.survivors(ctx, merged)
	for _, list := range hits {
		for i := range list {
			if list[i].Survivor == 0 {
				list[i].Survivor = survivors[list[i].Named]
			}
		}
	}
	return hits, err
}

// survivors returns the live customer at the end of each merged-away
// customer's chain. UNION ends the walk even if a damaged store has a ring.
func (t *tx) survivors(ctx context.Context, merged []int64) (map[int64]int64, error) {
	ends := make(map[int64]int64, len(merged))
	err := t.rows(ctx, `
WITH RECURSIVE chain (named, at, next) AS (
  SELECT c.id, c.id, c.merged_into FROM customers c WHERE c.tenant = $1 AND c.id = ANY($2::bigint[])
  UNION
  SELECT chain.named, c.id, c.merged_into FROM chain JOIN customers c ON c.tenant = $1 AND c.id = chain.next
  WHERE chain.next <> 0
)
SELECT named, at FROM chain WHERE next = 0`, func(r *row) error {
		named := r.int()
		ends[named] = r.int()
		return nil
	}, t.tenant, merged)
	return ends, err
}

// FindBy returns the live customers whose texts at paths are exactly those
// given, as store.Customers says.
func (s *Store) FindBy(ctx context.Context, paths []customer.Path, values [][]string) ([][]store.Hit, error) {
	query, fixed, err := findBySQL(paths)
	if err != nil {
		return nil, fmt.Errorf("find customers by fields: %w", err)
	}
	places := make([]int64, len(values))
	texts := make([][]string, len(paths))
	for i, row := range values {
		places[i] = int64(i)
		for k := range paths {
			texts[k] = append(texts[k], row[k])
		}
	}
	var hits [][]store.Hit
	err = s.read(ctx, "find customers by fields", func(ctx context.Context, t *tx) error {
		args := append([]any{t.tenant, places}, fixed...)
		for _, list := range texts {
			args = append(args, list)
		}
		var err error
		hits, err = t.hits(ctx, len(values), query, args)
		return err
	})
	if err != nil {
		return nil, err
	}
	return hits, nil
}

// findBySQL returns the statement and its arguments between the positions and
// the lists of values.
func findBySQL(paths []customer.Path) (string, []any, error) {
	var fixed []any
	conds := make([]string, len(paths))
	for k, path := range paths {
		text, args, ok := question.TextOf(question.Postgres, path, 3+len(fixed))
		if !ok {
			return "", nil, fmt.Errorf("%s cannot be a key", path)
		}
		fixed = append(fixed, args...)
		conds[k] = fmt.Sprintf("%s = k.t%d", text, k)
	}
	lists, names := "", ""
	for k := range paths {
		lists += fmt.Sprintf(", $%d::text[]", 3+len(fixed)+k)
		names += fmt.Sprintf(", t%d", k)
	}
	return fmt.Sprintf(`SELECT k.place, c.id, c.merged_into FROM unnest($2::bigint[]%s) k(place%s)
JOIN customers c ON c.tenant = $1 AND c.merged_into = 0 AND %s ORDER BY 1, 2`, lists, names, strings.Join(conds, " AND ")), fixed, nil
}
