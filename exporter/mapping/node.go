package mapping

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// ErrInvalid says that a mapping file is not valid.
var ErrInvalid = errors.New("the export mapping is not valid")

// decoder walks the YAML of a mapping file and collects every fault with its
// line.
type decoder struct {
	name   string
	faults []error
}

// entry is one key of a YAML mapping with its value.
type entry struct {
	key   string
	line  int
	value ast.Node
}

func (d *decoder) fail(line int, format string, args ...any) {
	d.faults = append(d.faults, fmt.Errorf("%s:%d: %s", d.name, line, fmt.Sprintf(format, args...)))
}

func (d *decoder) err() error {
	if len(d.faults) == 0 {
		return nil
	}
	return fmt.Errorf("%w:\n%w", ErrInvalid, errors.Join(d.faults...))
}

// open returns the file's document; nil when there is none.
func (d *decoder) open(data []byte) ast.Node {
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		line, message := 1, err.Error()
		var faulty yaml.Error
		if errors.As(err, &faulty) {
			message = faulty.GetMessage()
			if t := faulty.GetToken(); t != nil && t.Position != nil {
				line = t.Position.Line
			}
		}
		d.fail(line, "cannot be read as YAML: %s", message)
		return nil
	}
	var body ast.Node
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil:
		case body != nil:
			d.fail(lineOf(doc.Body), "a second document; a mapping is one")
		default:
			body = doc.Body
		}
	}
	if body == nil {
		d.fail(1, "is empty: it needs columns")
	}
	return body
}

func lineOf(n ast.Node) int {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 1
	}
	return n.GetToken().Position.Line
}

// entries returns the keys of a YAML mapping in their order. One
// that is written twice is refused by the parser.
func (d *decoder) entries(n ast.Node, what string) []entry {
	var values []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		d.fail(lineOf(n), "%s: expected keys and values", what)
	}
	var list []entry
	for _, v := range values {
		key, ok := plain(v.Key)
		if !ok || key == "" {
			d.fail(lineOf(v.Key), "%s: a key is plain text", what)
			continue
		}
		list = append(list, entry{key, lineOf(v.Key), v.Value})
	}
	return list
}

// plain returns a single value's text as it is written.
func plain(n ast.Node) (string, bool) {
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

func (d *decoder) text(e entry) string {
	text, ok := plain(e.value)
	if !ok {
		d.fail(e.line, "%s: expected a text", e.key)
	}
	return text
}

// word reads one of the words; the first stands for a wrong one.
func (d *decoder) word(e entry, words ...string) string {
	text := strings.ToLower(d.text(e))
	if slices.Contains(words, text) {
		return text
	}
	d.fail(e.line, "%s: write %s", e.key, strings.Join(words, ", "))
	return words[0]
}

func (d *decoder) flag(e entry) bool { return d.word(e, "false", "true") == "true" }

// count reads a whole number above 0.
func (d *decoder) count(e entry) int {
	n, err := strconv.Atoi(d.text(e))
	if err != nil || n < 1 {
		d.fail(e.line, "%s: expected a whole number above 0", e.key)
	}
	return n
}

// texts reads one text or a list.
func (d *decoder) texts(e entry) []string {
	list, ok := e.value.(*ast.SequenceNode)
	if !ok {
		return []string{d.text(e)}
	}
	var texts []string
	for _, item := range list.Values {
		texts = append(texts, d.text(entry{e.key, e.line, item}))
	}
	return texts
}

func (d *decoder) unknown(e entry, known ...string) {
	d.fail(e.line, "unknown key %q; there are %s", e.key, strings.Join(known, ", "))
}
