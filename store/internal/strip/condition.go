package strip

import (
	"strconv"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/question"
)

// test says which words of a path answer. Where needle is not empty, the words
// that hold it do: folded, where fold is set.
type test struct {
	path   string
	holds  func(word string) bool
	needle string
	fold   bool
}

// condition holds where one of its tests does.
type condition []test

// containing returns the test for words that hold a text.
func containing(path, needle string, fold bool) test {
	t := test{path: path, needle: needle, fold: fold}
	if fold {
		t.holds = func(word string) bool { return strings.Contains(store.Fold(word), needle) }
	} else {
		t.holds = func(word string) bool { return strings.Contains(word, needle) }
	}
	return t
}

// searched are the paths that Query.Search looks through.
var searched = []string{"firstName", "lastName", "orgName", "email"}

// conditionsOf translates a question; false when strips cannot answer it.
func conditionsOf(q store.Query) ([]condition, bool) {
	var all []condition
	if !q.Merged {
		live := ordinalWord(0)
		all = append(all, condition{{path: "mergedInto", holds: func(word string) bool { return word == live }}})
	}
	if needle := store.Fold(q.Search); needle != "" {
		if strings.Contains(needle, store.Separator) {
			return nil, false
		}
		all = append(all, anyOf(searched, needle))
	}
	if !q.UpdatedAfter.IsZero() {
		after := ordinalWord(question.Micros(q.UpdatedAfter))
		all = append(all, condition{{path: "updatedOn", holds: func(word string) bool { return word > after }}})
	}
	if q.NotUpdatedBy != "" {
		all = append(all, condition{{path: "updatedBy", holds: func(word string) bool { return word != q.NotUpdatedBy }}})
	}
	for _, f := range q.Filters {
		c, ok := conditionOf(f)
		if !ok {
			return nil, false
		}
		all = append(all, c)
	}
	return all, q.AfterSeq == 0
}

func anyOf(paths []string, needle string) condition {
	c := make(condition, len(paths))
	for i, path := range paths {
		c[i] = containing(path, needle, true)
	}
	return c
}

// conditionOf translates a filter.
func conditionOf(f store.Filter) (condition, bool) {
	needle := store.Fold(f.Value)
	switch {
	case f.Field == "phone":
		return nil, false
	case f.Field == "zip":
		return inAddress([]string{"zipCode"}, needle)
	case f.Field == "address" && f.Op == store.Like:
		return inAddress(postal, needle)
	}
	p, err := customer.ParsePath(f.Field)
	if err != nil || !kept(p) {
		return nil, false
	}
	t, ok := testOf(p, f)
	t.path = p.String()
	return condition{t}, ok
}

// inAddress looks through parts of all addresses. A part that is not there
// holds nothing, not even the empty text.
func inAddress(parts []string, needle string) (condition, bool) {
	paths := make([]string, len(parts))
	for i, part := range parts {
		paths[i] = anyAddress(part)
	}
	c := anyOf(paths, needle)
	if needle == "" {
		for i := range c {
			c[i].holds = func(word string) bool { return word != "" }
		}
	}
	return c, !strings.Contains(needle, store.Separator)
}

// kept says whether a path has strips.
func kept(p customer.Path) bool {
	if p.Field == "address" {
		return layout.named[p.Index] != nil
	}
	return !unique[p.Field] && (p.Field != "attributes" || p.Index != "")
}

// testOf returns the test for a path's words; the path itself is left empty.
func testOf(p customer.Path, f store.Filter) (test, bool) {
	text := textOf(p)
	switch f.Op {
	case store.Contains, store.Like:
		needle, fold := f.Value, f.Op == store.Like
		if fold {
			needle = store.Fold(needle)
		}
		t := containing("", needle, fold)
		if text != nil {
			whole := t.holds
			t.needle, t.holds = "", func(word string) bool { return whole(text(word)) }
		}
		return t, !moments[p.Field]
	case store.Empty:
		want := f.Value == "true"
		return test{holds: func(word string) bool { return (word == "" || text != nil && text(word) == "") == want }}, true
	}
	holds, ok := comparison(p, f)
	return test{holds: holds}, ok
}

// textOf returns what gives the text of a path's words; nil where the words are
// the texts.
func textOf(p customer.Path) func(string) string {
	switch {
	case p.Field == "fields":
		return func(word string) string { text, _ := splitField(word); return text }
	case ordinals[p.Field] != nil:
		return ordinalText
	}
	return nil
}

// signs are what a comparison's result may be, by operator.
var signs = map[store.Op]func(int) bool{
	store.Eq:  func(sign int) bool { return sign == 0 },
	store.Gt:  func(sign int) bool { return sign > 0 },
	store.Gte: func(sign int) bool { return sign >= 0 },
	store.Lt:  func(sign int) bool { return sign < 0 },
	store.Lte: func(sign int) bool { return sign <= 0 },
}

func comparison(p customer.Path, f store.Filter) (func(string) bool, bool) {
	meets, ok := signs[f.Op]
	if !ok {
		return nil, false
	}
	// An absent text equals the empty one, but is neither before nor after any.
	plain := func(text string) bool {
		return (f.Op == store.Eq || text != "") && meets(strings.Compare(text, f.Value))
	}
	switch {
	case p.Field == "fields":
		return typed(f, plain, meets), true
	case moments[p.Field]:
		t, err := store.ParseMoment(f.Value)
		at := ordinalWord(question.Micros(t))
		return func(word string) bool { return meets(strings.Compare(word, at)) }, err == nil
	case ordinals[p.Field] != nil:
		n, ok := numberOf(f)
		none := ordinalWord(0)
		return func(word string) bool {
			return (f.Op == store.Eq || word != none) && meets(strings.Compare(word, n))
		}, ok
	}
	return plain, true
}

func numberOf(f store.Filter) (string, bool) {
	if f.Value == "" && f.Op == store.Eq {
		return ordinalWord(0), true
	}
	n, err := strconv.ParseInt(f.Value, 10, 64)
	return ordinalWord(n), err == nil
}

// typed compares custom fields by the type that each was declared with.
func typed(f store.Filter, plain func(string) bool, meets func(int) bool) func(string) bool {
	decimal, isNumber := store.Decimal(f.Value)
	number, _ := question.NumberKey(decimal)
	date, isDate := question.DateKey(f.Value)
	return func(word string) bool {
		text, kind := splitField(word)
		switch kind {
		case customer.Number:
			key, ok := question.NumberKey(text)
			return isNumber && ok && meets(strings.Compare(key, number))
		case customer.Date, customer.BirthDate:
			_, ok := question.DateKey(text)
			return isDate && ok && meets(strings.Compare(text, date))
		case customer.Bool:
			return (text == "true" || text == "false") && plain(text)
		}
		return plain(text)
	}
}
