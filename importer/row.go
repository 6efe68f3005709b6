package importer

import (
	"encoding/hex"
	"slices"
	"strings"

	"rollcall/importer/mapping"
	"rollcall/importer/row"
	"rollcall/store"
	"rollcall/store/customer"
)

// Blocker and warning codes that the import itself raises; the mapping raises
// those about single values.
const (
	codeMissingKey     = "missing_key"
	codeMissingName    = "missing_name"
	codeMissingContact = "missing_contact"
	codeIDOnCreate     = "id_on_create"
	codeExists         = "already_exists"
	codeUnknown        = "unknown_customer"
	codeIdentity       = "identity_conflict"
	codeSource         = "source_conflict"
	codeObfuscated     = "customer_obfuscated"
	codeRepeatedKey    = "repeated_key"
	codeImportIDKept   = "import_id_kept"
	codeNoCardholder   = "unknown_cardholder"
	codeNoOwner        = "related_without_customer"
	codeStale          = "stale_version"
)

// prepared is a row on its way into a batch.
type prepared struct {
	row         row.Row
	in          *source
	findings    []finding
	cells       cells
	related     []customer.Related
	e164        string
	source      string         // customerSource the row speaks for
	key         string         // the memory key; "" in mode create without one
	refs        []customer.Ref // the identities in the row
	importID    string         // as literally given
	version     int64          // of the customer when the row was exported; 0: not said
	obfuscated  bool           // the row says that the customer's personal values were removed
	hash        [16]byte
	values      []string       // of the mapping's key fields, when they are a list
	cardholders []customer.Ref // of the row's memberships
	nth         int            // the place among the rows of its key in the file, from 1; see sequence.go
	before      int            // how many rows the key had the last time, when this is its last and it has fewer now
	changes     []rowChange    // of a dry run, for its report
	outcome     Outcome
	decided     bool
}

// blocked says whether the row has a blocker.
func (p *prepared) blocked() bool {
	for _, f := range p.findings {
		if f.Severity == mapping.Blocker {
			return true
		}
	}
	return false
}

// refuse adds a blocker that concerns the row as a whole or one field.
func (p *prepared) refuse(code, field, message string) {
	p.findings = append(p.findings, finding{Fault: mapping.Fault{Code: code, Severity: mapping.Blocker, Field: field, Message: message}})
}

// warn adds a warning that names another row.
func (p *prepared) warn(code, message string, otherRow int) {
	p.findings = append(p.findings, finding{Fault: mapping.Fault{Code: code, Severity: mapping.Warning, Message: message}, otherRow: otherRow})
}

// prepare maps a row: pure, so that rows are prepared in parallel.
func (in *source) prepare(r row.Row, opt *Options) *prepared {
	p := &prepared{row: r, in: in}
	switch {
	case r.Blank():
		p.outcome, p.decided = Blank, true
		return p
	case r.Fault != nil:
		p.refuse(r.Fault.Code, "", r.Fault.Message)
		p.outcome, p.decided = Rejected, true
		return p
	}
	if r.Warning != nil {
		p.warn(r.Warning.Code, r.Warning.Message, 0)
	}
	m := in.plan.Map(r)
	for _, f := range m.Faults {
		p.findings = append(p.findings, finding{Fault: f})
	}
	p.cells, p.e164, p.related = in.targets.said(m.Cells, opt.EmptyClears), m.PhoneE164, m.Related
	p.cardholders = cardholders(p.related)
	p.identify(m, opt)
	if p.blocked() {
		p.outcome, p.decided = Rejected, true
	}
	return p
}

// identify reads from the row whom it means: its key in the memory, and every
// identity in it.
func (p *prepared) identify(m mapping.Mapped, opt *Options) {
	p.importID = textOf(m.Cells, importIDField)
	p.source = textOf(m.Cells, "customerSource")
	if p.source == "" {
		p.source = customer.DefaultSource
	}
	p.hash = p.cells.fingerprint()
	p.version = versionIn(textOf(m.Cells, "version"))
	p.readStanding()
	if p.in.kind != "" {
		p.identifyRelated(m)
		return
	}
	if len(p.in.key) > 0 {
		p.identifyByKey(m.Cells)
		if own := (customer.Ref{Kind: customer.ByImportID, Text: p.importID}); own.Text != "" && !slices.Contains(p.refs, own) {
			p.refs = append(p.refs, own)
		}
	} else {
		p.identifyByIDs(m.Cells, opt)
	}
}

// importIDField is the field of the import id.
const importIDField = "externalCustomerImportId"

// textOf returns the text that a row sets for a field; "" when it sets none.
func textOf(all []mapping.Cell, field string) string {
	whole := !strings.ContainsAny(field, ".[")
	for i := range all {
		c := &all[i]
		if c.State != mapping.Set || whole != (c.Path.Index == "") {
			continue
		}
		if c.Path.Field == field || !whole && c.Path.String() == field {
			return c.Text
		}
	}
	return ""
}

// idRefs are the columns that name a customer by themselves.
var idRefs = []struct {
	field string
	kind  customer.RefKind
}{
	{importIDField, customer.ByImportID},
	{"customerId", customer.ByCustomerID},
	{"id", customer.ByID},
}

func (p *prepared) identifyByIDs(all []mapping.Cell, opt *Options) {
	for _, r := range idRefs {
		text := textOf(all, r.field)
		if text == "" {
			continue
		}
		p.refs = append(p.refs, customer.Ref{Kind: r.kind, Text: text})
		if p.key == "" {
			p.key = memoryPrefix(r.kind) + text
		}
		if opt.Mode == Create && r.kind != customer.ByImportID {
			p.refuse(codeIDOnCreate, r.field, "mode create makes new customers: the row must not carry this id")
		}
	}
	if p.key == "" && opt.Mode != Create {
		p.refuse(codeMissingKey, importIDField, "the row has no value in any key column, so it cannot be known again; fill the key, or set key: content in the mapping")
	}
	if opt.Mode == Create && textOf(all, "externalCustomerId") != "" {
		p.refuse(codeIDOnCreate, "externalCustomerId", "mode create makes new customers: the row must not carry this id")
	}
}

func memoryPrefix(kind customer.RefKind) string {
	switch kind {
	case customer.ByCustomerID:
		return "customerId:"
	case customer.ByID:
		return "id:"
	}
	return importKey
}

// importKey starts the memory keys that are import ids.
const importKey = "import:"

// keyRefs are the key fields that a store can look up by themselves.
var keyRefs = map[string]customer.RefKind{
	"externalCustomerImportId": customer.ByImportID, "customerId": customer.ByCustomerID, "id": customer.ByID,
	"externalCustomerId": customer.ByExternalCustomerID, "externalId": customer.ByExternalID, "email": customer.ByEmail,
}

// identifyByKey reads the mapping's key: a field, a list of fields or the
// content. Keys that a source made up are remembered per source.
func (p *prepared) identifyByKey(all []mapping.Cell) {
	key := p.in.key
	if key[0] == mapping.KeyContent {
		p.key = "content:" + p.source + ":" + hex.EncodeToString(p.hash[:])
		return
	}
	for _, field := range key {
		text := textOf(all, field)
		if text == "" {
			p.refuse(codeMissingKey, field, "the key of the mapping is empty in this row")
			return
		}
		p.values = append(p.values, text)
	}
	if kind, ok := keyRefs[key[0]]; ok && len(key) == 1 {
		ref := foldRef(customer.Ref{Kind: kind, Text: p.values[0]})
		p.refs, p.values = []customer.Ref{ref}, nil
		switch kind {
		case customer.ByImportID, customer.ByCustomerID, customer.ByID:
			p.key = memoryPrefix(kind) + ref.Text
		default:
			p.key = key[0] + ":" + p.source + ":" + ref.Text
		}
		return
	}
	p.key = strings.Join(key, "+") + ":" + p.source + ":" + strings.Join(p.values, store.Separator)
}

// identifyRelated reads a related record's own id and its customer's.
func (p *prepared) identifyRelated(m mapping.Mapped) {
	p.refs = m.Owner
	if len(p.related) != 1 || p.related[0].ID == "" {
		if !p.blocked() {
			p.refuse(codeMissingKey, "id", "a related record needs its own id")
		}
		return
	}
	r := p.related[0]
	p.key = string(r.Kind) + ":" + r.ID
	p.hash = relatedHash(m.Owner, r)
}
