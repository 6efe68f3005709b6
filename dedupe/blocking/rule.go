// Package blocking finds the pairs of records that are worth comparing. A rule
// gives each row a key; rows of one key form a block; a block above the cap is
// split by finer keys. The candidate pairs are the union over the rules, each
// pair once, and never stored: they are walked block by block.
package blocking

import (
	"rollcall/dedupe/record"
)

// Rule is a blocking rule: the parts that form its key, and the parts that
// split a block above the cap, in turn. A row that misses a part is in no block.
type Rule struct {
	Name  string   `json:"name"`
	Keys  []string `json:"keys"`
	Finer []string `json:"finer,omitempty"`
}

// houseRule is the rule that brings up those who live together.
const houseRule = "house"

// catalogue lists the rules that are considered when none are configured, most
// telling first: a pair is named after the first rule that brings it up.
var catalogue = []Rule{
	{"email", []string{"email"}, []string{"last_sound", "first_full"}},
	{"phone", []string{"phone"}, []string{"last_sound", "first_full"}},
	{"names", []string{"names_full"}, []string{"birth_year", "zip", "street"}},
	{"birth_date+last_name", []string{"birth_date", "last_sound"}, []string{"first_initial", "zip"}},
	{"birth_date+first_name", []string{"birth_date", "first_full"}, []string{"last_initial", "zip"}},
	{houseRule, []string{"house"}, []string{"last_sound", "first_initial", "birth_date"}},
	{"org", []string{"org_words"}, []string{"zip", "house", "phone"}},
	{"names_sound", []string{"names_sound"}, []string{"birth_year", "zip", "number"}},
	{"last_name+zip", []string{"last", "zip"}, []string{"first_initial", "number"}},
	{"last_sound+first_initial+zip", []string{"last_sound", "first_initial", "zip"}, []string{"number", "birth_year"}},
	{"first_name+zip", []string{"first_full", "zip"}, []string{"last_initial", "number"}},
	{"number+zip", []string{"number", "zip"}, []string{"first_initial", "last_initial"}},
	{"number+street", []string{"number", "street"}, []string{"first_initial", "last_initial"}},
	{"email_local", []string{"email_local"}, []string{"last_initial", "first_initial"}},
	{"birth_date", []string{"birth_date"}, []string{"zip", "first_initial"}},
	{"last_name+birth_year", []string{"last", "birth_year"}, []string{"first_initial", "birth_month"}},
	{"first_name+birth_year", []string{"first_full", "birth_year"}, []string{"last_initial", "birth_month"}},
	{"first_name+birth_day", []string{"first_full", "birth_day"}, []string{"last_initial", "zip"}},
	{"last_name+birth_day", []string{"last_sound", "birth_day"}, []string{"first_initial", "zip"}},
	{"birth_digits+initials", []string{"birth_digits", "first_initial", "last_initial"}, nil},
	{"last_name+first_prefix", []string{"last", "first_prefix"}, []string{"city", "zip"}},
	{"first_name+last_prefix", []string{"first_full", "last_prefix"}, []string{"city", "zip"}},
	{"last_name+city", []string{"last_sound", "city"}, []string{"first_initial", "street"}},
	{"first_name+city", []string{"first_full", "city"}, []string{"last_initial", "street"}},
	{"phone_tail+last_name", []string{"phone_tail", "last_sound"}, nil},
	{"phone_head+last_name", []string{"phone_head", "last_sound"}, []string{"first_initial"}},
	{"phone_tail+first_name", []string{"phone_tail", "first_full"}, []string{"last_initial"}},
	{"street+first_name", []string{"street", "first_full"}, []string{"last_initial"}},
	{"street+last_name", []string{"street", "last_sound"}, []string{"first_initial"}},
	{"email_prefix+last_name", []string{"email_prefix", "last_initial"}, []string{"first_initial", "zip"}},
	{"email_tail", []string{"email_tail", "first_initial"}, []string{"last_initial"}},
	{"org_start", []string{"org_start"}, []string{"zip", "city"}},
	{"org_word+zip", []string{"org_word", "zip"}, []string{"number"}},
	{"org_word+phone", []string{"org_word", "phone_head"}, nil},
	{"org_sound", []string{"org_sound"}, []string{"zip", "city"}},
	{"last_name", []string{"last_sound"}, []string{"first_initial", "city"}},
	{"first_name", []string{"first_full"}, []string{"last_initial", "city"}},
}

// identifierRules are the rules of a custom identifier, NAME standing for it.
var identifierRules = []Rule{
	{"", []string{""}, []string{"last_sound", "first_full"}},
	{"/head+last_name", []string{"/head", "last_sound"}, []string{"first_initial"}},
	{"/tail+last_name", []string{"/tail", "last_sound"}, []string{"first_initial"}},
	{"/head+first_name", []string{"/head", "first_full"}, []string{"last_initial"}},
	{"/tail+first_name", []string{"/tail", "first_full"}, []string{"last_initial"}},
}

// Catalogue returns the rules for records with these custom fields: the general
// ones, and for every field that can identify somebody rules of its own, in front.
func Catalogue(fields []record.Field) []Rule {
	var rules []Rule
	for _, field := range fields {
		if !identifying(field.Type) {
			continue
		}
		name := "fields." + field.Name
		for _, r := range identifierRules {
			keys := append([]string{name + r.Keys[0]}, r.Keys[1:]...)
			rules = append(rules, Rule{name + r.Name, keys, r.Finer})
		}
	}
	return append(rules, catalogue...)
}

// compiled is a rule with its key functions.
type compiled struct {
	Rule
	keys, finer []*part
}

// compile makes the key functions of rules for a table. An error wraps
// ErrUnknownPart.
func compile(t *record.Table, rules []Rule) ([]compiled, error) {
	c := compiler{t, map[string]*part{}}
	list := make([]compiled, len(rules))
	for i, r := range rules {
		var err error
		if list[i], err = c.rule(r); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// compiler makes each part once.
type compiler struct {
	table *record.Table
	parts map[string]*part
}

func (c *compiler) part(name string) (*part, error) {
	if p := c.parts[name]; p != nil {
		return p, nil
	}
	p, err := newPart(c.table, name)
	if err == nil {
		c.parts[name] = p
	}
	return p, err
}

func (c *compiler) rule(r Rule) (compiled, error) {
	out := compiled{Rule: r}
	for _, name := range r.Keys {
		p, err := c.part(name)
		if err != nil {
			return out, err
		}
		out.keys = append(out.keys, p)
	}
	for _, name := range r.Finer {
		p, err := c.part(name)
		if err != nil {
			return out, err
		}
		out.finer = append(out.finer, p)
	}
	return out, nil
}

// key returns the rule's key of a row; 0 when a part is missing.
func (r *compiled) key(row []record.Symbol) uint64 {
	key := r.keys[0].key(row)
	for _, p := range r.keys[1:] {
		if key == 0 {
			return 0
		}
		key = record.Join(key, p.key(row))
	}
	return key
}

// uses returns the columns that the key and its first depth finer parts read, as
// a set of bits.
func (r *compiled) uses(depth int) uint64 {
	var columns uint64
	for _, p := range append(r.keys[:len(r.keys):len(r.keys)], r.finer[:depth]...) {
		for _, c := range p.fields {
			columns |= 1 << uint(c)
		}
	}
	return columns
}
