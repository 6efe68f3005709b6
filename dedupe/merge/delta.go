package merge

import (
	"encoding/json"
	"slices"

	"rollcall/store/customer"
)

// listFields are the fields whose text form is a JSON array.
var listFields = []string{"solicitationCodes", "address", "attributes"}

// delta is what a change did to a list, entry by entry, so that it can be done
// to another list that shares some of the entries.
type delta[T comparable] struct {
	removed, added []T
}

// deltaOf compares two lists; entries that occur in both are left out, each as
// often as it occurs.
func deltaOf[T comparable](before, after []T) delta[T] {
	d := delta[T]{added: slices.Clone(after)}
	for _, entry := range before {
		if i := slices.Index(d.added, entry); i >= 0 {
			d.added = slices.Delete(d.added, i, i+1)
		} else {
			d.removed = append(d.removed, entry)
		}
	}
	return d
}

// apply does the change to a list: an added entry takes the place of a removed
// one where there is one, else the end. It returns the removed entries that the
// list does not have.
func (d delta[T]) apply(list []T) (changed, unknown []T) {
	changed = slices.Clone(list)
	var places []int
	for _, entry := range d.removed {
		if i := slices.Index(changed, entry); i >= 0 && !slices.Contains(places, i) {
			places = append(places, i)
		} else {
			unknown = append(unknown, entry)
		}
	}
	slices.Sort(places)
	for _, entry := range d.added {
		switch {
		case slices.Contains(changed, entry):
		case len(places) > 0:
			changed[places[0]] = entry
			places = places[1:]
		default:
			changed = append(changed, entry)
		}
	}
	for i := len(places) - 1; i >= 0; i-- {
		changed = slices.Delete(changed, places[i], places[i]+1)
	}
	return changed, unknown
}

// applyText does a change to the list in the field of c, the change given as
// the list's text before and after. It reports whether an entry that the change
// removed was not there.
func applyText(c *customer.Customer, change customer.FieldChange) (unknown bool, err error) {
	switch change.Field {
	case "solicitationCodes":
		return applyList(&c.SolicitationCodes, change)
	case "address":
		return applyList(&c.Address, change)
	}
	return applyList(&c.Attributes, change)
}

func applyList[T comparable](at *[]T, change customer.FieldChange) (unknown bool, err error) {
	before, err := parseList[T](change.Before)
	if err != nil {
		return false, err
	}
	after, err := parseList[T](change.After)
	if err != nil {
		return false, err
	}
	list, missing := deltaOf(before, after).apply(*at)
	if len(list) == 0 {
		list = nil
	}
	*at = list
	return len(missing) > 0, nil
}

func parseList[T any](text string) ([]T, error) {
	if text == "" {
		return nil, nil
	}
	var list []T
	err := json.Unmarshal([]byte(text), &list)
	return list, err
}
