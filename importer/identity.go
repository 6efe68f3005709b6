package importer

import (
	"slices"

	"rollcall/store"
	"rollcall/store/customer"
)

// identity resolves every identity in the row. It returns the customer that
// holds the key (merged away or not), 0 for a new one.
func (b *batch) identity(p *prepared) (named int64, refused bool) {
	var survivor int64
	several := false
	take := func(hits ...store.Hit) {
		for _, h := range hits {
			if named == 0 {
				named, survivor = h.Named, h.Survivor
			}
			several = several || h.Survivor != survivor
		}
	}
	own := b.ownKey(p)
	if m := b.said(own); m != nil {
		take(store.Hit{Named: m.Customer, Survivor: m.Survivor})
	}
	for _, r := range p.refs {
		hits := b.hitsOf(r, own)
		if len(hits) == 0 && (r.Kind == customer.ByID || r.Kind == customer.ByCustomerID) {
			p.refuse(codeUnknown, "", "no customer has this id")
			return 0, true
		}
		take(hits...)
	}
	if len(p.values) > 0 && named == 0 {
		take(b.hitsOfValues(p)...)
	}
	if several {
		p.refuse(codeIdentity, "", "the row's keys name different customers; merge them first, or correct the keys")
		return 0, true
	}
	return named, false
}

// storedHits returns the customers that a folded reference named when the batch
// began. own is the row's key. The list is valid until the next call.
func (b *batch) storedHits(r customer.Ref, own *keyed) []store.Hit {
	k := b.idKey(r, own)
	switch {
	case k == nil:
		return b.hits[r]
	case k.held.Named == 0:
		return nil
	}
	b.hitRoom = append(b.hitRoom[:0], k.held)
	return b.hitRoom
}

// hitsOf returns the customers that a key names now: those that the store
// knew, as the batch's earlier rows left them. own is the row's key. The list is
// valid until the next call.
func (b *batch) hitsOf(r customer.Ref, own *keyed) []store.Hit {
	r = foldRef(r)
	k := b.idKey(r, own)
	list := b.hitRoom[:0]
	for _, h := range b.storedHits(r, own) {
		if !changes(r.Kind) || !b.lost(h.Named, r) {
			list = append(list, h)
		}
	}
	b.claimed(r, k, func(id int64) {
		if !slices.ContainsFunc(list, func(h store.Hit) bool { return h.Named == id }) {
			list = append(list, store.Hit{Named: id, Survivor: b.survivorOf(b.at(id)).now.ID})
		}
	})
	b.hitRoom = list
	return list
}

// hitsOfValues returns the customers that hold the row's values of a list of
// key fields; those that the batch gave such values are known by their key.
func (b *batch) hitsOfValues(p *prepared) []store.Hit {
	hits := b.byValues[joinNames(p.in.key)+joinNames(p.values)]
	return slices.DeleteFunc(slices.Clone(hits), func(h store.Hit) bool {
		c := b.made(h.Named)
		return c != nil && !p.describes(c)
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

// changes says whether an import can give a customer another key of the kind.
func changes(kind customer.RefKind) bool {
	return kind != customer.ByID && kind != customer.ByCustomerID && kind != customer.ByImportID
}
