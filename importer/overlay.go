package importer

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
)

// overlay is a store with a batch laid over it that is being written: it reads
// through to the real store and answers as if the batch were there already. The
// customers that it holds are shared, and nobody changes them.
type overlay struct {
	Store
	scene
	batch  store.Batch
	stands survivors
}

// newOverlay lays a batch over the store. scene is what the batch left.
func newOverlay(s Store, sc scene, b store.Batch) *overlay {
	o := &overlay{Store: s, scene: sc, batch: b, stands: survivors{}}
	o.stands.note(b.Memories)
	return o
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
	ref = foldRef(ref)
	hits = slices.DeleteFunc(hits, func(h store.Hit) bool { return o.lost(h.Named, ref) })
	o.claimed(ref, o.idKey(ref, nil), func(id int64) {
		if !slices.ContainsFunc(hits, func(h store.Hit) bool { return h.Named == id }) {
			hits = append(hits, o.stands.hit(id))
		}
	})
	return hits
}

func (o *overlay) FindBy(ctx context.Context, paths []customer.Path, values [][]string) ([][]store.Hit, error) {
	hits, err := o.Store.FindBy(ctx, paths, values)
	if err != nil {
		return nil, err
	}
	for i := range hits {
		hits[i] = slices.DeleteFunc(hits[i], func(h store.Hit) bool { return o.made(h.Named) != nil })
	}
	wanted := make(map[string][]int, len(values))
	for i, v := range values {
		text := strings.Join(v, store.Separator)
		wanted[text] = append(wanted[text], i)
	}
	for c := range o.customers() {
		if c.MergedInto != 0 {
			continue // only live customers are found by their values
		}
		parts := make([]string, len(paths))
		for k, p := range paths {
			parts[k] = c.Text(p)
		}
		for _, i := range wanted[strings.Join(parts, store.Separator)] {
			hits[i] = append(hits[i], store.Hit{Named: c.ID, Survivor: c.ID})
		}
	}
	for i := range hits {
		slices.SortFunc(hits[i], func(a, b store.Hit) int { return cmp.Compare(a.Named, b.Named) })
	}
	return hits, nil
}

// customers yields those that the batch makes and changes.
func (o *overlay) customers() iter.Seq[*customer.Customer] {
	return func(yield func(*customer.Customer) bool) {
		for _, c := range o.batch.New {
			if !yield(c) {
				return
			}
		}
		for _, r := range o.batch.Changed {
			if !yield(r.Customer) {
				return
			}
		}
	}
}

func (o *overlay) Load(ctx context.Context, ids []int64, include store.Include) ([]*customer.Customer, error) {
	return over(ids, func(id int64) (*customer.Customer, error) { return o.made(id), nil },
		func(rest []int64) ([]*customer.Customer, error) { return o.Store.Load(ctx, rest, include) })
}

// over returns customers by id from what lies over a store, and those that it
// does not have (nil) from below.
func over(ids []int64, above func(id int64) (*customer.Customer, error), below func(rest []int64) ([]*customer.Customer, error)) ([]*customer.Customer, error) {
	list := make([]*customer.Customer, len(ids))
	var rest []int64
	for i, id := range ids {
		var err error
		if list[i], err = above(id); err != nil {
			return nil, err
		}
		if list[i] == nil {
			rest = append(rest, id)
		}
	}
	stored, err := below(rest)
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
		k, holder := o.keys.find(keys[i]), found[i].Holder
		if k != nil && k.kept > 0 {
			found[i] = o.memories[k.kept-1]
		}
		if importID, ok := strings.CutPrefix(keys[i], importKey); ok {
			found[i].Holder = o.holder(importID, k, holder)
		}
	}
	return found, err
}

// holder is who holds an import id, whose key is k; stored is who does in the
// store.
func (o *overlay) holder(importID string, k *keyed, stored store.Hit) store.Hit {
	ref := customer.Ref{Kind: customer.ByImportID, Text: importID}
	if stored.Named != 0 && !o.lost(stored.Named, ref) {
		return stored
	}
	var hit store.Hit
	o.claimed(ref, k, func(id int64) { hit = o.stands.hit(id) })
	return hit
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

// foldRef makes emails comparable regardless of case.
func foldRef(r customer.Ref) customer.Ref {
	if r.Kind == customer.ByEmail {
		r.Text = strings.ToLower(r.Text)
	}
	return r
}
