package importer

import (
	"rollcall/importer/mapping"
	"rollcall/importer/row"
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
	print       uint64         // fingerprint of key
	slot        int32          // of key in its batch's table; 0: none
	fresh       bool           // nobody can know the key: the store need not be asked
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

// importIDField is the field of the import id.
const importIDField = "externalCustomerImportId"

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
