package importer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
)

// scratch is the store of a dry run: it reads through to the real one and
// keeps what would be written in memory, so that a row sees what the rows
// before it would have done. Its size grows with what the run would change.
type scratch struct {
	Store
	memories  map[string]store.Memory
	customers map[int64]*customer.Customer
	named     map[customer.Ref]int64
	related   map[relatedKey]customer.Related
	next      int64
}

type relatedKey struct {
	kind customer.Kind
	id   string
}

// firstScratchID lies above every id that a database gives out in practice.
const firstScratchID = 1 << 60

func newScratch(s Store) *scratch {
	return &scratch{
		Store:     s,
		memories:  map[string]store.Memory{},
		customers: map[int64]*customer.Customer{},
		named:     map[customer.Ref]int64{},
		related:   map[relatedKey]customer.Related{},
		next:      firstScratchID,
	}
}

func (s *scratch) Find(ctx context.Context, refs []customer.Ref) ([][]store.Hit, error) {
	hits, err := s.Store.Find(ctx, refs)
	for i := range hits {
		if id, ok := s.named[foldRef(refs[i])]; ok && !slices.ContainsFunc(hits[i], func(h store.Hit) bool { return h.Named == id }) {
			hits[i] = append(hits[i], store.Hit{Named: id, Survivor: id})
		}
	}
	return hits, err
}

func (s *scratch) FindBy(ctx context.Context, paths []customer.Path, values [][]string) ([][]store.Hit, error) {
	hits, err := s.Store.FindBy(ctx, paths, values)
	if err != nil {
		return nil, err
	}
	wanted := make(map[string][]int, len(values))
	for i, v := range values {
		text := strings.Join(v, store.Separator)
		wanted[text] = append(wanted[text], i)
	}
	for id, c := range s.customers {
		parts := make([]string, len(paths))
		for k, p := range paths {
			parts[k] = c.Text(p)
		}
		for _, i := range wanted[strings.Join(parts, store.Separator)] {
			if !slices.ContainsFunc(hits[i], func(h store.Hit) bool { return h.Named == id }) {
				hits[i] = append(hits[i], store.Hit{Named: id, Survivor: id})
			}
		}
	}
	for i := range hits {
		slices.SortFunc(hits[i], func(a, b store.Hit) int { return cmp.Compare(a.Named, b.Named) })
	}
	return hits, nil
}

func (s *scratch) Load(ctx context.Context, ids []int64, include store.Include) ([]*customer.Customer, error) {
	list := make([]*customer.Customer, len(ids))
	var asked []int64
	for i, id := range ids {
		if c, ok := s.customers[id]; ok {
			list[i] = c.Clone()
		} else {
			asked = append(asked, id)
		}
	}
	stored, err := s.Store.Load(ctx, asked, include)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i] == nil {
			list[i], stored = stored[0], stored[1:]
		}
	}
	return list, nil
}

func (s *scratch) Recall(ctx context.Context, keys []string) ([]store.Memory, error) {
	found, err := s.Store.Recall(ctx, keys)
	for i := range found {
		if m, ok := s.memories[keys[i]]; ok {
			found[i] = m
		}
	}
	return found, err
}

func (s *scratch) Related(ctx context.Context, kind customer.Kind, ids []string) ([]customer.Related, error) {
	found, err := s.Store.Related(ctx, kind, ids)
	for i := range found {
		if r, ok := s.related[relatedKey{kind, ids[i]}]; ok {
			found[i] = r
		}
	}
	return found, err
}

func (s *scratch) Reserve(_ context.Context, n int) ([]int64, []string, error) {
	ids, customerIDs := make([]int64, n), make([]string, n)
	for i := range ids {
		ids[i] = s.next
		customerIDs[i] = fmt.Sprintf("dry-run-%d", s.next)
		s.next++
	}
	return ids, customerIDs, nil
}

// Take keeps the batch in memory.
func (s *scratch) Take(_ context.Context, b store.Batch) error {
	for _, c := range b.New {
		s.keep(c)
		s.keepRelated(c.Related)
	}
	for _, r := range b.Changed {
		s.keep(r.Customer)
	}
	s.keepRelated(b.Related)
	for _, m := range b.Memories {
		m.Survivor = m.Customer
		if old, ok := s.memories[m.Key]; ok {
			m.Survivor = old.Survivor
		} else if c := s.customers[m.Customer]; c != nil && c.MergedInto != 0 {
			m.Survivor = c.MergedInto
		}
		s.memories[m.Key] = m
	}
	return nil
}

func (s *scratch) keep(c *customer.Customer) {
	s.customers[c.ID] = c.Clone()
	for kind, text := range map[customer.RefKind]string{
		customer.ByID: customer.FormatID(c.ID), customer.ByCustomerID: c.CustomerID, customer.ByImportID: c.ImportID,
		customer.ByExternalCustomerID: c.ExternalCustomerID, customer.ByExternalID: c.ExternalID, customer.ByEmail: c.Email,
	} {
		if text != "" {
			s.named[foldRef(customer.Ref{Kind: kind, Text: text})] = c.ID
		}
	}
}

func (s *scratch) keepRelated(list []customer.Related) {
	for _, r := range list {
		s.related[relatedKey{r.Kind, r.ID}] = r
	}
}

// foldRef makes emails comparable regardless of case.
func foldRef(r customer.Ref) customer.Ref {
	if r.Kind == customer.ByEmail {
		r.Text = strings.ToLower(r.Text)
	}
	return r
}
