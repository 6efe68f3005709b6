package merge

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// reader walks a policy file's YAML and collects every problem with its line.
type reader struct {
	name     string
	problems []error
}

// pair is one entry of a mapping.
type pair struct {
	key   string
	at    ast.Node
	value ast.Node // nil: nothing was written after the key
}

func (r *reader) fail(at ast.Node, format string, args ...any) {
	r.problems = append(r.problems, fmt.Errorf("%s:%d: %s", r.name, line(at), fmt.Sprintf(format, args...)))
}

func line(n ast.Node) int {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 1
	}
	return n.GetToken().Position.Line
}

// open parses the file; nil when it is empty or no YAML.
func (r *reader) open(data []byte) ast.Node {
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		r.problems = append(r.problems, r.syntax(err))
		return nil
	}
	var body ast.Node
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if body != nil {
			r.fail(doc.Body, "a second document; a policy file holds one")
			break
		}
		body = doc.Body
	}
	return body
}

// syntax names the line of an error of the YAML parser, without its excerpt.
func (r *reader) syntax(err error) error {
	at, message := 1, err.Error()
	var faulty yaml.Error
	if errors.As(err, &faulty) {
		message = faulty.GetMessage()
		if t := faulty.GetToken(); t != nil && t.Position != nil {
			at = t.Position.Line
		}
	}
	return fmt.Errorf("%s:%d: not valid YAML: %s", r.name, at, message)
}

// entries returns a mapping's entries in their order.
func (r *reader) entries(n ast.Node, what string) []pair {
	var values []*ast.MappingValueNode
	switch m := n.(type) {
	case nil:
	case *ast.NullNode:
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		r.fail(n, "%s is written as names with values", what)
	}
	list := make([]pair, 0, len(values))
	for _, v := range values {
		key, ok := scalar(v.Key)
		if !ok {
			r.fail(v.Key, "%s: a name is plain text", what)
			continue
		}
		list = append(list, pair{key, v.Key, v.Value})
	}
	return list
}

// items returns a list's items.
func (r *reader) items(n ast.Node, what string) []ast.Node {
	switch s := n.(type) {
	case nil:
	case *ast.NullNode:
	case *ast.SequenceNode:
		return s.Values
	default:
		r.fail(n, "%s is a list: [a, b]", what)
	}
	return nil
}

// texts returns a list of plain texts; repeated and empty ones are problems.
func (r *reader) texts(n ast.Node, what string) []string {
	var list []string
	seen := map[string]bool{}
	for _, item := range r.items(n, what) {
		text, ok := scalar(item)
		switch text = strings.TrimSpace(text); {
		case !ok || text == "":
			r.fail(item, "%s: an entry is plain text", what)
		case seen[text]:
			r.fail(item, "%s: %q stands there twice", what, text)
		default:
			seen[text] = true
			list = append(list, text)
		}
	}
	return list
}

// scalar returns a plain value's text.
func scalar(n ast.Node) (string, bool) {
	switch s := n.(type) {
	case *ast.StringNode:
		return s.Value, true
	case *ast.LiteralNode:
		return s.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return s.GetToken().Value, true
	}
	return "", false
}

// share reads 0.2 or 20% as a number from 0 to 1.
func share(text string) (float64, bool) {
	digits, percent := strings.CutSuffix(strings.TrimSpace(text), "%")
	f, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	if percent {
		f /= 100
	}
	return f, err == nil && f >= 0 && f <= 1
}
