package merge

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/store/customer"
)

// The words of a choice that name a member instead of a value.
const (
	chooseSurvivor  = "survivor"
	chooseSecondary = "secondary"
)

// wish returns the value that a person chose for the field.
func (p *planner) wish(q question) (value, bool) {
	text, ok := p.choose[q.field]
	if !ok {
		return value{}, false
	}
	p.used[q.field] = true
	switch text {
	case chooseSurvivor:
		return q.values[0], true
	case chooseSecondary:
		if present := presentOf(q.values[1:]); len(present) > 0 {
			return present[0], true
		}
		return q.values[1], true
	}
	for _, v := range q.values {
		if v.text == text {
			return v, true
		}
	}
	if !q.free {
		p.problem("%s: write survivor, secondary, or a value that one of the customers has", q.field)
		return value{}, false
	}
	return value{by: -1, text: text}, true
}

func (p *planner) problem(format string, args ...any) {
	p.problems = append(p.problems, fmt.Errorf(format, args...))
}

// nameParts can be chosen one by one, after the name as a whole.
var nameParts = []string{"title", "firstName", "middleName", "lastName"}

// part settles one part of a group when a person chose it.
func (p *planner) part(name string) {
	if _, ok := p.choose[name]; !ok {
		return
	}
	core := customer.CoreNamed(name)
	values := make([]value, len(p.members))
	for i, m := range p.members {
		values[i] = value{by: i, text: core.Get(m.Customer)}
	}
	if v, ok := p.wish(question{field: name, values: values, free: true}); ok {
		core.Set(p.result, v.text)
		p.chose(customer.Choice{Field: name, Value: v.text, From: p.id(v.by), Rule: string(Chosen), Reason: "chosen by a person"})
	}
}

// unusedChoices reports the choices that no field took up.
func (p *planner) unusedChoices() {
	var names []string
	for name := range p.choose {
		if !p.used[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		p.problem("%s", unused(name))
	}
}

func unused(name string) string {
	path, err := customer.ParsePath(name)
	switch {
	case err != nil:
		return err.Error()
	case strings.Contains(name, "["):
		return path.Field + " is chosen as a whole: " + path.Field + "=survivor|secondary"
	case path.Field == "fields" || fieldRules[name] != nil || path.Field == "phoneNotes":
		return name + ": none of the customers has a value; set it after the merge"
	}
	return name + " is always the survivor's and cannot be chosen"
}
