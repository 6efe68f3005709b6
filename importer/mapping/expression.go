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

	"rollcall/importer/row"
)

// expression is a compiled expression over the columns of a row.
type expression struct {
	program *vm.Program
	names   []string // of the columns that it reads
	columns []int    // their places in the header
}

// scope is what an expression sees.
type scope struct {
	Row map[string]string `expr:"row"`
}

// compileExpression compiles source over a header. unknown lists the columns
// that it names and the file lacks.
func compileExpression(source string, header map[string]int) (e *expression, unknown []string, err error) {
	used := &usage{header: header}
	e = &expression{}
	e.program, err = expr.Compile(source, expr.Env(scope{}), expr.Patch(used), expr.Timezone("UTC"),
		expr.DisableBuiltin("now")) // the same file must give the same cells on any day
	if err != nil {
		return nil, nil, plainError(err)
	}
	names := used.names
	if used.dynamic {
		for name := range header {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		at, ok := header[name]
		if !ok {
			unknown = append(unknown, name)
			continue
		}
		e.names, e.columns = append(e.names, name), append(e.columns, at)
	}
	return e, unknown, nil
}

// plainError makes the library's error of several lines one line.
func plainError(err error) error {
	var detailed *file.Error
	if errors.As(err, &detailed) {
		return fmt.Errorf("%s (at character %d)", detailed.Message, detailed.Column+1)
	}
	return errors.New(strings.SplitN(err.Error(), "\n", 2)[0])
}

// usage collects the columns that an expression names. An expression that uses
// row in another way than row["NAME"] may read every column.
type usage struct {
	header  map[string]int
	names   []string
	rows    int // mentions of row
	dynamic bool
}

// Visit implements ast.Visitor; children are visited before their parents.
func (u *usage) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		if n.Value == "row" {
			u.rows++
			u.dynamic = true
		}
	case *ast.MemberNode:
		id, ok := n.Node.(*ast.IdentifierNode)
		if !ok || id.Value != "row" {
			return
		}
		if name, ok := n.Property.(*ast.StringNode); ok {
			u.names = append(u.names, name.Value)
			if u.rows--; u.rows == 0 {
				u.dynamic = false
			}
		}
	}
}

// absent says whether the record has none of the columns that the expression
// reads: then it says nothing about its field.
func (e *expression) absent(cells []row.Cell) bool {
	for _, at := range e.columns {
		if at < len(cells) && cells[at].Kind != row.Absent {
			return false
		}
	}
	return len(e.columns) > 0
}

// run computes the text for a row. The error may quote values: it is not to be
// shown.
func (e *expression) run(cells []row.Cell) (string, error) {
	names := make(map[string]string, len(e.names))
	for i, name := range e.names {
		if at := e.columns[i]; at < len(cells) && cells[at].Kind != row.Null {
			names[name] = cells[at].Text
		}
	}
	result, err := expr.Run(e.program, scope{Row: names})
	if err != nil {
		return "", err
	}
	return resultText(result)
}

// resultText writes a result as a cell's text; lists and objects as JSON.
func resultText(result any) (string, error) {
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
