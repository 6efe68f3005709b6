package merge

import (
	"maps"
	"slices"

	"rollcall/importer/setting"
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
func (p *Policy) field(e setting.Entry) {
	path, err := customer.ParsePath(e.Key)
	if err != nil {
		e.Fail("%s%s", err, setting.Nearest(e.Key, slices.Sorted(maps.Keys(fieldRules))))
		return
	}
	known := fieldRules[e.Key]
	if path.Field == "fields" {
		known = customRules
	}
	if known == nil {
		e.Fail("%s", noRule(path))
		return
	}
	if got, ok := rule(e, p.Fields[e.Key], known); ok {
		p.Fields[e.Key] = got
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

func (p *Policy) fieldType(e setting.Entry) {
	t := customer.Type(e.Key)
	if !slices.Contains(customer.Types, t) {
		e.Fail("unknown field type %q (known: %s)", e.Key, join(customer.Types))
		return
	}
	known := scalarRules
	if t == customer.Bool {
		known = boolRules
	}
	if got, ok := rule(e, p.Types[t], known); ok {
		p.Types[t] = got
	}
}

func (p *Policy) group(e setting.Entry) {
	at := map[string]*FieldRule{"name": &p.Name, "address": &p.Address}[e.Key]
	if at == nil {
		e.Fail("unknown group %q (known: name, address)", e.Key)
		return
	}
	if got, ok := rule(e, *at, scalarRules); ok {
		*at = got
	}
}
