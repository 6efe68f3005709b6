package mapping

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

	"rollcall/exporter"
	"rollcall/store/customer"
)

// scope is what an expression sees.
type scope struct {
	Customer map[string]string `expr:"customer"`
}

// expression is a compiled expression over columns of a customer.
type expression struct {
	program *vm.Program
	columns []exporter.Column
	machine vm.VM
}

// known returns the column of a name.
type known func(name string) (exporter.Column, bool)

func compileExpression(source string, columns known) (*expression, error) {
	var used mentions
	program, err := expr.Compile(source, expr.Env(scope{}), expr.Patch(&used), expr.Timezone("UTC"),
		expr.DisableBuiltin("now")) // the same customers must give the same rows on any day
	if err != nil {
		return nil, plainError(err)
	}
	if used.bare != len(used.names) {
		return nil, errors.New(`a customer's value is written customer["FIELD"]`)
	}
	e := &expression{program: program}
	slices.Sort(used.names)
	for _, name := range slices.Compact(used.names) {
		c, ok := columns(name)
		if !ok {
			return nil, fmt.Errorf("unknown field %q", name)
		}
		e.columns = append(e.columns, c)
	}
	return e, nil
}

// plainError makes the library's error of several lines one line.
func plainError(err error) error {
	var detailed *file.Error
	if errors.As(err, &detailed) {
		return fmt.Errorf("%s (at character %d)", detailed.Message, detailed.Column+1)
	}
	message, _, _ := strings.Cut(err.Error(), "\n")
	return errors.New(message)
}

// mentions collects the fields that an expression reads.
type mentions struct {
	bare  int      // how often customer stands there
	names []string // of customer["NAME"], as often
}

// Visit implements ast.Visitor; children are visited before their parents.
func (m *mentions) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		if n.Value == "customer" {
			m.bare++
		}
	case *ast.MemberNode:
		of, ok := n.Node.(*ast.IdentifierNode)
		name, text := n.Property.(*ast.StringNode)
		if ok && text && of.Value == "customer" {
			m.names = append(m.names, name.Value)
		}
	}
}

// run computes the text for a customer. The error may quote values: it is not
// to be shown.
func (e *expression) run(c *customer.Customer) (string, error) {
	values := make(map[string]string, len(e.columns))
	for i := range e.columns {
		values[e.columns[i].Name] = e.columns[i].Cell(c).Text
	}
	result, err := e.machine.Run(e.program, scope{values})
	if err != nil {
		return "", err
	}
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
	text, err := json.Marshal(result)
	return string(text), err
}
