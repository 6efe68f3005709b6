package importer

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"rollcall/store"
	"rollcall/store/customer"
)

// scratch is the store of a dry run: it reads through to the real one and
// answers as if what the run would write were there, so that a row sees what
// the rows before it would have done. Everything is kept in a file; memory
// holds a hundred bytes or so a changed row.
type scratch struct {
	Store
	spill     *spill
	next      int64
	kinds     []customer.RefKind // by which customers can be named
	lists     []keyList          // by which customers can be found
	customers map[int64]place
	memories  map[uint64]place
	related   map[uint64]place
	stands    survivors
	named     map[uint64]int64   // customers by the fingerprint of what names them
	found     map[uint64][]int64 // and by that of a key list's values
}

// stored is a customer as the spill keeps it: every exported field, under its
// Go name.
type stored customer.Customer

// firstScratchID lies above every id that a database gives out in practice.
const firstScratchID = 1 << 60

func newScratch(s Store, inputs []Input, dir string) (*scratch, error) {
	sp, err := newSpill(dir)
	if err != nil {
		return nil, err
	}
	return &scratch{
		Store: s, spill: sp, next: firstScratchID, kinds: keyKinds(inputs), lists: keyLists(inputs),
		customers: map[int64]place{}, memories: map[uint64]place{}, related: map[uint64]place{}, stands: survivors{}, named: map[uint64]int64{}, found: map[uint64][]int64{},
	}, nil
}

// Reserve gives out ids that are never stored.
func (s *scratch) Reserve(_ context.Context, n int) ([]int64, []string, error) {
	ids, customerIDs := make([]int64, n), make([]string, n)
	for i := range ids {
		ids[i] = s.next
		customerIDs[i] = fmt.Sprintf("dry-run-%d", s.next)
		s.next++
	}
	return ids, customerIDs, nil
}

// Find lays the run's customers over the store's answer.
func (s *scratch) Find(ctx context.Context, refs []customer.Ref) ([][]store.Hit, error) {
	hits, err := s.Store.Find(ctx, refs)
	if err != nil {
		return nil, err
	}
	for i, r := range refs {
		r = foldRef(r)
		if changes(r.Kind) {
			var kept []store.Hit
			for _, h := range hits[i] {
				c, err := s.customer(h.Named)
				if err != nil {
					return nil, err
				}
				if c == nil || holds(c, r) {
					kept = append(kept, h)
				}
			}
			hits[i] = kept
		}
		if id, ok := s.named[refPrint(r)]; ok && !slices.ContainsFunc(hits[i], func(h store.Hit) bool { return h.Named == id }) {
			hits[i] = append(hits[i], s.stands.hit(id))
		}
	}
	return hits, nil
}

// FindBy lays the run's customers over the store's answer.
func (s *scratch) FindBy(ctx context.Context, paths []customer.Path, values [][]string) ([][]store.Hit, error) {
	hits, err := s.Store.FindBy(ctx, paths, values)
	if err != nil {
		return nil, err
	}
	list := pathNames(paths)
	for i := range hits {
		hits[i] = slices.DeleteFunc(hits[i], func(h store.Hit) bool { _, ours := s.customers[h.Named]; return ours })
		for _, id := range s.found[valuesPrint(list, values[i])] {
			hits[i] = append(hits[i], store.Hit{Named: id, Survivor: id})
		}
		slices.SortFunc(hits[i], func(a, b store.Hit) int { return cmp.Compare(a.Named, b.Named) })
	}
	return hits, nil
}

// Load returns the run's customers before the store's.
func (s *scratch) Load(ctx context.Context, ids []int64, include store.Include) ([]*customer.Customer, error) {
	return over(ids, s.customer, func(rest []int64) ([]*customer.Customer, error) { return s.Store.Load(ctx, rest, include) })
}

// customer returns a customer that the run would have written; nil for others.
func (s *scratch) customer(id int64) (*customer.Customer, error) {
	p, ok := s.customers[id]
	if !ok {
		return nil, nil
	}
	var c stored
	if err := s.spill.read(p, &c); err != nil {
		return nil, err
	}
	return (*customer.Customer)(&c), nil
}

// Recall returns what the run's rows said before what the store remembers.
func (s *scratch) Recall(ctx context.Context, keys []string) ([]store.Memory, error) {
	found, err := s.Store.Recall(ctx, keys)
	for i := range found {
		if p, ok := s.memories[fingerprint(keys[i])]; ok && err == nil {
			found[i] = store.Memory{}
			err = s.spill.read(p, &found[i])
		}
	}
	return found, err
}

// Related returns the run's records before the store's.
func (s *scratch) Related(ctx context.Context, kind customer.Kind, ids []string) ([]customer.Related, error) {
	found, err := s.Store.Related(ctx, kind, ids)
	for i := range found {
		if p, ok := s.related[recordPrint(kind, ids[i])]; ok && err == nil {
			found[i] = customer.Related{}
			err = s.spill.read(p, &found[i])
		}
	}
	return found, err
}

// Take keeps the batch in the file.
func (s *scratch) Take(_ context.Context, b store.Batch) error {
	for _, c := range b.New {
		if err := s.keep(c); err != nil {
			return err
		}
		if err := s.keepRelated(c.Related); err != nil {
			return err
		}
	}
	for _, r := range b.Changed {
		if err := s.keep(r.Customer); err != nil {
			return err
		}
	}
	if err := s.keepRelated(b.Related); err != nil {
		return err
	}
	s.stands.note(b.Memories)
	for _, m := range b.Memories {
		p, err := s.spill.keep(m)
		if err != nil {
			return err
		}
		s.memories[fingerprint(m.Key)] = p
	}
	return nil
}

func (s *scratch) keep(c *customer.Customer) error {
	if err := s.forget(c.ID); err != nil {
		return err
	}
	p, err := s.spill.keep((*stored)(c))
	if err != nil {
		return err
	}
	s.customers[c.ID] = p
	for _, kind := range s.kinds {
		if text := keyOf(c, kind); text != "" {
			s.named[refPrint(foldRef(customer.Ref{Kind: kind, Text: text}))] = c.ID
		}
	}
	for _, l := range s.lists {
		if c.MergedInto == 0 { // only live customers are found by their values
			at := l.print(c)
			s.found[at] = append(s.found[at], c.ID)
		}
	}
	return nil
}

// forget drops what a customer was found by when the run changed it before.
func (s *scratch) forget(id int64) error {
	if len(s.lists) == 0 {
		return nil
	}
	c, err := s.customer(id)
	if c == nil {
		return err
	}
	for _, l := range s.lists {
		at := l.print(c)
		s.found[at] = slices.DeleteFunc(s.found[at], func(other int64) bool { return other == id })
	}
	return nil
}

func (s *scratch) keepRelated(list []customer.Related) error {
	for _, r := range list {
		p, err := s.spill.keep(r)
		if err != nil {
			return err
		}
		s.related[recordPrint(r.Kind, r.ID)] = p
	}
	return nil
}
