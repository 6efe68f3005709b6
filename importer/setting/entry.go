package setting

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Entry is a value of the file under its key. Items of a list bear the key of
// the list. The zero Entry is one under which nothing is written.
type Entry struct {
	Key string
	At  Position // of the key; of an item, its own

	doc   *Document
	value ast.Node // nil: nothing is written there
}

// Fail notes a fault of the entry. The message is for the file's author and
// must not hold values of customers.
func (e Entry) Fail(format string, args ...any) { e.doc.Add(e.At, format, args...) }

// Unknown notes that the entry's key does not exist where it stands, and which
// one was meant, or which there are.
func (e Entry) Unknown(known ...string) {
	hint := Nearest(e.Key, known)
	if hint == "" {
		hint = " (known: " + strings.Join(known, ", ") + ")"
	}
	e.Fail("unknown key %q%s", e.Key, hint)
}

// Null says whether nothing is written there, or null.
func (e Entry) Null() bool {
	switch e.doc.resolve(e.value).(type) {
	case nil, *ast.NullNode:
		return true
	}
	return false
}

// Plain returns the text of a single value that is not null, with what stands
// for something else put in; ok is false for keys, lists and null.
func (e Entry) Plain() (text string, ok bool) {
	n := e.doc.resolve(e.value)
	if e.Null() {
		return "", false
	}
	text, ok = scalarText(n)
	if _, isText := n.(*ast.StringNode); !isText && !isLiteral(n) || e.doc.expand == nil {
		return text, ok
	}
	expanded, err := e.doc.expand(text)
	if err != nil {
		for fault := range strings.SplitSeq(err.Error(), "\n") { // joined errors are one a line
			e.doc.Add(positionOf(n), "%s", fault)
		}
	}
	return expanded, ok
}

func isLiteral(n ast.Node) bool {
	_, ok := n.(*ast.LiteralNode)
	return ok
}

// Keyed says whether the value is written as keys and values.
func (e Entry) Keyed() bool {
	switch e.doc.resolve(e.value).(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return true
	}
	return false
}

// Entries returns the keys of the value with theirs, in the order of the file;
// none where nothing is written. A key that is written twice is a problem.
func (e Entry) Entries() []Entry {
	values, ok := e.doc.keyValues(e.value)
	if !ok {
		e.Fail("%s: expected keys and values%s", e.Key, e.unsupported())
		return nil
	}
	seen := map[string]int{}
	var list []Entry
	for _, v := range values {
		key, ok := scalarText(v.Key)
		at := positionOf(v)
		if !ok {
			e.doc.Add(at, "this key is no plain text: put it between quotes")
			continue
		}
		if first, twice := seen[key]; twice {
			e.doc.Add(at, "%s: %q is written twice (first in line %d)", e.Key, key, first)
			continue
		}
		seen[key] = at.Line
		list = append(list, Entry{key, at, e.doc, v.Value})
	}
	return list
}

// Items returns the items of a list, in the order of the file; none where
// nothing is written.
func (e Entry) Items() []Entry {
	seq, ok := e.doc.resolve(e.value).(*ast.SequenceNode)
	if !ok {
		if !e.Null() {
			e.Fail("%s is a list: [a, b]", e.Key)
		}
		return nil
	}
	list := make([]Entry, len(seq.Values))
	for i, n := range seq.Values {
		list[i] = Entry{e.Key, positionOf(n), e.doc, n}
	}
	return list
}

func (e Entry) unsupported() string {
	if _, ok := e.value.(*ast.TagNode); ok {
		return " (tags such as !!str are not supported)"
	}
	if _, ok := e.value.(*ast.AliasNode); ok && e.Null() {
		return " (the alias stands for nothing)"
	}
	return ""
}
