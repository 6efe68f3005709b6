package merge

import (
	"cmp"
	"slices"
	"time"

	"rollcall/store/customer"
)

// prefer compares two members by one survivor preference: negative when a is
// preferred, 0 when it does not tell them apart.
func (p Policy) prefer(pref Preference, a, b Member) int {
	x, y := a.Customer, b.Customer
	switch pref.By {
	case BySourceOrder:
		return cmp.Compare(sourceRank(p.Sources, x.Source), sourceRank(p.Sources, y.Source))
	case ByMostRelated:
		return cmp.Compare(relatedCount(b), relatedCount(a))
	case ByMostComplete:
		return cmp.Compare(completeness(y), completeness(x))
	case ByOldest:
		return compareTimes(x.CreatedOn, y.CreatedOn)
	case ByMostRecent:
		return compareRecency(x, y)
	case ByHas:
		return cmp.Compare(missing(x, pref.Field), missing(y, pref.Field))
	}
	return cmp.Compare(x.ID, y.ID)
}

// sourceRank is the place of a source in the order; unnamed ones come last.
func sourceRank(sources []string, source string) int {
	if i := slices.Index(sources, source); i >= 0 {
		return i
	}
	return len(sources)
}

func relatedCount(m Member) int { return max(m.RelatedCount, len(m.Customer.Related)) }

// completeness counts a customer's values: filled core fields that a file can
// set, codes, address parts, attributes and custom fields.
func completeness(c *customer.Customer) int {
	n := len(c.Attributes) + len(c.Fields)
	for i := range customer.CoreFields {
		if f := &customer.CoreFields[i]; !f.Derived && !f.Bool && f.Get(c) != "" {
			n++
		}
	}
	if len(c.SolicitationCodes) > 0 {
		n++
	}
	for _, a := range c.Address {
		n += filled(a)
	}
	return n
}

// compareTimes puts the earlier first, an unknown time last.
func compareTimes(a, b time.Time) int {
	if a.IsZero() != b.IsZero() {
		if a.IsZero() {
			return 1
		}
		return -1
	}
	return a.Compare(b)
}

// compareRecency puts the customer updated last first, then the higher id.
func compareRecency(a, b *customer.Customer) int {
	if order := b.UpdatedOn.Compare(a.UpdatedOn); order != 0 {
		return order
	}
	return cmp.Compare(b.ID, a.ID)
}

func missing(c *customer.Customer, field customer.Path) int {
	if text := c.Text(field); text == "" || text == "false" {
		return 1
	}
	return 0
}
