package sqlite

import (
	"errors"
	"slices"

	"rollcall/store"
	"rollcall/store/customer"
)

// chunkSize is how many customers of a stream share a statement that reads
// their related records.
const chunkSize = 256

// errStopped ends a statement whose reader wants no more.
var errStopped = errors.New("stopped")

func unlessStopped(err error) error {
	if errors.Is(err, errStopped) {
		return nil
	}
	return err
}

// chunk gathers the customers of a stream until their related records are
// worth asking for together. Without any to ask for, they go straight through.
type chunk struct {
	conn    conn
	include store.Include
	yield   func(*customer.Customer) bool
	list    []*customer.Customer
}

func (k *chunk) add(c *customer.Customer) error {
	k.list = append(k.list, c)
	if len(k.list) < chunkSize && (len(k.include.Kinds) > 0 || k.include.MergeHistory) {
		return nil
	}
	return k.flush()
}

func (k *chunk) flush() error {
	if err := k.conn.include(k.list, k.include); err != nil {
		return err
	}
	for _, c := range k.list {
		if !k.yield(c) {
			return errStopped
		}
	}
	k.list = k.list[:0]
	return nil
}

// include loads what was asked for beside the customers' own values, with one
// statement a sort for all of them.
func (c conn) include(list []*customer.Customer, include store.Include) error {
	if len(list) == 0 {
		return nil
	}
	byID := make(map[int64][]*customer.Customer, len(list)) // the same customer may be asked for twice
	ids := make([]int64, 0, len(list))
	for _, one := range list {
		byID[one.ID] = append(byID[one.ID], one)
		ids = append(ids, one.ID)
	}
	if len(include.Kinds) > 0 {
		if err := c.includeRelated(byID, idList(ids), include); err != nil {
			return err
		}
		for _, one := range list {
			customer.SortRelated(one.Related)
		}
	}
	if include.MergeHistory {
		return c.includeMerges(byID, idList(ids))
	}
	return nil
}

func (c conn) includeRelated(byID map[int64][]*customer.Customer, ids string, include store.Include) error {
	wanted, err := jsonText(include.Kinds)
	if err != nil {
		return err
	}
	err = c.rows(`SELECT r.customer, r.customer, r.kind, r.id, r.data FROM related r
WHERE r.tenant = ?1 AND r.customer IN (SELECT value FROM json_each(?2)) AND r.kind IN (SELECT value FROM json_each(?3))`,
		attachTo(byID), c.tenant, ids, wanted)
	if err != nil || !include.Associated || !slices.Contains(include.Kinds, customer.Memberships) {
		return err
	}
	return c.rows(`
WITH RECURSIVE person (root, id) AS (
  SELECT value, value FROM json_each(?2)
  UNION
  SELECT person.root, c.id FROM person JOIN customers c INDEXED BY customers_into
  ON c.tenant = ?1 AND c.merged_into = person.id AND c.merged_into <> 0
)
SELECT DISTINCT p.root, r.customer, r.kind, r.id, r.data FROM person p
JOIN customers c ON c.tenant = ?1 AND c.id = p.id
JOIN cardholders h ON h.tenant = ?1 AND h.import_id = c.import_id
JOIN related r ON r.tenant = ?1 AND r.kind = 'memberships' AND r.id = h.membership AND r.customer <> p.root`,
		attachTo(byID), c.tenant, ids)
}

// attachTo reads rows of a customer and a record, and gives each record to that
// customer.
func attachTo(byID map[int64][]*customer.Customer) func(*row) error {
	return func(r *row) error {
		to := r.int()
		record := customer.Related{CustomerID: r.int(), Kind: customer.Kind(r.text()), ID: r.text(), Data: r.bytes()}
		for _, one := range byID[to] {
			one.Related = append(one.Related, record)
		}
		return nil
	}
}

func (c conn) includeMerges(byID map[int64][]*customer.Customer, ids string) error {
	merges, err := c.merges("m.survivor IN (SELECT value FROM json_each(?2))", false, ids)
	for _, m := range merges {
		for _, one := range byID[m.Survivor] {
			one.MergeHistory = append(one.MergeHistory, m)
		}
	}
	return err
}
