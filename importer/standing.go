package importer

import (
	"bytes"
	"slices"
	"strconv"

	"rollcall/store/customer"
)

// readStanding reads how the customer stood where the row was written, which the
// row may carry: the version, and whether its personal values were removed.
func (p *prepared) readStanding() {
	p.obfuscated = slices.ContainsFunc(p.cells, func(c cell) bool { return c.at.path.Field == obfuscatedField })
	if !p.obfuscated {
		return
	}
	for _, c := range p.cells {
		if c.text != "" && c.text != "false" && !impersonal[c.at.name] {
			p.refuse(codeObfuscated, c.at.name, "the row says that this customer's personal data were removed, and carries some; empty them, or take the row out of the file")
			return
		}
	}
}

// obfuscatedField is the field that says that personal values were removed.
const obfuscatedField = "obfuscated"

// impersonal are the fields that an obfuscated customer keeps.
var impersonal = map[string]bool{importIDField: true, "customerSource": true, "externalCustomerId": true, "externalId": true, obfuscatedField: true}

// barred refuses what a row would do to somebody whose personal values were
// removed, here or where the row was written. A row that says of both that they
// were removed, and nothing new, is taken.
func (b *batch) barred(p *prepared, w *working) bool {
	here := w.now.Obfuscated || b.survivorOf(w).now.Obfuscated
	switch {
	case here && p.obfuscated && !b.tellsNews(p, w):
		return false
	case here:
		p.refuse(codeObfuscated, "", "this customer's personal data were removed on request; take the row out of the file")
	case p.obfuscated:
		p.refuse(codeObfuscated, "", "the row says that this customer's personal data were removed, and here they are not; use rollcall obfuscate, then take the row out of the file")
	default:
		return false
	}
	return true
}

// tellsNews says whether the row's cells or records would change the customer.
func (b *batch) tellsNews(p *prepared, w *working) bool {
	after := w.now.Clone()
	b.keepIdentity(p, w.now, p.cells).apply(after, p.e164, p.in.add)
	return len(customer.Diff(w.now, after)) > 0 || b.bringsRecords(p, b.survivorOf(w).now.ID)
}

// bringsRecords says whether a record that the row carries would change.
func (b *batch) bringsRecords(p *prepared, owner int64) bool {
	for _, r := range p.related {
		old := b.related[relatedKey{r.Kind, r.ID}]
		if old.ID == "" || old.CustomerID != owner || !bytes.Equal(old.Data, r.Data) {
			return true
		}
	}
	return false
}

// outdated says whether the row was exported before the customer last changed.
// Versions of different stores cannot be compared, so a file that goes from one
// store to another is exported with portable columns.
func (p *prepared) outdated(c *customer.Customer) bool {
	return p.version > 0 && p.version < c.Version
}

// versionIn reads the version that a row carries; 0 when it carries none.
func versionIn(text string) int64 {
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0 // the mapping has faulted what is no number
	}
	return n
}
