package contract

import (
	"fmt"

	"rollcall/store"
)

// invariant is what holds in every store and for every tenant.
type invariant struct{ code, message string }

// invariants are in the order in which they are verified. A driver has a
// question for each, whose answer names what violates it and must be empty.
var invariants = []invariant{
	{"alias_without_target", "merged-away customers whose survivor does not exist or whose chain has no end"},
	{"related_without_customer", "related records whose customer does not exist"},
	{"related_on_secondary", "related records that hang on a merged-away customer"},
	{"memory_without_customer", "keys remembered for a customer that does not exist"},
	{"version_behind_journal", "customers whose version is below that of a change in the journal"},
	{"version_invalid", "customers whose version is below 1"},
	{"sequence_ahead", "customers or journal entries beyond the journal's sequence"},
	{"journal_without_customer", "journal entries of customers that do not exist"},
	{"merge_without_secondary", "merges that are not undone and whose secondary is live"},
	{"ledger_unbalanced", "finished imports whose summary counts other rows than their history holds"},
	{"cardholder_without_membership", "cardholders of memberships that do not exist"},
	{"id_not_reserved", "customers with an id that was never given out"},
}

// maxExamples is how many violations a finding names.
const maxExamples = 5

// Verify returns a finding for each invariant that does not hold. queries are a
// driver's questions by invariant; ask calls found with each violation, by id,
// in an order of its own.
func Verify(queries map[string]string, ask func(query string, found func(id string)) error) ([]store.Finding, error) {
	var findings []store.Finding
	for _, rule := range invariants {
		query, ok := queries[rule.code]
		if !ok {
			return nil, fmt.Errorf("this store cannot check %s", rule.code)
		}
		finding := store.Finding{Code: rule.code, Message: rule.message}
		err := ask(query, func(id string) {
			finding.Count++
			if len(finding.Examples) < maxExamples {
				finding.Examples = append(finding.Examples, id)
			}
		})
		if err != nil {
			return nil, err
		}
		if finding.Count > 0 {
			findings = append(findings, finding)
		}
	}
	return findings, nil
}
