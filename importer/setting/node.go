package setting

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Beyond these, aliases and merged mappings are taken for circles.
const (
	maxAlias  = 16     // from one alias to the next
	maxMerges = 10_000 // in one file
)

// positionOf returns where a node begins; of a single key with its value, where
// the key does.
func positionOf(n ast.Node) Position {
	if m, ok := n.(*ast.MappingValueNode); ok && m.Key != nil {
		n = m.Key
	}
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return Position{}
	}
	at := n.GetToken().Position
	return Position{at.Line, at.Column}
}

// resolve follows anchors and aliases to the value that they stand for; nil for
// an alias without one.
func (d *Document) resolve(n ast.Node) ast.Node {
	for range maxAlias {
		switch a := n.(type) {
		case *ast.AnchorNode:
			n = a.Value
		case *ast.AliasNode:
			n = d.anchors[strings.TrimSpace(a.Value.GetToken().Value)]
		default:
			return n
		}
	}
	return nil
}

// keyValues returns the keys of a mapping with their values, those of merged
// mappings last; ok is false when n is no mapping.
func (d *Document) keyValues(n ast.Node) (list []*ast.MappingValueNode, ok bool) {
	var merged []ast.Node
	var values []*ast.MappingValueNode
	switch m := d.resolve(n).(type) {
	case nil, *ast.NullNode:
		return nil, true
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		return nil, false
	}
	for _, v := range values {
		if v.Key.IsMergeKey() {
			merged = append(merged, v.Value)
		} else {
			list = append(list, v)
		}
	}
	return d.merge(list, merged)
}

// merge adds the keys of merged mappings that are not there yet.
func (d *Document) merge(list []*ast.MappingValueNode, merged []ast.Node) ([]*ast.MappingValueNode, bool) {
	if d.merges += len(merged); d.merges > maxMerges {
		return nil, false
	}
	seen := map[string]bool{}
	for _, v := range list {
		key, _ := scalarText(v.Key)
		seen[key] = true
	}
	for _, n := range merged {
		more, ok := d.keyValues(n)
		if !ok {
			return nil, false
		}
		for _, v := range more {
			if key, _ := scalarText(v.Key); !seen[key] {
				seen[key] = true
				list = append(list, v)
			}
		}
	}
	return list, true
}

// scalarText returns a scalar as it was written: 00123 stays 00123.
func scalarText(n ast.Node) (string, bool) {
	switch s := n.(type) {
	case *ast.StringNode:
		return s.Value, true
	case *ast.LiteralNode:
		return s.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode, *ast.InfinityNode, *ast.NanNode:
		return strings.TrimSpace(n.GetToken().Value), true
	}
	return "", false
}
