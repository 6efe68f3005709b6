package expression

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"
)

// ErrFailed says that an expression cannot be computed for some values, or goes
// beyond Limit. It says no more, because the library's own words quote values.
var ErrFailed = errors.New("the expression cannot be computed")

// Error is a fault of an expression's text.
type Error struct {
	Line   int // of the text, 1-based
	Column int // in characters, 1-based
	Reason string
}

// Error is one line.
func (e *Error) Error() string {
	if e.Line > 1 {
		return fmt.Sprintf("%s (at line %d, character %d)", e.Reason, e.Line, e.Column)
	}
	return fmt.Sprintf("%s (at character %d)", e.Reason, e.Column)
}

// Program is a compiled expression. It may be used from any number of
// goroutines.
type Program struct {
	program *vm.Program
	scope   string
	names   []string
	dynamic bool
}

// Compile compiles source, which sees its values as the map of the name scope.
// What is wrong with the text is an *Error.
func Compile(source, scope string) (*Program, error) {
	used := &usage{scope: scope}
	none := &meter{}
	program, err := expr.Compile(source, expr.Env(none.environment(scope, nil)), expr.Patch(used), expr.Patch(metered{}),
		expr.DisableBuiltin("now")) // the same values must give the same text on any day
	if err != nil {
		return nil, fault(err)
	}
	slices.Sort(used.names)
	return &Program{program, scope, slices.Compact(used.names), used.dynamic}, nil
}

// fault makes the library's error of several lines one.
func fault(err error) error {
	var detailed *file.Error
	if errors.As(err, &detailed) {
		return &Error{detailed.Line, detailed.Column + 1, detailed.Message}
	}
	reason, _, _ := strings.Cut(err.Error(), "\n")
	return &Error{1, 1, reason}
}

// Names returns the names that the expression reads as SCOPE["NAME"] or
// SCOPE.NAME, sorted, each once.
func (p *Program) Names() []string { return slices.Clone(p.names) }

// Dynamic says whether the expression uses its map in another way too, so that
// it may read any name.
func (p *Program) Dynamic() bool { return p.dynamic }

// Run computes the text for some values: numbers and truth values as they are
// written, lists and objects as JSON, nothing as "". A name without a value
// reads as "". The only error is ErrFailed.
func (p *Program) Run(values map[string]string) (string, error) {
	spent := &meter{}
	result, err := expr.Run(p.program, spent.environment(p.scope, values))
	if err != nil {
		return "", ErrFailed
	}
	return text(result)
}

func text(result any) (string, error) {
	switch v := result.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case bool:
		return strconv.FormatBool(v), nil
	case int:
		return strconv.Itoa(v), nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	}
	data, err := json.Marshal(result)
	if err != nil {
		return "", ErrFailed
	}
	return string(data), nil
}

// usage collects the names that an expression reads.
type usage struct {
	scope   string
	names   []string
	bare    int // mentions of the map that no name follows, so far
	dynamic bool
}

// Visit implements ast.Visitor; children are visited before their parents.
func (u *usage) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		if n.Value == u.scope {
			u.bare++
		}
	case *ast.MemberNode:
		of, ok := n.Node.(*ast.IdentifierNode)
		name, isText := n.Property.(*ast.StringNode)
		if ok && isText && of.Value == u.scope {
			u.names = append(u.names, name.Value)
			u.bare--
		}
	}
	u.dynamic = u.bare > 0
}
