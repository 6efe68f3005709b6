package mapping

import (
	"slices"
	"strings"

	"rollcall/store/customer"
)

// Place is a path that rows of a plan can give a value.
type Place struct {
	Path  customer.Path
	Name  string         // the path as text
	Value customer.Value // of a custom field: type and match, no text
}

// Places returns the paths that rows of customers can give a value, by the bytes
// of their names, each once. Paths that come with the rows (a column of custom
// fields as JSON, and custom fields whose types a column declares) are not among
// them.
func (p *Plan) Places() []Place { return p.places }

// PlaceOf returns the place of a path from 1, as Cell.Place has it; 0 when there
// is none.
func (p *Plan) PlaceOf(name string) int {
	at, ok := slices.BinarySearchFunc(p.places, name, func(place Place, name string) int { return strings.Compare(place.Name, name) })
	if !ok {
		return 0
	}
	return at + 1
}

// places numbers the paths of the plan. typed says that custom fields have the
// types that the plan says.
func (c *compiler) places(typed bool) {
	p := c.plan
	if p.kind != "" {
		return
	}
	for i := range p.slots {
		s := &p.slots[i]
		switch {
		case s.field == "name":
			for part, own := range p.parts {
				if !own {
					p.places = append(p.places, Place{Path: customer.Path{Field: nameParts[part]}, Name: nameParts[part]})
				}
			}
		case s.path.Field != "" && (typed || s.path.Field != "fields"):
			p.places = append(p.places, Place{Path: s.path, Name: s.path.String(), Value: customer.Value{Type: s.value.Type, Match: s.value.Match}})
		}
	}
	slices.SortFunc(p.places, func(a, b Place) int { return strings.Compare(a.Name, b.Name) })
	p.places = slices.CompactFunc(p.places, func(a, b Place) bool { return a.Path == b.Path })
	for i := range p.slots {
		if s := &p.slots[i]; s.path.Field != "" {
			s.place = p.PlaceOf(s.path.String())
		}
	}
	for i, part := range nameParts {
		p.partPlaces[i] = p.PlaceOf(part)
	}
}
