package merge

import (
	"maps"
	"slices"

	"rollcall/store/customer"
)

// Rule is a survivorship rule: how a field's surviving value is chosen from the
// values that are present. A missing value never wins over a present one.
type Rule string

// The survivorship rules. Where a rule leaves several values, the survivor's
// own wins, then the value of the first secondary in the policy's order.
const (
	OfSurvivor   Rule = "survivor"      // the survivor's; where it has none, the first secondary's
	MostRecent   Rule = "most_recent"   // of the member updated last (updatedOn, then id)
	Oldest       Rule = "oldest"        // of the member created first (createdOn, then id)
	MostFrequent Rule = "most_frequent" // said by most members; values that differ in writing only count as one
	Longest      Rule = "longest"       // most characters
	MostComplete Rule = "most_complete" // fullest form of a name or address; else of the member with most values
	SourceOrder  Rule = "source_order"  // of the member whose customerSource stands first in the list of sources
	Union        Rule = "union"         // every entry of every member's list, each once
	AnyTrue      Rule = "any_true"      // true when any member says true
	AllTrue      Rule = "all_true"      // true when every member that has the field says true
	RequireEqual Rule = "require_equal" // the members must agree; when they do not, a person decides
)

// Rules lists every survivorship rule.
var Rules = []Rule{OfSurvivor, MostRecent, Oldest, MostFrequent, Longest, MostComplete, SourceOrder, Union, AnyTrue, AllTrue, RequireEqual}

// FieldRule is the rule of one field or group.
type FieldRule struct {
	Rule    Rule
	Sources []string // for source_order; nil: the policy's
	Review  bool     // members that disagree wait for a person; the rule is then a proposal
}

// By names how the survivor of a cluster is preferred.
type By string

// The survivor preferences.
const (
	BySourceOrder  By = "source_order"  // customerSource first in the policy's sources
	ByMostRelated  By = "most_related"  // most related records
	ByMostComplete By = "most_complete" // most values
	ByOldest       By = "oldest"        // created first
	ByMostRecent   By = "most_recent"   // updated last (updatedOn, then the higher id)
	ByLowestID     By = "lowest_id"
	ByHas          By = "has" // has a value in a field
)

// Preference is one step of choosing the survivor.
type Preference struct {
	By    By
	Field customer.Path // ByHas only
}

// Auto is the gate of merging without a person.
type Auto struct {
	Probability    float64 // the weakest link must reach it; 0..1
	MaxClusterSize int     // members
	MaxShare       float64 // of the base that one run may merge away; 0..1
}

// Policy says how a cluster is merged. Make one with DefaultPolicy or
// ParsePolicy and treat it as read-only.
type Policy struct {
	Survivor    []Preference                // in turn; the lowest id settles what is left
	Sources     []string                    // most trusted first; other sources follow as equals
	Fields      map[string]FieldRule        // by path: email, suffix, fields.NAME, ...
	Types       map[customer.Type]FieldRule // custom fields that Fields does not name
	Name        FieldRule                   // title, firstName, middleName and lastName move as a whole
	Address     FieldRule                   // chooses the primary address; all addresses are kept
	Restrictive []string                    // solicitation codes that always survive, whatever the rule
	Auto        Auto
}

// DefaultPolicy is the policy without a file.
//
//   - Survivor: the most trusted source (when the policy lists sources), then most
//     related records, then most values, then created first, then lowest id.
//   - Name: the fullest form. Names that differ by more than nickname, initial,
//     case, punctuation or diacritics wait for a person.
//   - Address: all are kept; that of the member updated last becomes the primary one.
//   - email, phoneNumber (phoneNotes goes with it): of the member updated last.
//   - orgName: the survivor's. Different organisations without a person's name wait.
//   - suffix, deceased, and custom fields of type birth_date, identifier and
//     bool: must be equal (a yes or no may be a consent, and nobody can tell
//     which way is the careful one). So must be person or organisation.
//   - externalCustomerId, externalId: the survivor's, else the first secondary's.
//   - solicitationCodes, attributes: united.
//   - Other custom fields: email and phone of the member updated last, the rest
//     the survivor's, else the first secondary's.
//   - id, customerId, externalCustomerImportId and customerSource are always the
//     survivor's.
//   - Without a person: weakest link 0.99, 5 members, 20 % of the base.
func DefaultPolicy() Policy {
	must := FieldRule{Rule: RequireEqual, Review: true}
	recent := FieldRule{Rule: MostRecent}
	own := FieldRule{Rule: OfSurvivor}
	return Policy{
		Survivor: []Preference{{By: BySourceOrder}, {By: ByMostRelated}, {By: ByMostComplete}, {By: ByOldest}},
		Fields: map[string]FieldRule{
			"externalCustomerId": own, "externalId": own, "orgName": own,
			"suffix": must, "deceased": must,
			"email": recent, "phoneNumber": recent,
			"solicitationCodes": {Rule: Union}, "attributes": {Rule: Union},
		},
		Types: map[customer.Type]FieldRule{
			customer.BirthDate: must, customer.Identifier: must, customer.Bool: must,
			customer.Email: recent, customer.Phone: recent,
			customer.Text: own, customer.Number: own, customer.Date: own,
		},
		Name:    FieldRule{Rule: MostComplete, Review: true},
		Address: recent,
		Auto:    Auto{Probability: 0.99, MaxClusterSize: 5, MaxShare: 0.2},
	}
}

// clone copies what a reader of a policy file changes.
func (p Policy) clone() Policy {
	p.Survivor = slices.Clone(p.Survivor)
	p.Fields = maps.Clone(p.Fields)
	p.Types = maps.Clone(p.Types)
	return p
}

// custom returns the rule of a custom field; the type is that of its values.
func (p Policy) custom(name string, t customer.Type) FieldRule {
	if rule, ok := p.Fields["fields."+name]; ok {
		return rule
	}
	return p.Types[t]
}
