package importer

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
)

// overlay is a store with batches laid over it in memory: it reads through to
// the real store and answers as if the batches were written there already. The
// customers that it holds are shared, and nobody changes them.
type overlay struct {
	Store
	kinds     []customer.RefKind // by which customers laid over are found
	memories  map[string]store.Memory
	customers map[int64]*customer.Customer
	named     map[customer.Ref]int64
	related   map[relatedKey]customer.Related
	stands    survivors
}

type relatedKey struct {
	kind customer.Kind
	id   string
}

func newOverlay(s Store, kinds []customer.RefKind) *overlay {
	return &overlay{
		Store:     s,
		kinds:     kinds,
		memories:  map[string]store.Memory{},
		customers: map[int64]*customer.Customer{},
		named:     map[customer.Ref]int64{},
		related:   map[relatedKey]customer.Related{},
		stands:    survivors{},
	}
}

// survivors are the live customers that merged-away ones stand for, as far as
// rows came through them.
type survivors map[int64]int64

// note learns from what keys said; imports merge nobody.
func (s survivors) note(list []store.Memory) {
	for _, m := range list {
		if m.Survivor != 0 && m.Survivor != m.Customer {
			s[m.Customer] = m.Survivor
		}
	}
}

// hit is the answer that names a customer.
func (s survivors) hit(id int64) store.Hit {
	return store.Hit{Named: id, Survivor: cmp.Or(s[id], id)}
}

func (o *overlay) Find(ctx context.Context, refs []customer.Ref) ([][]store.Hit, error) {
	hits, err := o.Store.Find(ctx, refs)
	for i := range hits {
		hits[i] = o.found(refs[i], hits[i])
	}
	return hits, err
}

// found corrects what the store found for a reference.
func (o *overlay) found(ref customer.Ref, hits []store.Hit) []store.Hit {
	hits = slices.DeleteFunc(hits, func(h store.Hit) bool {
		c := o.customers[h.Named]
		return c != nil && !holds(c, ref)
	})
	if id, ok := o.named[foldRef(ref)]; ok && !slices.ContainsFunc(hits, func(h store.Hit) bool { return h.Named == id }) {
		hits = append(hits, o.stands.hit(id))
	}
	return hits
}

func (o *overlay) FindBy(ctx context.Context, paths []customer.Path, values [][]string) ([][]store.Hit, error) {
	hits, err := o.Store.FindBy(ctx, paths, values)
	if err != nil {
		return nil, err
	}
	for i := range hits {
		hits[i] = slices.DeleteFunc(hits[i], func(h store.Hit) bool { return o.customers[h.Named] != nil })
	}
	wanted := make(map[string][]int, len(values))
	for i, v := range values {
		text := strings.Join(v, store.Separator)
		wanted[text] = append(wanted[text], i)
	}
	for id, c := range o.customers {
		if c.MergedInto != 0 {
			continue // only live customers are found by their values
		}
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

func (o *overlay) Load(ctx context.Context, ids []int64, include store.Include) ([]*customer.Customer, error) {
	list := make([]*customer.Customer, len(ids))
	var asked []int64
	for i, id := range ids {
		if c, ok := o.customers[id]; ok {
			list[i] = c
		} else {
			asked = append(asked, id)
		}
	}
	stored, err := o.Store.Load(ctx, asked, include)
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

func (o *overlay) Recall(ctx context.Context, keys []string) ([]store.Memory, error) {
	found, err := o.Store.Recall(ctx, keys)
	for i := range found {
		holder := found[i].Holder
		if m, ok := o.memories[keys[i]]; ok {
			found[i] = m
		}
		if importID, ok := strings.CutPrefix(keys[i], importKey); ok {
			found[i].Holder = o.holder(importID, holder)
		}
	}
	return found, err
}

// holder is who holds an import id; stored is who does in the store.
func (o *overlay) holder(importID string, stored store.Hit) store.Hit {
	var hits []store.Hit
	if stored.Named != 0 {
		hits = []store.Hit{stored}
	}
	if hits = o.found(customer.Ref{Kind: customer.ByImportID, Text: importID}, hits); len(hits) == 0 {
		return store.Hit{}
	}
	return hits[0]
}

func (o *overlay) Related(ctx context.Context, kind customer.Kind, ids []string) ([]customer.Related, error) {
	found, err := o.Store.Related(ctx, kind, ids)
	for i := range found {
		if r, ok := o.related[relatedKey{kind, ids[i]}]; ok {
			found[i] = r
		}
	}
	return found, err
}

// Take keeps the batch in memory.
func (o *overlay) Take(_ context.Context, b store.Batch) error {
	for _, c := range b.New {
		o.keep(c)
		o.keepRelated(c.Related)
	}
	for _, r := range b.Changed {
		o.keep(r.Customer)
	}
	o.keepRelated(b.Related)
	o.stands.note(b.Memories)
	for _, m := range b.Memories {
		o.memories[m.Key] = m
	}
	return nil
}

func (o *overlay) keep(c *customer.Customer) {
	o.customers[c.ID] = c
	for _, kind := range o.kinds {
		if text := keyOf(c, kind); text != "" {
			o.named[foldRef(customer.Ref{Kind: kind, Text: text})] = c.ID
		}
	}
}

// keyOf is the text by which references of a kind name the customer.
func keyOf(c *customer.Customer, kind customer.RefKind) string {
	switch kind {
	case customer.ByID:
		return customer.FormatID(c.ID)
	case customer.ByCustomerID:
		return c.CustomerID
	case customer.ByImportID:
		return c.ImportID
	case customer.ByExternalCustomerID:
		return c.ExternalCustomerID
	case customer.ByExternalID:
		return c.ExternalID
	}
	return c.Email
}

// holds says whether the reference names the customer as it stands.
func holds(c *customer.Customer, r customer.Ref) bool {
	return foldRef(customer.Ref{Kind: r.Kind, Text: keyOf(c, r.Kind)}) == foldRef(r)
}

func (o *overlay) keepRelated(list []customer.Related) {
	for _, r := range list {
		o.related[relatedKey{r.Kind, r.ID}] = r
	}
}

// foldRef makes emails comparable regardless of case.
func foldRef(r customer.Ref) customer.Ref {
	if r.Kind == customer.ByEmail {
		r.Text = strings.ToLower(r.Text)
	}
	return r
}
