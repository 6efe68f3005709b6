package importer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"slices"

	"rollcall/store"
	"rollcall/store/customer"
)

// relatedHash identifies what a related row says: its customer and its data.
func relatedHash(owner []customer.Ref, r customer.Related) [16]byte {
	h := sha256.New()
	for _, o := range owner {
		h.Write([]byte(o.String()))
		h.Write([]byte{0})
	}
	h.Write(r.Data)
	return [16]byte(h.Sum(nil)[:16])
}

// ownedBy returns the records as the customer's own.
func ownedBy(id int64, list []customer.Related) []customer.Related {
	owned := slices.Clone(list)
	for i := range owned {
		owned[i].CustomerID = id
	}
	return owned
}

// recallRelated fetches the stored records that rows carry.
func (b *batch) recallRelated(ctx context.Context) error {
	wanted := map[customer.Kind][]string{}
	for _, p := range b.rows {
		for _, r := range p.related {
			if !p.decided {
				wanted[r.Kind] = append(wanted[r.Kind], r.ID)
			}
		}
	}
	b.related, b.placed = map[relatedKey]customer.Related{}, map[relatedKey]int{}
	for _, kind := range customer.Kinds {
		ids := wanted[kind]
		if len(ids) == 0 {
			continue
		}
		slices.Sort(ids)
		ids = slices.Compact(ids)
		found, err := b.store.Related(ctx, kind, ids)
		if err != nil {
			return err
		}
		for i, r := range found {
			if r.ID != "" {
				b.related[relatedKey{kind, ids[i]}] = r
			}
		}
	}
	return nil
}

// cardholders names the customers that memberships name as their cardholders.
func cardholders(list []customer.Related) []customer.Ref {
	var refs []customer.Ref
	for i := range list {
		for _, id := range list[i].Cardholders() {
			refs = append(refs, customer.Ref{Kind: customer.ByImportID, Text: id})
		}
	}
	return refs
}

// withoutRemoved takes out of the row's memberships what they say of cardholders
// whose personal values were removed, and warns of each such cardholder.
func (b *batch) withoutRemoved(p *prepared) {
	removed := map[string]bool{}
	for _, r := range p.cardholders {
		if b.isObfuscated(r) {
			removed[r.Text] = true
		}
	}
	if len(removed) == 0 {
		return
	}
	p.related = slices.Clone(p.related)
	for i := range p.related {
		record := &p.related[i]
		for _, id := range record.Cardholders() {
			if removed[id] && store.BlankCardholders(record, map[string]bool{id: true}) {
				p.warn(codeObfuscated, "a cardholder's personal data were removed on request; the membership is taken without them", 0)
				f := &p.findings[len(p.findings)-1]
				f.membership, f.cardholder = record.ID, id
			}
		}
	}
}

// isObfuscated says whether the customer that a key names, in the store or
// among those the batch made, had its personal values removed.
func (b *batch) isObfuscated(r customer.Ref) bool {
	for _, h := range b.hitsOf(r, nil) {
		if w := b.at(h.Named); w != nil && (w.now.Obfuscated || b.survivorOf(w).now.Obfuscated) {
			return true
		}
	}
	return false
}

// checkCardholders warns of cardholders that are no known customers.
func (b *batch) checkCardholders(p *prepared) {
	for _, r := range p.cardholders {
		if len(b.hits[r]) == 0 {
			p.warn(codeNoCardholder, "no customer has the import id of this cardholder; the membership is taken", 0)
			p.findings[len(p.findings)-1].cardholder = r.Text
		}
	}
}

// decideRelated attaches a related record to the customer that its row names.
func (b *batch) decideRelated(p *prepared) Outcome {
	owners := map[int64]int64{}
	for _, r := range p.refs {
		for _, h := range b.hits[foldRef(r)] {
			owners[h.Survivor] = h.Named
		}
	}
	switch {
	case len(owners) == 0:
		p.refuse(codeNoOwner, "", "no customer has the id that this record names; import the customers first")
		return Rejected
	case len(owners) > 1:
		p.refuse(codeIdentity, "", "the record's keys name different customers")
		return Rejected
	}
	b.checkCardholders(p)
	if b.saysTheSame(p) {
		return Unchanged
	}
	r := p.related[0]
	var named int64
	for r.CustomerID, named = range owners {
	}
	if w := b.at(r.CustomerID); w != nil && w.now.Obfuscated {
		p.refuse(codeObfuscated, "", "this record's customer had its personal data removed on request; take the row out of the file")
		return Rejected
	}
	b.withoutRemoved(p)
	r.Data = p.related[0].Data
	old, exists := b.related[relatedKey{r.Kind, r.ID}]
	if exists {
		r.Data = overlaid(old.Data, r.Data)
	}
	b.keepMemory(p, named, r.CustomerID)
	if exists && bytes.Equal(old.Data, r.Data) && old.CustomerID == r.CustomerID {
		return Unchanged
	}
	b.put(r)
	if !exists {
		return Created
	}
	fields := relatedChange(old, r)
	b.out.Journal = append(b.out.Journal, customer.Change{Customer: r.CustomerID, Op: customer.OpRelated, Key: p.key, Fields: fields})
	b.changes.add(fields)
	if w := b.at(r.CustomerID); w != nil {
		b.show(p, w.now, fields)
	}
	return Updated
}

// membershipID is the row's own id when it is a membership.
func (p *prepared) membershipID() string {
	if p.in.kind == customer.Memberships && len(p.related) == 1 {
		return p.related[0].ID
	}
	return ""
}

// keepMemory remembers a related row under its own id.
func (b *batch) keepMemory(p *prepared, named, survivor int64) {
	b.keepRow(p, store.Memory{Customer: named, Survivor: survivor, Run: b.runID, Hash: b.copied(p.hash[:]), Values: []byte("{}")})
}

// put writes a record with the batch, once per kind and id.
func (b *batch) put(r customer.Related) {
	key := relatedKey{r.Kind, r.ID}
	b.related[key] = r
	if i, ok := b.placed[key]; ok {
		b.out.Related[i] = r
		return
	}
	b.placed[key] = len(b.out.Related)
	b.out.Related = append(b.out.Related, r)
}

// changeRelated takes the records that a customer's row carries. It returns
// what changed.
func (b *batch) changeRelated(p *prepared, owner int64) []customer.FieldChange {
	var changes []customer.FieldChange
	for _, r := range ownedBy(owner, p.related) {
		old, exists := b.related[relatedKey{r.Kind, r.ID}]
		if exists && bytes.Equal(old.Data, r.Data) && old.CustomerID == owner {
			continue
		}
		b.put(r)
		changes = append(changes, relatedChange(old, r)...)
	}
	return changes
}

func relatedChange(old, now customer.Related) []customer.FieldChange {
	return []customer.FieldChange{{Field: string(now.Kind) + "[" + now.ID + "]", Before: string(old.Data), After: string(now.Data)}}
}

// overlaid lays a record's keys over those stored: a column that a file does
// not have leaves its key untouched.
func overlaid(old, now []byte) []byte {
	var keys, fresh map[string]json.RawMessage
	if json.Unmarshal(old, &keys) != nil || json.Unmarshal(now, &fresh) != nil || keys == nil {
		return now
	}
	for k, v := range fresh {
		keys[k] = v
	}
	return customer.CanonicalData(keys)
}
