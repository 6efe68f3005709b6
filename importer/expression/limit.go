package expression

import (
	"errors"
	"fmt"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// Limit is what computing one text may cost. A round of a loop (map, filter,
// reduce and the like) and a variable cost one, and one more for each 64 bytes
// or items of the value that they hold, as do the results of repeat, replace and
// join. So a text cannot grow beyond 16 MB, and loops within loops end; an
// expression without any of these costs nothing.
const Limit = 250_000

const perUnit = 64 // bytes, or items

// pass is the function that takes a held value's cost. No expression can call
// it, because its name holds a space.
const pass = "pass on"

var errLimit = errors.New("the expression takes too long")

// meter adds up what one computation costs.
type meter struct{ cost int }

func (m *meter) add(size int) error {
	if m.cost += 1 + size/perUnit; m.cost > Limit || size < 0 {
		return errLimit
	}
	return nil
}

// environment is all that an expression sees: its values, and the functions that
// must be metered in place of the library's.
func (m *meter) environment(scope string, values map[string]string) map[string]any {
	return map[string]any{scope: values, pass: m.pass, "repeat": m.repeat, "replace": m.replace, "join": m.join}
}

// pass has the form that the library calls without reflection; held is one
// value.
func (m *meter) pass(held ...any) (any, error) {
	size := 0
	switch v := held[0].(type) {
	case string:
		size = len(v)
	case []any:
		size = len(v)
	case []string:
		size = len(v)
	}
	return nil, m.add(size)
}

func (m *meter) repeat(text string, times int) (string, error) {
	if times < 0 || times > Limit*perUnit {
		return "", fmt.Errorf("repeat: %d is no number of times", times)
	}
	if err := m.add(len(text) * times); err != nil {
		return "", err
	}
	return strings.Repeat(text, times), nil
}

// replace takes as a last argument how many are replaced at most, as the
// library's does.
func (m *meter) replace(text, was, is string, most ...int) (string, error) {
	n := strings.Count(text, was)
	if len(most) > 0 && most[0] >= 0 {
		n = min(n, most[0])
	}
	if err := m.add(len(text) + n*len(is)); err != nil {
		return "", err
	}
	return strings.Replace(text, was, is, n), nil
}

func (m *meter) join(list any, between ...string) (string, error) {
	texts, err := textsOf(list)
	if err != nil {
		return "", err
	}
	size := len(texts) * len(strings.Join(between, ""))
	for _, text := range texts {
		size += len(text)
	}
	if err := m.add(size); err != nil {
		return "", err
	}
	return strings.Join(texts, strings.Join(between, "")), nil
}

func textsOf(list any) ([]string, error) {
	if texts, ok := list.([]string); ok {
		return texts, nil
	}
	items, ok := list.([]any)
	if !ok {
		return nil, errors.New("join takes a list")
	}
	texts := make([]string, len(items))
	for i, item := range items {
		if texts[i], ok = item.(string); !ok {
			return nil, errors.New("join takes a list of texts")
		}
	}
	return texts, nil
}

// metered makes an expression pay for the values that it holds: each item of a
// loop, what a reduce has so far, each variable. Only a value that is held can
// be used more than once, and so only these can make a text grow without end.
type metered struct{}

// Visit implements ast.Visitor.
func (metered) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.BuiltinNode:
		for _, argument := range n.Arguments {
			if body, ok := argument.(*ast.PredicateNode); ok {
				held := []ast.Node{&ast.PointerNode{}}
				if n.Name == "reduce" {
					held = append(held, &ast.PointerNode{Name: "acc"})
				}
				body.Node = paid(body.Node, held...)
			}
		}
	case *ast.VariableDeclaratorNode:
		n.Expr = paid(n.Expr, &ast.IdentifierNode{Value: n.Name})
	}
}

// paid returns the body behind calls that pay for the values.
func paid(body ast.Node, held ...ast.Node) ast.Node {
	var nodes []ast.Node
	for _, value := range held {
		call := &ast.CallNode{Callee: &ast.IdentifierNode{Value: pass}, Arguments: []ast.Node{value}}
		call.SetLocation(body.Location())
		nodes = append(nodes, call)
	}
	return &ast.SequenceNode{Nodes: append(nodes, body)}
}
