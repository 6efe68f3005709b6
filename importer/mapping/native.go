package mapping

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/store/customer"
)

// Native returns the plan of a file whose columns all bear the Customer object's
// own names, as exports write them; ok is false when one does not. Such values
// are taken exactly: nothing is trimmed, what is malformed is stored with a
// warning. Columns that the store keeps itself (createdOn, updatedBy, ...) are
// ignored with a note; so are id and customerId, unless TakeIDs. The version is
// read, because it tells how old what the row says is; so is obfuscated where it
// is true. An explicit clear is \N or a JSON null.
//
// With options.As the columns id and one of externalCustomerImportId, customerId
// and externalCustomerId make a file of related records native; every other
// column is a key of the record's data.
func Native(header []string, options Options) (plan *Plan, ok bool) {
	file := &File{Name: "the file's own names", As: options.As, Clear: DefaultClear, Region: options.Region, FormulaEscape: options.FormulaEscape}
	c := newCompiler(file, header, options)
	for at, name := range header {
		if strings.HasPrefix(name, rejectPrefix) {
			continue
		}
		if options.As != "" {
			c.add1(Target{Field: name}, slot{column: at, name: name})
		} else if !c.native(at, name) {
			return nil, false
		}
	}
	c.names()
	c.keys()
	if len(c.faults.List) > 0 || len(c.plan.slots) == 0 && len(c.plan.notes) == 0 {
		return nil, false
	}
	for i := range c.plan.slots {
		c.plan.slots[i].exact = true
	}
	c.places(false)
	return c.plan, true
}

// Bare says whether the mapping only says how the file is to be read (format,
// csv, xlsx, as, region, formula_escape): its columns may then be Native.
func (f *File) Bare() bool {
	for setting := range f.lines {
		if !slices.Contains([]string{"format", "csv", "xlsx", "as", "region", "formula_escape"}, setting) {
			return false
		}
	}
	return true
}

// ignored are the names that a store writes for itself.
var ignored = []string{"createdOn", "createdBy", "updatedOn", "updatedBy", "mergeHistory", "mergedInto", "phoneE164"}

// summaries are the columns that exports write for people to read.
var summaries = []string{"solicitationCodeList", "attributeList", "fieldList", "relatedCount"}

// native takes one column of that name; ok is false when there is no such name.
func (c *compiler) native(at int, name string) (ok bool) {
	s := slot{column: at, name: name, field: name, policy: Keep, split: ";"}
	path, err := customer.ParsePath(name)
	switch {
	case slices.Contains(ignored, name):
		c.note("%s is kept by the store and was not taken", name)
		return true
	case slices.Contains(summaries, name):
		c.note("%s is a summary for people and was not taken; export --columns portable carries everything", name)
		return true
	case name == "id" || name == "customerId":
		return c.nativeID(&s, path)
	case name == versionField:
		s.path, s.policy, s.emit, s.convert = path, Reject, emitKnown, asVersion
	case name == obfuscatedField:
		s.path, s.policy, s.emit, s.convert = path, Reject, emitKnown, asObfuscated
	case name == "fieldTypes":
		c.plan.types = at
		return true
	case name == "fields":
		s.emit, s.nested, s.policy = emitFields, true, Reject
	case slices.Contains(customer.Kinds, customer.Kind(name)):
		s.emit, s.nested, s.policy = emitRecords(customer.Kind(name)), true, Reject
	case err != nil:
		return false
	default:
		s.path = path
		c.nativeValue(&s)
	}
	return c.take(s)
}

// take adds the slot; a path that is there already (address[1] and address[01])
// makes the file foreign.
func (c *compiler) take(s slot) bool {
	if _, twice := c.taken[s.path.String()]; twice && s.path.Field != "" {
		return false
	}
	c.taken[s.path.String()] = 0
	c.plan.slots = append(c.plan.slots, s)
	c.plan.width++
	return true
}

func (c *compiler) note(format string, args ...any) {
	c.plan.notes = append(c.plan.notes, fmt.Sprintf(format, args...))
}

func (c *compiler) nativeID(s *slot, path customer.Path) bool {
	if !c.options.TakeIDs {
		c.note("%s belongs to the store that wrote the file and was not taken", s.name)
		return true
	}
	s.path, s.policy, s.emit, s.convert = path, Reject, emitCell, asKey
	if s.name == "id" {
		s.convert = asID
	}
	return c.take(*s)
}

// nativeValue completes the slot of a path that a file can set.
func (c *compiler) nativeValue(s *slot) {
	s.emit, s.convert = c.reading(&Target{Field: s.name}, s.path, customer.Text)
	s.nested = s.path.Index == "" && isList(s.path.Field)
	if !keepable(s.path) || slices.Contains(identities, s.path.Field) {
		s.policy = Reject
	}
	switch {
	case s.path.Field == "fields":
		s.emit = emitDeclared
	case s.path.Field == "attributes" && s.path.Part == "date":
		s.convert = checked(s.convert)
	}
}

// checked keeps a conversion's verdict, not its result.
func checked(convert conversion) conversion {
	return func(text string) (string, issue) {
		_, i := convert(text)
		return text, i
	}
}
