package importer

import (
	"slices"

	"rollcall/importer/mapping"
	"rollcall/importer/row"
	"rollcall/store/customer"
)

// source is one input while it is read.
type source struct {
	info       row.Info
	plan       *mapping.Plan
	sourceName string        // customerSource that the mapping sets for all rows
	kind       customer.Kind // "" for customers
	key        []string
	add        bool      // lists grow
	targets    []*target // by the cells' places; 0: none
	spots      spots
}

func newSource(in Input) *source {
	f := in.Plan.File()
	s := &source{info: in.Reader.Info(), plan: in.Plan, kind: f.As, key: f.Key, add: f.List == mapping.ListAdd}
	s.targets, s.spots = targetsOf(in.Plan.Places()), spotsOf(in.Plan, f.Key)
	for _, c := range f.Constants {
		if c.Field == "customerSource" {
			s.sourceName = c.Text
		}
	}
	return s
}

// keyKinds are the keys by which rows of the inputs can name a customer that an
// earlier row made.
func keyKinds(inputs []Input) []customer.RefKind {
	kinds := []customer.RefKind{customer.ByImportID}
	for _, in := range inputs {
		for _, field := range in.Plan.File().Key {
			if kind, ok := keyRefs[field]; ok && !slices.Contains(kinds, kind) {
				kinds = append(kinds, kind)
			}
		}
	}
	return kinds
}

// requires says what a new customer must have: a name, a contact channel.
func (s *source) requires() (name, contact bool) {
	switch s.plan.File().Require {
	case mapping.RequireNone:
		return false, false
	case mapping.RequireName:
		return true, false
	}
	return true, true
}
