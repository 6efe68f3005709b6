package sqlite

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/question"
)

// keyColumns are the columns behind the references, each with an index. What
// may be absent repeats the condition of its partial index.
var keyColumns = map[customer.RefKind]string{
	customer.ByImportID:           "import_id = ?",
	customer.ByExternalCustomerID: "external_customer_id <> '' AND external_customer_id = ?",
	customer.ByExternalID:         "external_id <> '' AND external_id = ?",
}

// Find returns the customers that hold each key, as store.Customers says.
func (s *Store) Find(ctx context.Context, refs []customer.Ref) ([][]store.Hit, error) {
	hits := make([][]store.Hit, len(refs))
	err := s.read(ctx, "find customers", func(c conn) error {
		emails, err := c.emailFinder(refs)
		if err != nil {
			return err
		}
		for i, ref := range refs {
			if ref.Kind == customer.ByEmail {
				hits[i], err = emails(ref.Text)
			} else {
				hits[i], err = c.find(ref)
			}
			if err != nil {
				return err
			}
		}
		return c.followAll(hits)
	})
	if err != nil {
		return nil, err
	}
	return hits, nil
}

// find returns the holders of one key, emails apart; Survivor is set on live
// ones only.
func (c conn) find(ref customer.Ref) ([]store.Hit, error) {
	id, isID := customer.ParseID(ref.Text)
	switch {
	case ref.Text == "" || (ref.Kind == customer.ByID && !isID):
		return nil, nil
	case ref.Kind == customer.ByID:
		return c.holders("id = ?", func(b *binder) { b.int(id) })
	case ref.Kind == customer.ByCustomerID:
		return c.findCustomerID(ref.Text)
	}
	cond, ok := keyColumns[ref.Kind]
	if !ok {
		return nil, nil
	}
	return c.holders(cond, func(b *binder) { b.text(ref.Text) })
}

// findCustomerID looks under the id that a customerId follows from, and among
// those that were drawn.
func (c conn) findCustomerID(text string) ([]store.Hit, error) {
	if id, ok := c.store.numbering.ID(text); ok {
		hits, err := c.holders("id = ? AND customer_id = ?", func(b *binder) { b.int(id); b.text(text) })
		if err != nil || len(hits) > 0 {
			return hits, err
		}
	}
	return c.holders("drawn <> 0 AND customer_id = ?", func(b *binder) { b.text(text) })
}

// holders returns the customers that a condition holds for, by id.
func (c conn) holders(cond string, bind func(*binder)) (hits []store.Hit, err error) {
	err = c.lookup("SELECT id, merged_into FROM customers WHERE tenant = ? AND "+cond,
		func(b *binder) { b.int(c.tenant); bind(b) },
		func(r *row) error { hits = append(hits, scanHit(r)); return nil })
	// Asked to sort, SQLite would plan the statement anew for every key.
	slices.SortFunc(hits, func(a, b store.Hit) int { return cmp.Compare(a.Named, b.Named) })
	return hits, err
}

func scanHit(r *row) store.Hit {
	hit := store.Hit{Named: r.int()}
	if r.int() == 0 {
		hit.Survivor = hit.Named
	}
	return hit
}

// followAll sets the survivors of merged-away hits, all in one statement.
func (c conn) followAll(hits [][]store.Hit) error {
	var merged []int64
	for _, list := range hits {
		for _, hit := range list {
			if hit.Survivor == 0 {
				merged = append(merged, hit.Named)
			}
		}
	}
	if merged == nil {
		return nil
	}
	survivors, err := c.survivors(merged)
	for _, list := range hits {
		for i := range list {
			if list[i].Survivor == 0 {
				list[i].Survivor = survivors[list[i].Named]
			}
		}
	}
	return err
}

// survivors returns the live customer at the end of each merged-away
// customer's chain. UNION ends the walk even if a damaged store has a ring.
// CROSS JOIN keeps the planner from walking all customers for each key.
func (c conn) survivors(merged []int64) (map[int64]int64, error) {
	ends := make(map[int64]int64, len(merged))
	err := c.rows(`
WITH RECURSIVE chain (named, at, next) AS (
  SELECT c.id, c.id, c.merged_into FROM json_each(?2) j CROSS JOIN customers c ON c.tenant = ?1 AND c.id = j.value
  UNION
  SELECT chain.named, c.id, c.merged_into FROM chain JOIN customers c ON c.tenant = ?1 AND c.id = chain.next
  WHERE chain.next <> 0
)
SELECT named, at FROM chain WHERE next = 0`, func(r *row) error {
		ends[r.int()] = r.int()
		return nil
	}, c.tenant, idList(merged))
	return ends, err
}

// FindBy returns the live customers whose texts at paths are exactly those
// given, as store.Customers says.
func (s *Store) FindBy(ctx context.Context, paths []customer.Path, values [][]string) ([][]store.Hit, error) {
	hits := make([][]store.Hit, len(values))
	err := s.read(ctx, "find customers by fields", func(c conn) error {
		query, fixed, err := findBySQL(paths)
		if err != nil {
			return err
		}
		for i, texts := range values {
			args := append([]any{c.tenant}, fixed...)
			for _, text := range texts {
				args = append(args, text)
			}
			err := c.rows(query, func(r *row) error {
				id := r.int()
				hits[i] = append(hits[i], store.Hit{Named: id, Survivor: id})
				return nil
			}, args...)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return hits, nil
}

// findBySQL returns the statement and its arguments between the tenant and the
// values.
func findBySQL(paths []customer.Path) (string, []any, error) {
	query, fixed := "SELECT c.id FROM customers c WHERE c.tenant = ?1 AND c.merged_into = 0", []any(nil)
	texts := make([]string, len(paths))
	for k, path := range paths {
		text, args, ok := question.TextOf(question.SQLite, path, 2+len(fixed))
		if !ok {
			return "", nil, fmt.Errorf("%s cannot be a key", path)
		}
		texts[k] = text
		fixed = append(fixed, args...)
	}
	for k, text := range texts {
		query += fmt.Sprintf(" AND %s = ?%d", text, 2+len(fixed)+k)
	}
	return query + " ORDER BY c.id", fixed, nil
}
