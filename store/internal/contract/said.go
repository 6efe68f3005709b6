package contract

import (
	"slices"
	"strings"

	"rollcall/store"
)

// ImportKey begins the keys of memories that import ids have.
const ImportKey = "import:"

// OwnKey returns the import id of a memory's key and whether what it says may be
// kept in a customer's row: it was said in the batch's own run.
func OwnKey(m *store.Memory, run string) (importID string, own bool) {
	importID, own = strings.CutPrefix(m.Key, ImportKey)
	return importID, own && m.Run == run
}

// DivideMemories parts a batch's memories into those that are written with their
// new customers, by id, and all others, by key. Of equal keys the last one stays.
func DivideMemories(b *store.Batch) (own map[int64]*store.Memory, other []*store.Memory) {
	list := make([]*store.Memory, len(b.Memories))
	for i := range list {
		list[i] = &b.Memories[i]
	}
	byKey := func(a, b *store.Memory) int { return strings.Compare(a.Key, b.Key) }
	if !slices.IsSortedFunc(list, byKey) {
		slices.SortStableFunc(list, byKey)
	}
	fresh := make(map[int64]string, len(b.New))
	for _, c := range b.New {
		fresh[c.ID] = c.ImportID
	}
	own = make(map[int64]*store.Memory, len(b.New))
	for i, m := range list {
		if i+1 < len(list) && list[i+1].Key == m.Key {
			continue
		}
		importID, isNew := fresh[m.Customer]
		if literal, may := OwnKey(m, b.Run); isNew && may && literal == importID {
			own[m.Customer] = m
		} else {
			other = append(other, m)
		}
	}
	return own, other
}
