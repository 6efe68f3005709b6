package merge

import (
	"errors"
	"slices"
	"strings"

	"rollcall/importer/setting"
	"rollcall/store/customer"
)

// ErrPolicy: a policy file is not valid.
var ErrPolicy = errors.New("the merge policy is not valid")

// ParsePolicy reads a policy file. What it does not name is as in
// DefaultPolicy. The error is a *setting.Problems that wraps ErrPolicy and names
// every problem, one a line, as NAME:LINE: what is wrong and what is possible.
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
	doc := setting.Parse(setting.Source{File: name, Data: data, Kind: ErrPolicy})
	p := DefaultPolicy().clone()
	p.read(doc.Root("a policy"))
	if err := doc.Err(); err != nil {
		return Policy{}, err
	}
	return p, nil
}

func (p *Policy) read(e setting.Entry) {
	each := func(read func(setting.Entry)) func(setting.Entry) {
		return func(e setting.Entry) {
			for _, one := range e.Entries() {
				read(one)
			}
		}
	}
	e.Read(
		setting.Key{Name: "survivor", Take: p.survivor},
		setting.Into("sources", &p.Sources, texts),
		setting.Key{Name: "fields", Take: each(p.field)},
		setting.Key{Name: "types", Take: each(p.fieldType)},
		setting.Key{Name: "groups", Take: each(p.group)},
		setting.Key{Name: "consent", Take: func(e setting.Entry) {
			e.Read(setting.Into("restrictive", &p.Restrictive, texts))
		}},
		setting.Key{Name: "auto", Take: p.Auto.read},
	)
}

// texts reads a list in which nothing stands twice.
func texts(e setting.Entry) []string {
	if e.Null() {
		return nil
	}
	list := e.Texts()
	for i, text := range list {
		if slices.Contains(list[:i], text) {
			e.Fail("%s: %q stands there twice", e.Key, text)
		}
	}
	return list
}

func (p *Policy) survivor(e setting.Entry) {
	var list []Preference
	for _, item := range e.Items() {
		if by, ok := preference(item); ok {
			list = append(list, by)
		}
	}
	if len(list) > 0 {
		p.Survivor = list
	}
}

// preference reads a word or {has: FIELD}.
func preference(item setting.Entry) (by Preference, ok bool) {
	if text, plain := item.Plain(); plain {
		by.By = By(text)
		if ok = by.By != ByHas && slices.Contains(preferences, by.By); !ok {
			item.Fail("unknown survivor preference %q (known: %s, {has: FIELD})", text, join(preferences[:len(preferences)-1]))
		}
		return by, ok
	}
	for _, h := range item.Entries() {
		by, ok = has(h)
	}
	return by, ok
}

var preferences = []By{BySourceOrder, ByMostRelated, ByMostComplete, ByOldest, ByMostRecent, ByLowestID, ByHas}

func has(h setting.Entry) (Preference, bool) {
	text, ok := h.Plain()
	if h.Key != "has" || !ok {
		h.Fail("a survivor preference is a word or {has: FIELD}")
		return Preference{}, false
	}
	path, err := customer.ParsePath(text)
	if err != nil {
		h.Fail("%s", err)
		return Preference{}, false
	}
	return Preference{ByHas, path}, true
}

func (a *Auto) read(e setting.Entry) {
	e.Read(
		setting.Into("probability", &a.Probability, setting.Entry.Share),
		setting.Into("max_cluster_size", &a.MaxClusterSize, func(e setting.Entry) int { return e.Whole(2) }),
		setting.Into("max_share", &a.MaxShare, setting.Entry.Share),
	)
}

// rule reads RULE or {rule: RULE, sources: [...], review: true|false}; what is
// not written is as in was.
func rule(e setting.Entry, was FieldRule, known []Rule) (FieldRule, bool) {
	name, review := e, setting.Entry{}
	got := FieldRule{Review: was.Review && was.Rule != RequireEqual}
	if _, plain := e.Plain(); !plain {
		name = setting.Entry{}
		e.Read(
			setting.Key{Name: "rule", Take: func(o setting.Entry) { name = o }},
			setting.Into("sources", &got.Sources, texts),
			setting.Key{Name: "review", Take: func(o setting.Entry) { review = o }},
		)
	}
	text, _ := name.Plain()
	got.Rule = Rule(text)
	if !slices.Contains(known, got.Rule) {
		e.Fail("%s: unknown rule %q (possible here: %s)", e.Key, text, join(known))
		return got, false
	}
	return got, options(&got, e, review)
}

// options checks what a rule's options say together.
func options(rule *FieldRule, e, review setting.Entry) bool {
	if rule.Sources != nil && rule.Rule != SourceOrder {
		e.Fail("%s: sources go with the rule source_order only", e.Key)
		return false
	}
	switch text, _ := review.Plain(); {
	case review.Key == "":
	case text != "true" && text != "false":
		review.Fail("%s: review is true or false", e.Key)
		return false
	case text == "false" && rule.Rule == RequireEqual:
		review.Fail("%s: require_equal always asks a person; name another rule", e.Key)
		return false
	default:
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
