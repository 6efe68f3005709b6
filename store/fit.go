package store

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"rollcall/store/customer"
)

// Lister answers questions.
type Lister interface {
	List(ctx context.Context, q Query) iter.Seq2[*customer.Customer, error]
}

// typeSample is how many customers are looked at for the types of custom fields.
const typeSample = 100

// CheckFilters refuses a filter that compares a custom field with what nothing
// in it can be compared with, such as a birth date with 31.01.1970, and that
// would find nobody in silence. The error wraps ErrFilter, says the form that is
// wanted and holds no value. What types a field has is seen from the first 100
// customers, or, where none of those has it, from the first one who does.
func CheckFilters(ctx context.Context, s Lister, filters []Filter) error {
	var first []*customer.Customer
	for _, f := range filters {
		name, custom := strings.CutPrefix(f.Field, "fields.")
		if !custom || !f.compares() || f.Value == "" && f.Op == Eq {
			continue
		}
		var err error
		if first == nil {
			if first, err = sample(ctx, s, Query{Limit: typeSample, Only: onlyFields}); err != nil {
				return err
			}
		}
		types := typesOf(first, name)
		if len(types) == 0 {
			has := Filter{Field: f.Field, Op: Empty, Value: "false"}
			one, err := sample(ctx, s, Query{Filters: []Filter{has}, Limit: 1, Only: onlyFields})
			if err != nil {
				return err
			}
			types = typesOf(one, name)
		}
		if err := f.fits(types); err != nil {
			return err
		}
	}
	return nil
}

// onlyFields are what the types are known by.
var onlyFields = []string{"fields"}

func sample(ctx context.Context, s Lister, q Query) (list []*customer.Customer, err error) {
	for c, err := range s.List(ctx, q) {
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

// typesOf returns the types that a custom field has among customers.
func typesOf(list []*customer.Customer, name string) []customer.Type {
	var types []customer.Type
	for _, c := range list {
		if v, ok := c.Fields[name]; ok {
			types = append(types, v.Type)
		}
	}
	return types
}

// compares says whether the filter's operator compares whole values.
func (f Filter) compares() bool { return f.Op != Contains && f.Op != Like && f.Op != Empty }

// fits returns an error when the value can be compared with none of the types.
func (f Filter) fits(types []customer.Type) error {
	wanted := ""
	for _, t := range types {
		if wanted = f.wanted(t); wanted == "" {
			return nil
		}
	}
	if wanted == "" {
		return nil // nobody has the field
	}
	return fmt.Errorf("%w %s.%s: the field is a %s: write %s", ErrFilter, f.Field, f.Op, types[len(types)-1], wanted)
}

// wanted says how a value of a type is written; "" where the filter's is one.
func (f Filter) wanted(t customer.Type) string {
	ok, form := true, ""
	switch t {
	case customer.Number:
		_, ok = Decimal(f.Value)
		form = "a plain decimal, such as 1234.50"
	case customer.Date, customer.BirthDate:
		ok = customer.Value{Type: t, Text: f.Value}.Valid()
		form = "the date as yyyy-MM-dd (ISO 8601)"
	case customer.Bool:
		ok = customer.Value{Type: t, Text: f.Value}.Valid()
		form = "true or false"
	}
	if ok {
		return ""
	}
	return form
}
