package merge

import (
	"slices"

	"rollcall/store/customer"
)

// Which rules are possible where.
var (
	scalarRules = []Rule{OfSurvivor, MostRecent, Oldest, MostFrequent, Longest, MostComplete, SourceOrder, RequireEqual}
	boolRules   = []Rule{OfSurvivor, MostRecent, Oldest, MostFrequent, SourceOrder, AnyTrue, AllTrue, RequireEqual}
	listRules   = []Rule{Union, OfSurvivor, MostRecent, Oldest, MostComplete, SourceOrder, RequireEqual}
	customRules = append(slices.Clone(scalarRules), AnyTrue, AllTrue)
	fieldRules  = map[string][]Rule{
		"externalCustomerId": scalarRules, "externalId": scalarRules, "suffix": scalarRules, "orgName": scalarRules,
		"email": scalarRules, "phoneNumber": scalarRules, "deceased": boolRules,
		"solicitationCodes": listRules, "attributes": listRules,
	}
)

// field reads one entry of fields.
func (r *reader) field(p *Policy, e pair) {
	path, err := customer.ParsePath(e.key)
	if err != nil {
		r.fail(e.at, "%s", err)
		return
	}
	known := fieldRules[e.key]
	if path.Field == "fields" {
		known = customRules
	}
	if known == nil {
		r.fail(e.at, "%s", noRule(path))
		return
	}
	if rule, ok := r.rule(e, p.Fields[e.key], known); ok {
		p.Fields[e.key] = rule
	}
}

// noRule says why a field takes no rule of its own.
func noRule(path customer.Path) string {
	switch path.Field {
	case "title", "firstName", "middleName", "lastName":
		return path.Field + " moves with the whole name: name a rule under groups: {name: RULE}"
	case "address":
		return "addresses are all kept; which one is primary stands under groups: {address: RULE}"
	case "phoneNotes":
		return "phoneNotes goes with phoneNumber: name a rule for that"
	case "solicitationCodes", "attributes":
		return path.Field + " has one rule for the whole list: write " + path.Field + ": RULE"
	}
	return path.Field + " is always the survivor's and takes no rule"
}

func (r *reader) fieldType(p *Policy, e pair) {
	t := customer.Type(e.key)
	if !slices.Contains(customer.Types, t) {
		r.fail(e.at, "unknown field type %q (known: %s)", e.key, join(customer.Types))
		return
	}
	known := scalarRules
	if t == customer.Bool {
		known = boolRules
	}
	if rule, ok := r.rule(e, p.Types[t], known); ok {
		p.Types[t] = rule
	}
}

func (r *reader) group(p *Policy, e pair) {
	at := map[string]*FieldRule{"name": &p.Name, "address": &p.Address}[e.key]
	if at == nil {
		r.fail(e.at, "unknown group %q (known: name, address)", e.key)
		return
	}
	if rule, ok := r.rule(e, *at, scalarRules); ok {
		*at = rule
	}
}
