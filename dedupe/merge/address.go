package merge

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/store/customer"
)

// addresses keeps every member's addresses and settles which comes first as the
// primary one. An address moves as a whole: parts of two are never mixed.
func (p *planner) addresses() {
	values := make([]value, len(p.members))
	for i, m := range p.members {
		values[i] = value{by: i}
		if k := primaryIndex(m.Customer.Address); k >= 0 {
			a := m.Customer.Address[k]
			values[i] = value{by: i, text: addressLine(a), key: addressKey(a), full: filled(a)}
		}
	}
	taken, ok := p.settle(question{field: "address", rule: p.policy.Address, values: values,
		same: func(a, b value) bool {
			x, y := p.primary(a.by), p.primary(b.by)
			return within(x, y) || within(y, x)
		}})
	if !ok || taken.text == "" {
		return
	}
	p.result.Address = p.unitedAddresses(taken.by)
	p.addressesJoined(values)
}

func (p *planner) primary(by int) customer.Address {
	list := p.members[by].Customer.Address
	return list[primaryIndex(list)]
}

// unitedAddresses puts the primary address of member by first, unless that is
// the survivor, whose list keeps its order; the other addresses follow.
func (p *planner) unitedAddresses(by int) []customer.Address {
	var list []customer.Address
	flagged := by > 0 && p.primary(by).IsPrimary
	if by > 0 {
		list = append(list, p.primary(by))
	}
	for i, m := range p.members {
		for _, a := range m.Customer.Address {
			flagged = flagged || a.IsPrimary
			a.IsPrimary = a.IsPrimary && i == 0 && by == 0
			list = joinAddress(list, a)
		}
	}
	if by > 0 {
		list[0].IsPrimary = flagged
	}
	return list
}

// joinAddress adds an address unless the list has it. Of two that differ only
// in what one leaves out, the fuller form stays, in the place of the first.
func joinAddress(list []customer.Address, a customer.Address) []customer.Address {
	at := -1
	for i := 0; i < len(list); i++ {
		b := &list[i]
		switch {
		case !sameType(a, *b):
		case at < 0 && within(a, *b):
			b.IsPrimary = b.IsPrimary || a.IsPrimary
			return list
		case within(*b, a):
			a.IsPrimary = a.IsPrimary || b.IsPrimary
			if a.Type == "" {
				a.Type = b.Type
			}
			if at < 0 {
				at = i
				continue
			}
			list = slices.Delete(list, i, i+1)
			i--
		}
	}
	if at < 0 {
		return append(list, a)
	}
	list[at] = a
	return list
}

func (p *planner) addressesJoined(values []value) {
	path := customer.Path{Field: "address"}
	before, after := p.plan.Survivor.Text(path), p.result.Text(path)
	if before == after || len(p.plan.Choices) > 0 && p.plan.Choices[len(p.plan.Choices)-1].Field == "address" {
		return
	}
	p.chose(customer.Choice{Field: "address", Value: values[0].text, Rule: string(Union),
		Reason: fmt.Sprintf("%d addresses kept", len(p.result.Address))})
}

// primaryIndex finds the address that stands for a customer: the one flagged as
// primary, else the first of type primary, else the first; -1 without any.
func primaryIndex(list []customer.Address) int {
	if i := slices.IndexFunc(list, func(a customer.Address) bool { return a.IsPrimary && !a.Empty() }); i >= 0 {
		return i
	}
	if i := slices.IndexFunc(list, func(a customer.Address) bool { return a.Type == customer.AddressPrimary && !a.Empty() }); i >= 0 {
		return i
	}
	return slices.IndexFunc(list, func(a customer.Address) bool { return !a.Empty() })
}

func sameType(a, b customer.Address) bool { return a.Type == b.Type || a.Type == "" || b.Type == "" }

// postal lists the parts of an address that say where it is.
func postal(a customer.Address) [7]string {
	return [7]string{a.StreetAddress1, a.StreetAddress2, a.Suburb, a.City, a.State, a.ZipCode, a.Country}
}

func filled(a customer.Address) int {
	n := 0
	for _, part := range postal(a) {
		if part != "" {
			n++
		}
	}
	return n
}

func addressKey(a customer.Address) string {
	key := placeOf(a)
	return strings.Join(key[:], "\x1f")
}

// addressLine writes an address in one line, for reports and choices.
func addressLine(a customer.Address) string {
	var parts []string
	for _, part := range postal(a) {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}
