package importer

import (
	"slices"
	"sort"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
)

// scene is what the rows of a batch see and what they make of it: what keys
// said, and the customers at work. The next batch reads it while this one is
// being written.
type scene struct {
	kinds    []customer.RefKind // by which customers that rows made are found
	keys     keyTable
	memories []store.Memory           // what the batch's rows said
	known    map[int64]*working       // stored customers that rows may change
	fresh    []working                // new customers, by ascending ids
	named    map[customer.Ref][]int64 // customers made or changed, by the keys that they had, but import ids in keys
	related  map[relatedKey]customer.Related
}

type relatedKey struct {
	kind customer.Kind
	id   string
}

// working is a customer while the batch works on it.
type working struct {
	now   *customer.Customer
	base  int64 // the stored version; 0: new
	dirty bool
}

// said returns what a key says by now; nil: nothing.
func (s *scene) said(k *keyed) *store.Memory {
	switch {
	case k == nil:
		return nil
	case k.kept > 0:
		return &s.memories[k.kept-1]
	}
	return k.stored
}

// keep sets what a key says.
func (s *scene) keep(m store.Memory) {
	k := &s.keys.list[s.keys.add(m.Key, fingerprint(m.Key))-1]
	s.keepAt(k, m)
}

func (s *scene) keepAt(k *keyed, m store.Memory) {
	if k.kept > 0 {
		s.memories[k.kept-1] = m
		return
	}
	s.memories = append(s.memories, m)
	k.kept = int32(len(s.memories))
}

// sortMemories puts what keys said in the order of the keys.
func (s *scene) sortMemories() {
	before := func(a, b store.Memory) int { return strings.Compare(a.Key, b.Key) }
	if slices.IsSortedFunc(s.memories, before) {
		return
	}
	kept := make([]*keyed, 0, len(s.memories))
	for i := range s.keys.list {
		if s.keys.list[i].kept > 0 {
			kept = append(kept, &s.keys.list[i])
		}
	}
	slices.SortFunc(kept, func(a, b *keyed) int { return strings.Compare(a.key, b.key) })
	sorted := make([]store.Memory, len(kept))
	for i, k := range kept {
		sorted[i] = s.memories[k.kept-1]
		k.kept = int32(i) + 1
	}
	s.memories = sorted
}

// at returns a customer at work by its id; nil when it is not.
func (s *scene) at(id int64) *working {
	if w := s.known[id]; w != nil {
		return w
	}
	i := sort.Search(len(s.fresh), func(i int) bool { return s.fresh[i].now.ID >= id })
	if i < len(s.fresh) && s.fresh[i].now.ID == id {
		return &s.fresh[i]
	}
	return nil
}

// made returns a customer that the batch made or changed; nil for others.
func (s *scene) made(id int64) *customer.Customer {
	if w := s.at(id); w != nil && w.dirty {
		return w.now
	}
	return nil
}

// lost says whether the batch took a key from a customer.
func (s *scene) lost(id int64, r customer.Ref) bool {
	c := s.made(id)
	return c != nil && !holds(c, r)
}

// claim notes by which keys a customer that the batch made or changed is known.
// own is a key that may be that of its import id.
func (s *scene) claim(c *customer.Customer, own *keyed) {
	for _, kind := range s.kinds {
		r := customer.Ref{Kind: kind, Text: keyOf(c, kind)}
		if r.Text == "" {
			continue
		}
		if k := s.idKey(r, own); k != nil {
			k.holder = c.ID
		} else if r = foldRef(r); !slices.Contains(s.named[r], c.ID) {
			s.named[r] = append(s.named[r], c.ID)
		}
	}
}

// idKey returns the key of a reference that is an import id; nil when no row has
// it. own is a key that may be it.
func (s *scene) idKey(r customer.Ref, own *keyed) *keyed {
	switch {
	case own.names(r):
		return own
	case r.Kind == customer.ByImportID:
		return s.keys.importID(r.Text)
	}
	return nil
}

// claimed calls yield with each customer that the batch gave the key and that
// has it still. r is folded; k is its idKey.
func (s *scene) claimed(r customer.Ref, k *keyed, yield func(id int64)) {
	if k != nil {
		if k.holder != 0 && !s.lost(k.holder, r) {
			yield(k.holder)
		}
		return
	}
	if len(s.named) == 0 {
		return
	}
	for _, id := range s.named[r] {
		if !s.lost(id, r) {
			yield(id)
		}
	}
}
