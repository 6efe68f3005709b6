package importer

import (
	"slices"

	"rollcall/store"
	"rollcall/store/customer"
)

// identity resolves every identity in the row. It returns the customer that
// holds the key (merged away or not), 0 for a new one.
func (b *batch) identity(p *prepared) (named int64, refused bool) {
	survivors := map[int64]bool{}
	take := func(hits []store.Hit) {
		for _, h := range hits {
			survivors[h.Survivor] = true
			if named == 0 {
				named = h.Named
			}
		}
	}
	if m := b.memories[p.key]; m != nil {
		take([]store.Hit{{Named: m.Customer, Survivor: m.Survivor}})
	}
	for _, r := range p.refs {
		hits := b.hitsOf(r)
		if len(hits) == 0 && (r.Kind == customer.ByID || r.Kind == customer.ByCustomerID) {
			p.refuse(codeUnknown, "", "no customer has this id")
			return 0, true
		}
		take(hits)
	}
	if len(p.values) > 0 && len(survivors) == 0 {
		take(b.hitsOfValues(p))
	}
	if len(survivors) > 1 {
		p.refuse(codeIdentity, "", "the row's keys name different customers; merge them first, or correct the keys")
		return 0, true
	}
	return named, false
}

// hitsOf returns the customers that a key names now: those that the store
// knew, as the batch's earlier rows left them.
func (b *batch) hitsOf(r customer.Ref) []store.Hit {
	r = foldRef(r)
	hits := b.hits[r]
	if changes(r.Kind) && slices.ContainsFunc(hits, func(h store.Hit) bool { return b.lost(h.Named, r) }) {
		hits = slices.DeleteFunc(slices.Clone(hits), func(h store.Hit) bool { return b.lost(h.Named, r) })
	}
	id, ok := b.named[r]
	if !ok || b.lost(id, r) || slices.ContainsFunc(hits, func(h store.Hit) bool { return h.Named == id }) {
		return hits
	}
	return append(slices.Clip(hits), store.Hit{Named: id, Survivor: b.survivorOf(b.customers[id]).now.ID})
}

// lost says whether the batch took a key from a customer.
func (b *batch) lost(id int64, r customer.Ref) bool {
	w := b.customers[id]
	return w != nil && w.dirty && !holds(w.now, r)
}

// hitsOfValues returns the customers that hold the row's values of a list of
// key fields; those that the batch gave such values are known by their key.
func (b *batch) hitsOfValues(p *prepared) []store.Hit {
	hits := b.byValues[joinNames(p.in.key)+joinNames(p.values)]
	return slices.DeleteFunc(slices.Clone(hits), func(h store.Hit) bool {
		w := b.customers[h.Named]
		return w != nil && w.dirty && !p.describes(w.now)
	})
}

// describes says whether a customer has the row's values of the key fields.
func (p *prepared) describes(c *customer.Customer) bool {
	for i, field := range p.in.key {
		path, err := customer.ParsePath(field)
		if err != nil || c.Text(path) != p.values[i] {
			return false
		}
	}
	return true
}

// claim notes by which keys a customer that the batch made or changed is known.
func (b *batch) claim(c *customer.Customer) {
	for _, kind := range b.writer.kinds {
		if text := keyOf(c, kind); text != "" {
			b.named[foldRef(customer.Ref{Kind: kind, Text: text})] = c.ID
		}
	}
}

// changes says whether an import can give a customer another key of the kind.
func changes(kind customer.RefKind) bool {
	return kind != customer.ByID && kind != customer.ByCustomerID && kind != customer.ByImportID
}
