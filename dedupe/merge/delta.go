package merge

import (
	"encoding/json"
	"slices"

	"rollcall/store/customer"
)

// delta is what a change did to a list, entry by entry, so that it can be done
// to another list that shares some of the entries.
type delta[T any] struct {
	removed, added []T
	kind           listKind[T]
}

// listKind says how entries of a list are compared and replaced.
type listKind[T any] struct {
	same    func(a, b T) bool
	replace func(old, fresh T) T // what stands where old stood
}

func plain[T comparable]() listKind[T] {
	return listKind[T]{func(a, b T) bool { return a == b }, func(_, fresh T) T { return fresh }}
}

// asAddresses leaves isPrimary out: which address is the primary one is the
// business of the list that it stands in.
var asAddresses = listKind[customer.Address]{
	same: func(a, b customer.Address) bool {
		b.IsPrimary = a.IsPrimary
		return a == b
	},
	replace: func(old, fresh customer.Address) customer.Address {
		fresh.IsPrimary = old.IsPrimary
		return fresh
	},
}

func (k listKind[T]) index(list []T, entry T) int {
	return slices.IndexFunc(list, func(e T) bool { return k.same(e, entry) })
}

// deltaOf compares two lists; entries that occur in both are left out, each as
// often as it occurs.
func deltaOf[T any](before, after []T, kind listKind[T]) delta[T] {
	d := delta[T]{added: slices.Clone(after), kind: kind}
	for _, entry := range before {
		if i := kind.index(d.added, entry); i >= 0 {
			d.added = slices.Delete(d.added, i, i+1)
		} else {
			d.removed = append(d.removed, entry)
		}
	}
	return d
}

// apply does the change to a list: an added entry takes the place of a removed
// one where there is one, else the end. unknown are the removed entries that
// the list does not have.
func (d delta[T]) apply(list []T) (changed, unknown []T) {
	changed = slices.Clone(list)
	var places []int
	for _, entry := range d.removed {
		if i := d.kind.index(changed, entry); i >= 0 && !slices.Contains(places, i) {
			places = append(places, i)
		} else {
			unknown = append(unknown, entry)
		}
	}
	slices.Sort(places)
	for _, entry := range d.added {
		switch {
		case d.kind.index(changed, entry) >= 0:
		case len(places) > 0:
			changed[places[0]] = d.kind.replace(changed[places[0]], entry)
			places = places[1:]
		default:
			changed = append(changed, entry)
		}
	}
	for _, i := range slices.Backward(places) {
		changed = slices.Delete(changed, i, i+1)
	}
	if len(changed) == 0 {
		changed = nil
	}
	return changed, unknown
}

// applyText does a change to a list of c, the change given as the list's text
// before and after. unknown says that an entry which the change took away was
// not there.
func applyText(c *customer.Customer, change customer.FieldChange) (unknown bool, err error) {
	switch change.Field {
	case "solicitationCodes":
		return applyList(&c.SolicitationCodes, change, plain[string]())
	case "attributes":
		return applyList(&c.Attributes, change, plain[customer.Attribute]())
	}
	return applyAddresses(c, change)
}

func applyList[T any](at *[]T, change customer.FieldChange, kind listKind[T]) (unknown bool, err error) {
	before, err := parseList[T](change.Before)
	if err != nil {
		return false, err
	}
	after, err := parseList[T](change.After)
	if err != nil {
		return false, err
	}
	list, missing := deltaOf(before, after, kind).apply(*at)
	*at = list
	return len(missing) > 0, nil
}

// applyAddresses does a change to the addresses; one that the change made the
// primary one becomes that here too.
func applyAddresses(c *customer.Customer, change customer.FieldChange) (unknown bool, err error) {
	if unknown, err = applyList(&c.Address, change, asAddresses); err != nil {
		return false, err
	}
	before, _ := parseList[customer.Address](change.Before)
	after, _ := parseList[customer.Address](change.After)
	i := slices.IndexFunc(after, func(a customer.Address) bool { return a.IsPrimary })
	if i < 0 || slices.Contains(before, after[i]) {
		onePrimary(c.Address)
		return unknown, nil
	}
	if k := asAddresses.index(c.Address, after[i]); k >= 0 {
		for j := range c.Address {
			c.Address[j].IsPrimary = j == k
		}
	}
	return unknown, nil
}

// onePrimary keeps the first isPrimary only.
func onePrimary(list []customer.Address) {
	seen := false
	for i := range list {
		list[i].IsPrimary = list[i].IsPrimary && !seen
		seen = seen || list[i].IsPrimary
	}
}

func parseList[T any](text string) ([]T, error) {
	if text == "" {
		return nil, nil
	}
	var list []T
	err := json.Unmarshal([]byte(text), &list)
	return list, err
}
