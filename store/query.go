package store

import (
	"errors"
	"fmt"
	"strconv"
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
	// Only names the core fields and lists (Readable) that List reads, for speed:
	// all others are left empty, but for the id. nil is all of them. What the
	// question asks about and sorts by is not concerned, nor is Include. It says
	// nothing of which customers are meant, and is no part of the question as JSON.
	Only []string `json:"-"`
}

// Readable lists what a query can be limited to read: the core fields,
// phoneE164 and the lists.
var Readable = readable()

func readable() []string {
	names := make([]string, len(customer.CoreFields))
	for i := range customer.CoreFields {
		names[i] = customer.CoreFields[i].Name
	}
	return append(names, "phoneE164", "solicitationCodes", "address", "attributes", "fields")
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
	if err := f.check(); err != nil {
		return Filter{}, fmt.Errorf("filter: %w", err)
	}
	return f, nil
}

// check says what is wrong with a filter as far as it can be told without a
// store. It quotes the field, never the value.
func (f Filter) check() error {
	if f.Field == "phone" || f.Field == "zip" {
		if f.Op != Like {
			return fmt.Errorf("%s is looked for in any formatting: write %s.like=VALUE", f.Field, f.Field)
		}
		return nil
	}
	if _, err := customer.ParsePath(f.Field); err != nil {
		if path, op, ok := cutLast(f.Field, "."); ok {
			if _, wrong := customer.ParsePath(path); wrong == nil {
				return fmt.Errorf("unknown operator %q: write one of %v", op, Ops)
			}
		}
		return err
	}
	return f.checkValue()
}

func cutLast(s, mark string) (before, after string, found bool) {
	at := strings.LastIndex(s, mark)
	if at < 0 {
		return s, "", false
	}
	return s[:at], s[at+len(mark):], true
}

// checkValue refuses values that nothing of the field's kind could be compared
// with.
func (f Filter) checkValue() error {
	switch core := customer.CoreNamed(f.Field); {
	case f.Op == Empty || core != nil && core.Bool && f.Op == Eq:
		if f.Value != "true" && f.Value != "false" {
			return fmt.Errorf("%s.%s: expected the value true or false", f.Field, f.Op)
		}
	case f.Field == "createdOn" || f.Field == "updatedOn":
		if !f.compares() {
			return fmt.Errorf("%s: a time can be compared, not searched for text", f.Field)
		}
		if _, err := ParseMoment(f.Value); err != nil {
			return fmt.Errorf("%s.%s: %w", f.Field, f.Op, err)
		}
	case f.compares() && f.Op != Eq && strings.HasPrefix(f.Field, "attributes[") && strings.HasSuffix(f.Field, "].date"):
		if !(customer.Value{Type: customer.Date, Text: f.Value}).Valid() {
			return fmt.Errorf("%s.%s: write the date as yyyy-MM-dd (ISO 8601)", f.Field, f.Op)
		}
	case f.compares() && (f.Field == "id" || f.Field == "version" || f.Field == "mergedInto"):
		if _, err := strconv.ParseInt(f.Value, 10, 64); err != nil && (f.Value != "" || f.Op != Eq) {
			return fmt.Errorf("%s.%s: expected a whole number", f.Field, f.Op)
		}
	}
	return nil
}

// ParseMoment reads a time with its zone, or a date, which stands for its first
// moment in UTC.
func ParseMoment(text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errMoment
}

var errMoment = errors.New("expected a time such as 2026-01-31 or 2026-01-31T08:00:00Z")

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
