package storetest

import (
	"cmp"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/store"
	"rollcall/store/customer"
)

// oracle answers questions about customers in plain Go, customer by customer.
type oracle []*customer.Customer

// list returns the customers that answer a question, in its order, counted
// before the page is cut out.
func (o oracle) list(q store.Query) (count int64, found []*customer.Customer) {
	for _, c := range o {
		if answers(c, q) {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b *customer.Customer) int { return order(a, b, q.Sort) })
	count = int64(len(found))
	found = found[min(q.Offset, count):]
	if q.Limit > 0 {
		found = found[:min(q.Limit, int64(len(found)))]
	}
	return count, found
}

// idsOf returns the customers' ids.
func idsOf(list []*customer.Customer) []int64 {
	ids := []int64{}
	for _, c := range list {
		ids = append(ids, c.ID)
	}
	return ids
}

// limited returns what a query's Only leaves of a customer.
func limited(c *customer.Customer, only []string) *customer.Customer {
	if only == nil {
		return c
	}
	left := &customer.Customer{ID: c.ID, Related: c.Related}
	derived := map[string]func(){
		"id":         func() {},
		"customerId": func() { left.CustomerID = c.CustomerID }, "mergedInto": func() { left.MergedInto = c.MergedInto }, "version": func() { left.Version = c.Version },
		"createdOn": func() { left.CreatedOn = c.CreatedOn }, "createdBy": func() { left.CreatedBy = c.CreatedBy },
		"updatedOn": func() { left.UpdatedOn = c.UpdatedOn }, "updatedBy": func() { left.UpdatedBy = c.UpdatedBy },
		"phoneE164": func() { left.PhoneE164 = c.PhoneE164 },
		"address":   func() { left.Address = c.Address }, "attributes": func() { left.Attributes = c.Attributes }, "fields": func() { left.Fields = c.Fields },
		"solicitationCodes": func() { left.SolicitationCodes = c.SolicitationCodes },
	}
	for _, name := range only {
		if copied := derived[name]; copied != nil {
			copied()
			continue
		}
		core := customer.CoreNamed(name)
		core.Set(left, core.Get(c))
	}
	return left
}

func answers(c *customer.Customer, q store.Query) bool {
	switch {
	case !q.Merged && c.MergedInto != 0,
		!strings.Contains(store.SearchText(c), store.Fold(q.Search)),
		!q.UpdatedAfter.IsZero() && !c.UpdatedOn.After(q.UpdatedAfter),
		q.NotUpdatedBy != "" && c.UpdatedBy == q.NotUpdatedBy:
		return false
	}
	for _, f := range q.Filters {
		if !holds(c, f) {
			return false
		}
	}
	return true
}

func holds(c *customer.Customer, f store.Filter) bool {
	switch {
	case f.Field == "phone":
		digits := store.Digits(f.Value)
		return digits != "" && (strings.Contains(store.Digits(c.PhoneNumber), digits) || strings.Contains(c.PhoneE164, digits))
	case f.Field == "zip":
		return anyAddress(c, f.Value, "zipCode")
	case f.Field == "address" && f.Op == store.Like:
		return anyAddress(c, f.Value, "streetAddress1", "streetAddress2", "city", "state", "zipCode", "country", "suburb")
	}
	p, err := customer.ParsePath(f.Field)
	if err != nil {
		panic(err) // the questions are made from known paths
	}
	text := c.Text(p)
	switch f.Op {
	case store.Empty:
		return (text == "") == (f.Value == "true")
	case store.Contains:
		return strings.Contains(text, f.Value)
	case store.Like:
		return strings.Contains(store.Fold(text), store.Fold(f.Value))
	}
	return compares(c, p, f)
}

// anyAddress says whether a part of any address holds the text, folded. A part
// that is absent holds nothing.
func anyAddress(c *customer.Customer, value string, parts ...string) bool {
	for i := range c.Address {
		for _, part := range parts {
			if text := c.Address[i].Part(part); text != "" && strings.Contains(store.Fold(text), store.Fold(value)) {
				return true
			}
		}
	}
	return false
}

func compares(c *customer.Customer, p customer.Path, f store.Filter) bool {
	text := c.Text(p)
	switch p.Field {
	case "id", "version", "mergedInto":
		have, _ := strconv.ParseInt("0"+text, 10, 64)
		want, _ := strconv.ParseInt(f.Value, 10, 64)
		return (f.Op == store.Eq || have != 0) && meets(f.Op, cmp.Compare(have, want))
	case "createdOn", "updatedOn":
		have, _ := time.Parse(time.RFC3339Nano, text)
		want, _ := time.Parse(time.RFC3339Nano, f.Value)
		return meets(f.Op, have.Compare(want))
	}
	switch v := c.Fields[p.Index]; {
	case p.Field != "fields":
	case v.Type == customer.Number:
		have, ok := v.Number()
		want, plain := decimal(f.Value)
		return ok && plain && meets(f.Op, have.Cmp(want))
	case v.Type == customer.Date || v.Type == customer.BirthDate:
		wanted := customer.Value{Type: customer.Date, Text: f.Value}
		return v.Valid() && wanted.Valid() && meets(f.Op, strings.Compare(text, f.Value))
	case v.Type == customer.Bool && !v.Valid():
		return false
	}
	return (f.Op == store.Eq || text != "") && meets(f.Op, strings.Compare(text, f.Value))
}

var plainDecimal = regexp.MustCompile(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)$`)

func decimal(s string) (*big.Rat, bool) {
	if !plainDecimal.MatchString(s) {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

func meets(op store.Op, c int) bool {
	switch op {
	case store.Eq:
		return c == 0
	case store.Gt:
		return c > 0
	case store.Gte:
		return c >= 0
	case store.Lt:
		return c < 0
	}
	return c <= 0
}

func order(a, b *customer.Customer, keys []store.Sort) int {
	for _, key := range keys {
		p, err := customer.ParsePath(key.Field)
		if err != nil {
			panic(err) // the questions are made from known paths
		}
		c := strings.Compare(a.Text(p), b.Text(p))
		switch key.Field {
		case "id", "version", "mergedInto":
			c = cmp.Or(cmp.Compare(len(a.Text(p)), len(b.Text(p))), c)
		case "createdOn":
			c = a.CreatedOn.Compare(b.CreatedOn)
		case "updatedOn":
			c = a.UpdatedOn.Compare(b.UpdatedOn)
		}
		if key.Desc {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return cmp.Compare(a.ID, b.ID)
}
