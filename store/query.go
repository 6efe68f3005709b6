package store

import (
	"fmt"
	"strings"
	"time"

	"rollcall/store/customer"
)

// Query is a question about customers. The zero Query asks for all live
// customers, by id. Both drivers give the same answers: text is compared and
// sorted bytewise (UTF-8) unless said otherwise, absent values are the empty
// text and sort first, ties are broken by id.
type Query struct {
	// Search is a substring of firstName, lastName, orgName or email,
	// regardless of case and accents (see Fold).
	Search        string
	Filters       []Filter // all must hold
	UpdatedAfter  time.Time
	NotUpdatedBy  string // leaves out what this user changed last
	AfterSeq      int64  // only customers changed after this journal sequence
	Sort          []Sort
	Offset, Limit int64 // Limit 0: all
	Merged        bool  // merged-away customers too
	Include       Include
}

// Op is how a filter compares.
type Op string

// The operators. Eq, Gt.. compare numbers as numbers and dates as dates where
// the custom field's declared type says so (values that were kept though
// invalid never answer); everything else as text. Like is a substring
// regardless of case and accents.
const (
	Eq       Op = "eq"
	Contains Op = "contains" // substring, exact case
	Gt       Op = "gt"
	Gte      Op = "gte"
	Lt       Op = "lt"
	Lte      Op = "lte"
	Empty    Op = "empty" // value true or false
	Like     Op = "like"
)

// Ops lists every operator.
var Ops = []Op{Eq, Contains, Gt, Gte, Lt, Lte, Empty, Like}

// Filter is one condition. Beside customer paths, Field may be "phone" (the
// number in any formatting: compared by its digits and its E.164 form),
// "address" (Like over every part of every address) and "zip" (Like over the
// zip codes of every address); only Like is defined for these three.
type Filter struct {
	Field string
	Op    Op
	Value string
}

// ParseFilter reads FIELD=VALUE or FIELD.OP=VALUE; phone.like, zip.like and
// address.like too.
func ParseFilter(s string) (Filter, error) {
	name, value, ok := strings.Cut(s, "=")
	if !ok {
		return Filter{}, fmt.Errorf("filter %q: expected FIELD=VALUE or FIELD.OP=VALUE", s)
	}
	f := Filter{Field: name, Op: Eq, Value: value}
	if dot := strings.LastIndexByte(name, '.'); dot > 0 {
		for _, op := range Ops {
			if string(op) == name[dot+1:] {
				f.Field, f.Op = name[:dot], op
			}
		}
	}
	if f.Op == Like && (f.Field == "phone" || f.Field == "zip") {
		return f, nil
	}
	if _, err := customer.ParsePath(f.Field); err != nil {
		return Filter{}, fmt.Errorf("filter: %w", err)
	}
	return f, nil
}

// Sort is one sort key: a scalar core field or fields.NAME.
type Sort struct {
	Field string
	Desc  bool
}

// ParseSort reads F,-F,...
func ParseSort(s string) ([]Sort, error) {
	var keys []Sort
	for _, name := range strings.Split(s, ",") {
		name = strings.TrimSpace(name)
		key := Sort{Field: strings.TrimPrefix(name, "-"), Desc: strings.HasPrefix(name, "-")}
		p, err := customer.ParsePath(key.Field)
		if err != nil {
			return nil, fmt.Errorf("sort: %w", err)
		}
		if p.Field != "fields" && customer.CoreNamed(p.Field) == nil {
			return nil, fmt.Errorf("sort: %q is a list: sort by a single value", key.Field)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// Include says what to load beside the customer's own values.
type Include struct {
	Kinds []customer.Kind // related records of these kinds
	// Associated adds, where Kinds has memberships, those that other customers
	// hold and that name the customer, or one merged into it, as a cardholder;
	// their CustomerID is the holder's.
	Associated   bool
	MergeHistory bool
}

// Everything includes all kinds of related records.
var Everything = Include{Kinds: customer.Kinds}
