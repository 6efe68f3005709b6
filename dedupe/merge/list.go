package merge

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/store/customer"
)

// codes settles the solicitation codes. Restrictive ones survive every rule and
// every choice: a merge never makes consent more permissive.
func (p *planner) codes() {
	path := customer.Path{Field: "solicitationCodes"}
	lists := make([][]string, len(p.members))
	for i, m := range p.members {
		lists[i] = m.Customer.SolicitationCodes
	}
	p.list(path, func(by int) {
		if by >= 0 {
			p.result.SolicitationCodes = slices.Clone(lists[by])
			return
		}
		p.result.SolicitationCodes = unite(lists, sameCode)
	}, func(c *customer.Customer) string { return codesKey(c.SolicitationCodes) })
	p.keepRestrictive(lists)
}

func (p *planner) keepRestrictive(lists [][]string) {
	for _, list := range lists {
		for _, code := range list {
			if !p.policy.restrictive(code) || containsBy(p.result.SolicitationCodes, code, sameCode) {
				continue
			}
			p.result.SolicitationCodes = append(p.result.SolicitationCodes, code)
			p.chose(customer.Choice{Field: "solicitationCodes", Value: p.result.Text(customer.Path{Field: "solicitationCodes"}),
				Rule: "consent", Reason: "a restrictive code always survives"})
		}
	}
}

func (p Policy) restrictive(code string) bool { return containsBy(p.Restrictive, code, sameCode) }

func sameCode(a, b string) bool { return fold(a) == fold(b) }

// attributes settles the attributes.
func (p *planner) attributes() {
	lists := make([][]customer.Attribute, len(p.members))
	for i, m := range p.members {
		lists[i] = m.Customer.Attributes
	}
	p.list(customer.Path{Field: "attributes"}, func(by int) {
		if by >= 0 {
			p.result.Attributes = slices.Clone(lists[by])
			return
		}
		p.result.Attributes = unite(lists, sameAttribute)
	}, func(c *customer.Customer) string { return attributesKey(c.Attributes) })
}

// sameAttribute: equal in all parts but for writing.
func sameAttribute(a, b customer.Attribute) bool { return attributeKey(a) == attributeKey(b) }

// list settles a list: take gives the result the list of one member, or, for
// -1, the union.
func (p *planner) list(path customer.Path, take func(by int), key func(c *customer.Customer) string) {
	rule := p.policy.Fields[path.Field]
	_, asked := p.choose[path.Field]
	if rule.Rule == Union && !asked {
		take(-1)
		p.united(path)
		return
	}
	taken, ok := p.settle(question{field: path.Field, rule: rule, values: p.values(func(c *customer.Customer) (string, string) {
		return c.Text(path), key(c)
	})})
	if ok && taken.by >= 0 {
		take(taken.by)
	}
}

// united records a union that gave the survivor more than it had.
func (p *planner) united(path customer.Path) {
	before, after := p.plan.Survivor.Text(path), p.result.Text(path)
	if before == after {
		return
	}
	n := 0
	for _, m := range p.members {
		if m.Customer.Text(path) != "" {
			n++
		}
	}
	p.chose(customer.Choice{Field: path.Field, Value: after, Rule: string(Union), Reason: fmt.Sprintf("united from %d customers", n)})
}

// unite joins lists: every entry once, in the order of its first appearance.
// The first list is kept as it is.
func unite[T any](lists [][]T, same func(a, b T) bool) []T {
	united := slices.Clone(lists[0])
	for _, list := range lists[1:] {
		for _, entry := range list {
			if !containsBy(united, entry, same) {
				united = append(united, entry)
			}
		}
	}
	return united
}

func containsBy[T any](list []T, entry T, same func(a, b T) bool) bool {
	return slices.ContainsFunc(list, func(e T) bool { return same(e, entry) })
}

func codesKey(codes []string) string {
	keys := make([]string, len(codes))
	for i, code := range codes {
		keys[i] = fold(code)
	}
	slices.Sort(keys)
	return strings.Join(slices.Compact(keys), "\x1f")
}

func attributeKey(a customer.Attribute) string {
	return strings.Join([]string{fold(a.Category), fold(a.Description), fold(a.Notes), a.Date}, "\x1e")
}

func attributesKey(list []customer.Attribute) string {
	keys := make([]string, len(list))
	for i, a := range list {
		keys[i] = attributeKey(a)
	}
	slices.Sort(keys)
	return strings.Join(slices.Compact(keys), "\x1f")
}
