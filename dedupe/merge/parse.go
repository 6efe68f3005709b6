package merge

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"rollcall/store/customer"
)

// ErrPolicy: a policy file is not valid.
var ErrPolicy = errors.New("the merge policy is not valid")

// ParsePolicy reads a policy file. What it does not name is as in
// DefaultPolicy. The error wraps ErrPolicy and names every problem, one a line,
// as NAME:LINE: what is wrong and what is possible.
//
//	survivor: [source_order, most_related, {has: email}, oldest]
//	sources: [RE, Acme, SHOP]
//	fields:                        # FIELD: RULE, or {rule: R, sources: [...], review: true|false}
//	  email: most_recent
//	  fields.member_no: require_equal
//	types: {identifier: require_equal}
//	groups: {name: most_complete, address: most_recent}
//	consent: {restrictive: [Do Not Email]}
//	auto: {probability: 0.99, max_cluster_size: 5, max_share: 20%}
func ParsePolicy(name string, data []byte) (Policy, error) {
	r := &reader{name: name}
	p := DefaultPolicy().clone()
	for _, e := range r.entries(r.open(data), "a policy") {
		r.section(&p, e)
	}
	if len(r.problems) > 0 {
		return Policy{}, fmt.Errorf("%w:\n%w", ErrPolicy, errors.Join(r.problems...))
	}
	return p, nil
}

func (r *reader) section(p *Policy, e pair) {
	switch e.key {
	case "survivor":
		r.survivor(p, e)
	case "sources":
		p.Sources = r.texts(e.value, "sources")
	case "fields":
		for _, f := range r.entries(e.value, "fields") {
			r.field(p, f)
		}
	case "types":
		for _, t := range r.entries(e.value, "types") {
			r.fieldType(p, t)
		}
	case "groups":
		for _, g := range r.entries(e.value, "groups") {
			r.group(p, g)
		}
	case "consent":
		r.consent(p, e)
	case "auto":
		for _, a := range r.entries(e.value, "auto") {
			r.auto(&p.Auto, a)
		}
	default:
		r.fail(e.at, "unknown key %q (known: survivor, sources, fields, types, groups, consent, auto)", e.key)
	}
}

func (r *reader) survivor(p *Policy, e pair) {
	var list []Preference
	for _, item := range r.items(e.value, "survivor") {
		if text, ok := scalar(item); ok {
			if by := By(text); by != ByHas && slices.Contains(preferences, by) {
				list = append(list, Preference{By: by})
				continue
			}
			r.fail(item, "unknown survivor preference %q (known: %s, {has: FIELD})", text, join(preferences[:len(preferences)-1]))
			continue
		}
		for _, h := range r.entries(item, "a survivor preference") {
			if pref, ok := r.has(h); ok {
				list = append(list, pref)
			}
		}
	}
	if len(list) > 0 {
		p.Survivor = list
	}
}

var preferences = []By{BySourceOrder, ByMostRelated, ByMostComplete, ByOldest, ByMostRecent, ByLowestID, ByHas}

func (r *reader) has(h pair) (Preference, bool) {
	text, ok := scalar(h.value)
	if h.key != "has" || !ok {
		r.fail(h.at, "a survivor preference is a word or {has: FIELD}")
		return Preference{}, false
	}
	path, err := customer.ParsePath(text)
	if err != nil {
		r.fail(h.value, "%s", err)
		return Preference{}, false
	}
	return Preference{ByHas, path}, true
}

func (r *reader) consent(p *Policy, e pair) {
	for _, c := range r.entries(e.value, "consent") {
		if c.key != "restrictive" {
			r.fail(c.at, "unknown key %q (known: restrictive)", c.key)
			continue
		}
		p.Restrictive = r.texts(c.value, "restrictive")
	}
}

func (r *reader) auto(a *Auto, e pair) {
	text, _ := scalar(e.value)
	switch e.key {
	case "probability":
		r.shareInto(&a.Probability, e, text)
	case "max_share":
		r.shareInto(&a.MaxShare, e, text)
	case "max_cluster_size":
		n, err := strconv.Atoi(text)
		if err != nil || n < 2 {
			r.fail(e.at, "max_cluster_size is a whole number from 2 on")
			return
		}
		a.MaxClusterSize = n
	default:
		r.fail(e.at, "unknown key %q (known: probability, max_cluster_size, max_share)", e.key)
	}
}

func (r *reader) shareInto(at *float64, e pair, text string) {
	f, ok := share(text)
	if !ok {
		r.fail(e.at, "%s is a number from 0 to 1, or a percentage", e.key)
		return
	}
	*at = f
}

// rule reads RULE or {rule: RULE, sources: [...], review: true|false}; what is
// not written is as in was.
func (r *reader) rule(e pair, was FieldRule, known []Rule) (FieldRule, bool) {
	name, at := e.value, e.value
	review := ast.Node(nil)
	got := FieldRule{Review: was.Review && was.Rule != RequireEqual}
	if _, plain := scalar(e.value); !plain {
		name, at = nil, e.at
		for _, option := range r.entries(e.value, e.key) {
			switch option.key {
			case "rule":
				name, at = option.value, option.value
			case "sources":
				got.Sources = r.texts(option.value, "sources")
			case "review":
				review = option.value
			default:
				r.fail(option.at, "unknown key %q (known: rule, sources, review)", option.key)
			}
		}
	}
	text, _ := scalar(name)
	got.Rule = Rule(text)
	if !slices.Contains(known, got.Rule) {
		r.fail(at, "%s: unknown rule %q (possible here: %s)", e.key, text, join(known))
		return got, false
	}
	return got, r.options(&got, e, review)
}

// options checks what a rule's options say together.
func (r *reader) options(rule *FieldRule, e pair, review ast.Node) bool {
	if rule.Sources != nil && rule.Rule != SourceOrder {
		r.fail(e.at, "%s: sources go with the rule source_order only", e.key)
		return false
	}
	if review != nil {
		text, _ := scalar(review)
		if text != "true" && text != "false" {
			r.fail(review, "%s: review is true or false", e.key)
			return false
		}
		if text == "false" && rule.Rule == RequireEqual {
			r.fail(review, "%s: require_equal always asks a person; name another rule", e.key)
			return false
		}
		rule.Review = text == "true"
	}
	rule.Review = rule.Review || rule.Rule == RequireEqual
	return true
}

func join[T ~string](words []T) string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = string(w)
	}
	return strings.Join(list, ", ")
}
