package mapping

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

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

func isNull(n ast.Node) bool {
	if n == nil {
		return true
	}
	_, ok := n.(*ast.NullNode)
	return ok
}

// text reads a scalar that must not be null.
func (d *decoder) text(p pair) string {
	text, ok := scalarText(p.value)
	if !ok || isNull(p.value) {
		d.add(p.line, "%s: expected a text%s", p.key, unsupported(p.value))
		return ""
	}
	return text
}

func unsupported(n ast.Node) string {
	switch n.(type) {
	case *ast.AliasNode, *ast.AnchorNode, *ast.TagNode:
		return " (anchors, aliases and tags are not supported)"
	}
	return ""
}

// texts reads one text or a list of them.
func (d *decoder) texts(p pair) []string {
	seq, ok := p.value.(*ast.SequenceNode)
	if !ok {
		if text := d.text(p); text != "" {
			return []string{text}
		}
		return nil
	}
	var list []string
	for _, n := range seq.Values {
		if text := d.text(pair{p.key, lineOf(n), n}); text != "" {
			list = append(list, text)
		}
	}
	return list
}

// oneOf reads a word out of a few.
func (d *decoder) oneOf(p pair, words ...string) string {
	text := d.text(p)
	for _, w := range words {
		if text == w {
			return w
		}
	}
	if text != "" {
		d.add(p.line, "%s: %q is not known (known: %s)", p.key, text, strings.Join(words, ", "))
	}
	return ""
}

func (d *decoder) flag(p pair) bool {
	return d.oneOf(p, "true", "false") == "true"
}

// count reads a whole number of at least 1.
func (d *decoder) count(p pair) int {
	n, err := strconv.Atoi(d.text(p))
	if err != nil || n < 1 {
		d.add(p.line, "%s: expected a whole number from 1 on", p.key)
		return 0
	}
	return n
}

// character reads one sign; tab may be spelled out.
func (d *decoder) character(p pair, words ...string) string {
	text := d.text(p)
	for _, w := range words {
		if text == w {
			return text
		}
	}
	if len([]rune(text)) != 1 {
		d.add(p.line, "%s: expected one character%s", p.key, orWords(words))
		return ""
	}
	return text
}

func orWords(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return fmt.Sprintf(" (or %s)", strings.Join(words, ", "))
}
