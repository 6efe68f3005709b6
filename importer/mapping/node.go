package mapping

import (
	"errors"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// decoder reads YAML nodes strictly and collects what is wrong with its line.
type decoder struct{ problems }

// pair is one key of a YAML mapping.
type pair struct {
	key   string
	line  int
	value ast.Node
}

// document parses YAML text and returns its only document; nil when there is
// nothing to read. The library's panics on odd input become problems.
func (d *decoder) document(data []byte) (body ast.Node) {
	defer func() {
		if r := recover(); r != nil {
			d.add(0, "cannot be read as YAML")
			body = nil
		}
	}()
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		d.syntax(err)
		return nil
	}
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if body != nil {
			d.add(lineOf(doc.Body), "a mapping file holds one document; remove the line --- and what follows")
			return nil
		}
		body = doc.Body
	}
	return body
}

func (d *decoder) syntax(err error) {
	var detailed yaml.Error
	if errors.As(err, &detailed) && detailed.GetToken() != nil && detailed.GetToken().Position != nil {
		d.add(detailed.GetToken().Position.Line, "cannot be read as YAML: %s", detailed.GetMessage())
		return
	}
	d.add(0, "cannot be read as YAML: %s", strings.SplitN(err.Error(), "\n", 2)[0])
}

func lineOf(n ast.Node) int {
	if n == nil {
		return 0
	}
	if m, ok := n.(*ast.MappingValueNode); ok && m.Key != nil {
		n = m.Key
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return 0
}

// pairs returns the keys of a YAML mapping in file order. what names it in
// messages.
func (d *decoder) pairs(n ast.Node, what string) []pair {
	var values []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		d.add(lineOf(n), "%s: expected keys and values", what)
		return nil
	}
	seen := map[string]int{}
	var list []pair
	for _, v := range values {
		key, ok := d.key(v)
		if !ok {
			continue
		}
		line := lineOf(v)
		if first, twice := seen[key]; twice {
			d.add(line, "%s: %q is written twice (first in line %d)", what, key, first)
			continue
		}
		seen[key] = line
		list = append(list, pair{key, line, v.Value})
	}
	return list
}

func (d *decoder) key(v *ast.MappingValueNode) (string, bool) {
	if scalar, ok := v.Key.(ast.ScalarNode); ok {
		if text, ok := scalarText(scalar); ok {
			return text, true
		}
	}
	d.add(lineOf(v), "this key is no plain text: put it between quotes")
	return "", false
}

// unknown reports a key that does not exist here.
func (d *decoder) unknown(p pair, known []string) {
	d.add(p.line, "unknown key %q%s", p.key, nearest(p.key, known))
}
