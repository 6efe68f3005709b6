package importer

import (
	"encoding/hex"
	"slices"
	"strings"

	"rollcall/importer/mapping"
	"rollcall/store"
	"rollcall/store/customer"
)

// spots are the places of the fields in a plan that say whom a row means; 0 is
// none.
type spots struct {
	ids        [3]int // of idRefs
	source     int
	externalID int
	version    int
	obfuscated int
	key        []int // of the mapping's key
}

func spotsOf(plan *mapping.Plan, key []string) spots {
	s := spots{source: plan.PlaceOf("customerSource"), externalID: plan.PlaceOf("externalCustomerId"),
		version: plan.PlaceOf("version"), obfuscated: plan.PlaceOf(obfuscatedField)}
	for i, r := range idRefs {
		s.ids[i] = plan.PlaceOf(r.field)
	}
	for _, field := range key {
		s.key = append(s.key, plan.PlaceOf(field))
	}
	return s
}

// identify reads from the row whom it means: its key in the memory, and every
// identity in it.
func (pr *preparer) identify(p *prepared) {
	at := &pr.in.spots
	p.importID = pr.textAt(at.ids[0])
	p.source = pr.textAt(at.source)
	if p.source == "" {
		p.source = customer.DefaultSource
	}
	p.hash, pr.text = p.cells.print(pr.text)
	p.version = versionIn(pr.textAt(at.version))
	if at.obfuscated > 0 {
		p.readStanding()
	}
	switch {
	case pr.in.kind != "":
		pr.identifyRelated(p)
	case len(pr.in.key) == 0:
		pr.identifyByIDs(p)
	default:
		pr.identifyByKey(p)
		if own := (customer.Ref{Kind: customer.ByImportID, Text: p.importID}); own.Text != "" && !slices.Contains(p.refs, own) {
			pr.refer(p, own)
		}
	}
}

// idRefs are the columns that name a customer by themselves.
var idRefs = [3]struct {
	field string
	kind  customer.RefKind
}{
	{importIDField, customer.ByImportID},
	{"customerId", customer.ByCustomerID},
	{"id", customer.ByID},
}

func (pr *preparer) identifyByIDs(p *prepared) {
	creates := pr.opt.Mode == Create
	for i, r := range idRefs {
		text := pr.textAt(pr.in.spots.ids[i])
		if text == "" {
			continue
		}
		if p.key == "" {
			p.key = pr.joined(memoryPrefix(r.kind), text)
			text = p.key[len(p.key)-len(text):] // the same memory is known to be the same text at once
		}
		pr.refer(p, customer.Ref{Kind: r.kind, Text: text})
		if creates && r.kind != customer.ByImportID {
			p.refuse(codeIDOnCreate, r.field, "mode create makes new customers: the row must not carry this id")
		}
	}
	if p.key == "" && !creates {
		p.refuse(codeMissingKey, importIDField, "the row has no value in any key column, so it cannot be known again; fill the key, or set key: content in the mapping")
	}
	if creates && pr.textAt(pr.in.spots.externalID) != "" {
		p.refuse(codeIDOnCreate, "externalCustomerId", "mode create makes new customers: the row must not carry this id")
	}
}

// identifyByKey reads the mapping's key: a field, a list of fields or the
// content. Keys that a source made up are remembered per source.
func (pr *preparer) identifyByKey(p *prepared) {
	key := pr.in.key
	if key[0] == mapping.KeyContent {
		p.key = "content:" + p.source + ":" + hex.EncodeToString(p.hash[:])
		return
	}
	if kind, ok := keyRefs[key[0]]; ok && len(key) == 1 {
		pr.identifyByRef(p, kind)
		return
	}
	for i, field := range key {
		text := pr.textAt(pr.in.spots.key[i])
		if text == "" {
			p.values = nil
			p.refuse(codeMissingKey, field, keyIsEmpty)
			return
		}
		p.values = append(p.values, text)
	}
	p.key = strings.Join(key, "+") + ":" + p.source + ":" + strings.Join(p.values, store.Separator)
}

const keyIsEmpty = "the key of the mapping is empty in this row"

// identifyByRef reads a key that is one field that a store can look up.
func (pr *preparer) identifyByRef(p *prepared, kind customer.RefKind) {
	field := pr.in.key[0]
	text := pr.textAt(pr.in.spots.key[0])
	if text == "" {
		p.refuse(codeMissingKey, field, keyIsEmpty)
		return
	}
	ref := foldRef(customer.Ref{Kind: kind, Text: text})
	switch kind {
	case customer.ByImportID, customer.ByCustomerID, customer.ByID:
		p.key = pr.joined(memoryPrefix(kind), ref.Text)
	default:
		p.key = pr.joined(field, ":", p.source, ":", ref.Text)
	}
	ref.Text = p.key[len(p.key)-len(ref.Text):] // the same memory is known to be the same text at once
	pr.refer(p, ref)
}

// identifyRelated reads a related record's own id and its customer's.
func (pr *preparer) identifyRelated(p *prepared) {
	owner := pr.mapped.Owner
	p.refs = owner
	if len(p.related) != 1 || p.related[0].ID == "" {
		if !p.blocked() {
			p.refuse(codeMissingKey, "id", "a related record needs its own id")
		}
		return
	}
	r := p.related[0]
	p.key = string(r.Kind) + ":" + r.ID
	p.hash = relatedHash(owner, r)
}
