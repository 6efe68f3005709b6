package importer

import (
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
)

// keyed is a key that the rows of a batch have.
type keyed struct {
	key    string
	print  uint64        // fingerprint of key
	stored *store.Memory // what it said last when the batch began; nil: nothing
	fresh  bool          // the store need not be asked about it
	kept   int32         // where what the batch's rows said stands in scene.memories, plus 1; 0: they said nothing
	held   store.Hit     // of a key that is an import id: who held it when the batch began
	holder int64         // and the customer that the batch gave it; 0: none
}

// keyTable finds keys by their fingerprints, and no two that are alike.
type keyTable struct {
	slots []int32 // open addressing: place in list, plus 1
	list  []keyed
	ids   bool // some key is an import id
}

// newKeyTable makes room for n keys.
func newKeyTable(n int) keyTable {
	size := 16
	for size < 2*n {
		size *= 2
	}
	return keyTable{slots: make([]int32, size), list: make([]keyed, 0, n)}
}

// slot returns where the key's place in the list stands, or would stand.
func (t *keyTable) slot(key string, print uint64) *int32 {
	mask := uint64(len(t.slots) - 1)
	for i := print & mask; ; i = (i + 1) & mask {
		at := &t.slots[i]
		if *at == 0 || t.list[*at-1].print == print && t.list[*at-1].key == key {
			return at
		}
	}
}

// add returns the key's place in the list, plus 1; it is put there when it is
// not.
func (t *keyTable) add(key string, print uint64) int32 {
	if 4*len(t.list) >= 3*len(t.slots) {
		t.grow()
	}
	at := t.slot(key, print)
	if *at == 0 {
		t.list = append(t.list, keyed{key: key, print: print})
		*at = int32(len(t.list))
		t.ids = t.ids || strings.HasPrefix(key, importKey)
	}
	return *at
}

func (t *keyTable) grow() {
	t.slots = make([]int32, 2*max(len(t.slots), 8))
	for i := range t.list {
		*t.slot(t.list[i].key, t.list[i].print) = int32(i) + 1
	}
}

// find returns a key; nil when no row has it. It is valid until the next add.
func (t *keyTable) find(key string) *keyed {
	if len(t.slots) == 0 {
		return nil
	}
	if at := *t.slot(key, fingerprint(key)); at > 0 {
		return &t.list[at-1]
	}
	return nil
}

// importID returns the key of an import id; nil when no row has it.
func (t *keyTable) importID(text string) *keyed {
	if !t.ids {
		return nil
	}
	return t.find(importKey + text)
}

// names says whether the key is that of the reference, an import id.
func (k *keyed) names(r customer.Ref) bool {
	return k != nil && r.Kind == customer.ByImportID && len(k.key) == len(importKey)+len(r.Text) && k.key[len(importKey):] == r.Text && strings.HasPrefix(k.key, importKey)
}
