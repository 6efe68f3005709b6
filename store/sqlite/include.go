package sqlite

import (
	"errors"

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
		if err := c.includeRelated(list, byID, idList(ids), include.Kinds); err != nil {
			return err
		}
	}
	if include.MergeHistory {
		return c.includeMerges(byID, idList(ids))
	}
	return nil
}

func (c conn) includeRelated(list []*customer.Customer, byID map[int64][]*customer.Customer, ids string, kinds []customer.Kind) error {
	wanted, err := jsonText(kinds)
	if err != nil {
		return err
	}
	err = c.rows(`SELECT r.customer, r.kind, r.id, r.data FROM related r
WHERE r.tenant = ?1 AND r.customer IN (SELECT value FROM json_each(?2)) AND r.kind IN (SELECT value FROM json_each(?3))`,
		func(r *row) error {
			record := customer.Related{CustomerID: r.int(), Kind: customer.Kind(r.text()), ID: r.text(), Data: r.bytes()}
			for _, one := range byID[record.CustomerID] {
				one.Related = append(one.Related, record)
			}
			return nil
		}, c.tenant, ids, wanted)
	for _, one := range list {
		customer.SortRelated(one.Related)
	}
	return err
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
