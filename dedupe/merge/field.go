package merge

import (
	"slices"

	"rollcall/store/customer"
)

// fields settles every field in writing order.
func (p *planner) fields() {
	p.kind()
	p.text("externalCustomerId")
	p.text("externalId")
	p.name()
	p.text("suffix")
	p.organisation()
	p.text("email")
	p.phone()
	p.deceased()
	p.codes()
	p.addresses()
	p.attributes()
	for _, name := range p.customNames() {
		p.custom(name)
	}
}

// values asks every member.
func (p *planner) values(say func(c *customer.Customer) (text, key string)) []value {
	list := make([]value, len(p.members))
	for i, m := range p.members {
		text, key := say(m.Customer)
		list[i] = value{by: i, text: text, key: key, full: completeness(m.Customer)}
	}
	return list
}

// text settles a core field that holds one text.
func (p *planner) text(name string) {
	core := customer.CoreNamed(name)
	taken, ok := p.settle(question{field: name, rule: p.policy.Fields[name], free: true,
		values: p.values(func(c *customer.Customer) (string, string) {
			return core.Get(c), textKey(name, core.Get(c))
		})})
	if ok {
		core.Set(p.result, taken.text)
	}
}

// kind asks whether all are persons, or all organisations. Nothing is set.
func (p *planner) kind() {
	p.settle(question{field: "kind", rule: FieldRule{Rule: RequireEqual, Review: true},
		values: p.values(func(c *customer.Customer) (string, string) { return kindOf(c), kindOf(c) })})
}

// kindOf is person, organisation, or "" for a customer without a name.
func kindOf(c *customer.Customer) string {
	switch {
	case c.FirstName != "" || c.LastName != "":
		return "person"
	case c.OrgName != "":
		return "organisation"
	}
	return ""
}

// name settles the person's name as a whole.
func (p *planner) name() {
	names := make([]personName, len(p.members))
	values := make([]value, len(p.members))
	for i, m := range p.members {
		names[i] = nameOf(m.Customer)
		values[i] = value{by: i, text: names[i].display(), key: names[i].key(), full: names[i].fullness()}
	}
	same := func(a, b value) bool { return compatible(names[a.by], names[b.by]) }
	if present := presentOf(values); !agree(present, same) {
		for i := range values {
			values[i].full = 0 // a fuller name of somebody else is no better form of the first
		}
	}
	taken, ok := p.settle(question{field: "name", rule: p.policy.Name, values: values, same: same})
	if ok {
		from := p.members[taken.by].Customer
		for _, part := range nameParts {
			core := customer.CoreNamed(part)
			core.Set(p.result, core.Get(from))
		}
	}
	for _, part := range nameParts {
		p.part(part)
	}
}

// organisation settles orgName. Where it is all the name that a member has,
// it settles by itself no more easily than a person's name does.
func (p *planner) organisation() {
	rule := p.policy.Fields["orgName"]
	for _, m := range p.members {
		if kindOf(m.Customer) == "organisation" {
			rule.Review = rule.Review || p.policy.Name.Review
		}
	}
	taken, ok := p.settle(question{field: "orgName", rule: rule, free: true,
		values: p.values(func(c *customer.Customer) (string, string) { return c.OrgName, orgKey(c.OrgName) })})
	if ok {
		p.result.OrgName = taken.text
	}
}

// phone settles the number; the notes about it and its E.164 form go with it.
func (p *planner) phone() {
	taken, ok := p.settle(question{field: "phoneNumber", rule: p.policy.Fields["phoneNumber"], free: true,
		values: p.values(func(c *customer.Customer) (string, string) {
			return c.PhoneNumber, phoneKey(c.PhoneNumber, c.PhoneE164)
		})})
	switch {
	case ok && taken.by < 0:
		p.result.PhoneNumber, p.result.PhoneE164 = taken.text, ""
	case ok:
		from := p.members[taken.by].Customer
		p.result.PhoneNumber, p.result.PhoneE164, p.result.PhoneNotes = from.PhoneNumber, from.PhoneE164, from.PhoneNotes
	}
	p.part("phoneNotes")
}

// deceased settles the flag. Under require_equal a disagreement proposes true:
// a letter to the dead hurts more than one that was not sent.
func (p *planner) deceased() {
	rule := p.policy.Fields["deceased"]
	core := customer.CoreNamed("deceased")
	values := p.values(func(c *customer.Customer) (string, string) { return core.Get(c), core.Get(c) })
	taken, ok := p.settle(question{field: "deceased", rule: rule, values: values, propose: AnyTrue})
	if ok {
		core.Set(p.result, taken.text)
	}
}

// customNames returns the names of all members' custom fields, sorted.
func (p *planner) customNames() []string {
	var names []string
	for _, m := range p.members {
		names = append(names, m.Customer.FieldNames()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// custom settles a custom field; its declared type comes with the value.
func (p *planner) custom(name string) {
	kind := p.customType(name)
	rule := p.policy.custom(name, kind)
	values := p.values(func(c *customer.Customer) (string, string) {
		return c.Fields[name].Text, customKey(c.Fields[name])
	})
	if rule.Rule == AnyTrue || rule.Rule == AllTrue {
		for _, v := range presentOf(values) {
			if v.text != "true" && v.text != "false" {
				rule = FieldRule{Rule: RequireEqual, Review: true} // nothing to count: a person decides
			}
		}
	}
	taken, ok := p.settle(question{field: "fields." + name, rule: rule, values: values, free: true})
	if !ok {
		return
	}
	v := customer.Value{Type: kind, Text: taken.text}
	if taken.by >= 0 {
		v = p.members[taken.by].Customer.Fields[name]
	}
	p.result.SetField(name, v)
}

// customType is the type that the first member declares.
func (p *planner) customType(name string) customer.Type {
	for _, m := range p.members {
		if v, ok := m.Customer.Fields[name]; ok {
			return v.Type
		}
	}
	return customer.Text
}
