// Package privacy takes a person out of what a store holds, for good: from the
// customers, from what merges and the journal remember of them, and from their
// related records. Ids, dates, amounts and the shape of everything stay. It is
// pure: drivers read what there is, and write what comes back.
package privacy

import (
	"slices"
	"strings"

	"rollcall/store/customer"
)

// Held is everything that a store holds about one person. Erase changes it in
// place.
type Held struct {
	// Customers are the person: a live customer and all that were merged into
	// it, through chains.
	Customers []*customer.Customer
	// Merges are all that one of them took part in, with their images, and the
	// undone ones that former partners took part in.
	Merges []customer.Merge
	// Journal holds the entries of the customers and of their former partners.
	Journal []customer.Change
	// Keys are those that the customers were received under; Salt seals them.
	Keys []string
	Salt []byte
	// Related are the customers' records, and memberships of others that name
	// one of them as a cardholder.
	Related []customer.Related
}

// Erase takes the person's values out of everything held. It returns the
// customers as they are to stand; the versions are those of now.
func (h *Held) Erase() []*customer.Customer {
	e := &eraser{Held: h, ids: map[int64]bool{}, importIDs: map[string]bool{}, keys: map[string]bool{}, said: map[string]bool{}}
	e.gather()
	for i := range h.Merges {
		e.merge(&h.Merges[i])
	}
	for i := range h.Journal {
		e.change(&h.Journal[i])
	}
	for i := range h.Related {
		e.record(&h.Related[i])
	}
	blank := make([]*customer.Customer, len(h.Customers))
	for i, c := range h.Customers {
		blank[i] = Blank(c)
	}
	return blank
}

// Blank returns an obfuscated customer: its keys, its source and what the store
// keeps stay, every value that says who it is goes.
func Blank(c *customer.Customer) *customer.Customer {
	return &customer.Customer{
		ID: c.ID, CustomerID: c.CustomerID, Source: c.Source, ImportID: c.ImportID,
		ExternalCustomerID: c.ExternalCustomerID, ExternalID: c.ExternalID,
		Obfuscated: true, MergedInto: c.MergedInto, Version: c.Version,
		CreatedOn: c.CreatedOn, CreatedBy: c.CreatedBy, UpdatedOn: c.UpdatedOn, UpdatedBy: c.UpdatedBy,
	}
}

// kept are the fields of Blank that are not emptied.
var kept = map[string]bool{"customerSource": true, "externalCustomerId": true, "externalCustomerImportId": true, "externalId": true,
	"obfuscated": true, "mergedInto": true}

// eraser knows whom it takes out.
type eraser struct {
	*Held
	ids       map[int64]bool
	importIDs map[string]bool
	keys      map[string]bool
	said      map[string]bool // every text that was ever said of the person
}

func (e *eraser) gather() {
	for _, key := range e.Keys {
		e.keys[key] = true
	}
	for _, c := range e.Customers {
		e.ids[c.ID], e.importIDs[c.ImportID] = true, true
		e.hear(c)
	}
	for i := range e.Merges {
		for _, image := range e.Merges[i].Before {
			if e.ids[image.Customer.ID] {
				e.hear(image.Customer)
			}
		}
		for _, choice := range e.Merges[i].Choices {
			if e.ids[choice.From] && !kept[choice.Field] {
				e.hearText(choice.Value)
			}
		}
	}
	for i := range e.Journal {
		if !e.ids[e.Journal[i].Customer] {
			continue
		}
		for _, f := range e.Journal[i].Fields {
			if !kept[f.Field] && !ofRecord(f.Field) {
				e.hearText(f.Before)
				e.hearText(f.After)
			}
		}
	}
}

// ofRecord says whether a journal's field is a related record: its dates and
// amounts are not the person's.
func ofRecord(field string) bool {
	kind, _, found := strings.Cut(field, "[")
	return found && slices.Contains(customer.Kinds, customer.Kind(kind))
}

// hear notes the values of one state of the person.
func (e *eraser) hear(c *customer.Customer) {
	for i := range customer.CoreFields {
		if f := &customer.CoreFields[i]; !f.Derived && !f.Bool && !kept[f.Name] {
			e.hearText(f.Get(c))
		}
	}
	e.hearText(c.PhoneE164)
	for _, list := range []string{"solicitationCodes", "address", "attributes"} {
		e.hearText(c.Text(customer.Path{Field: list}))
	}
	for _, v := range c.Fields {
		e.hearText(v.Text)
	}
}

// hearText notes a value; of a list as JSON, the texts within it.
func (e *eraser) hearText(text string) {
	if text == "" || text == "true" || text == "false" {
		return
	}
	if !eachText(text, func(part string) { e.said[fold(part)] = true }) {
		e.said[fold(text)] = true
	}
}

// spoken says whether a text, or a text within a list as JSON, is one that was
// said of the person.
func (e *eraser) spoken(text string) bool {
	found := false
	if !eachText(text, func(part string) { found = found || e.said[fold(part)] }) {
		found = e.said[fold(text)]
	}
	return found && text != ""
}

func fold(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

// merge empties the images and choices of a merge. A merge that stands is all
// among the person's own customers. Of an undone one nothing is needed any
// more, and its other members may show what they had from this one.
func (e *eraser) merge(m *customer.Merge) {
	for i, image := range m.Before {
		m.Before[i].Customer = Blank(image.Customer)
		m.Before[i].Customer.Obfuscated = e.ids[image.Customer.ID] || image.Customer.Obfuscated
	}
	for i := range m.Choices {
		if !kept[m.Choices[i].Field] {
			m.Choices[i].Value = ""
		}
	}
}

// change empties the values of a journal's entry. On a former partner only
// those that came from the person go.
func (e *eraser) change(c *customer.Change) {
	own := e.ids[c.Customer] || c.Op == customer.OpMerge || c.Op == customer.OpUndo || e.keys[c.Key]
	for i := range c.Fields {
		f := &c.Fields[i]
		switch {
		case kept[f.Field]:
		case own:
			f.Before, f.After = "", ""
		case e.spoken(f.Before):
			f.Before = ""
		}
	}
	if e.keys[c.Key] && !Opaque(c.Key) {
		c.Key = Seal(e.Salt, c.Key)
	}
}

// Around returns which of these merges have to be emptied for a person, oldest
// first as they came: those that one of its customers took part in, and the
// undone ones of whoever an undone merge once brought together with it. It
// also returns the ids of all those customers, the person's first.
func Around(person []int64, merges []customer.Merge) (kept []customer.Merge, ids []int64) {
	around := map[int64]bool{}
	for _, id := range person {
		around[id] = true
	}
	ids = slices.Clone(person)
	for again := true; again; {
		again, kept = false, nil
		for _, m := range merges {
			members := append([]int64{m.Survivor}, m.Secondaries...)
			if !slices.ContainsFunc(members, func(id int64) bool { return around[id] }) {
				continue
			}
			if m.UndoneOn.IsZero() && !slices.Contains(person, m.Survivor) {
				continue // a partner's own, from before or after
			}
			kept = append(kept, m)
			for _, id := range members {
				if !around[id] {
					around[id], again = true, true
					ids = append(ids, id)
				}
			}
		}
	}
	return kept, ids
}

// Entries moves the versions of emptied customers on, except of those that were
// obfuscated before, and returns the journal's entries that say so.
func Entries(before, blank []*customer.Customer) []customer.Change {
	var entries []customer.Change
	for i, c := range blank {
		if before[i].Obfuscated && len(customer.Diff(before[i], c)) == 0 {
			continue
		}
		c.Version++
		entries = append(entries, customer.Change{Customer: c.ID, Version: c.Version, Op: customer.OpObfuscate,
			Fields: []customer.FieldChange{{Field: "obfuscated", Before: "false", After: "true"}}})
	}
	return entries
}
