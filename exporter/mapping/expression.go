package mapping

import (
	"errors"
	"fmt"

	"rollcall/exporter"
	"rollcall/importer/expression"
	"rollcall/store/customer"
)

// computation is an expression over columns of a customer.
type computation struct {
	program *expression.Program
	columns []exporter.Column
}

// known returns the column of a name.
type known func(name string) (exporter.Column, bool)

func compileExpression(source string, columns known) (*computation, error) {
	program, err := expression.Compile(source, "customer")
	if err != nil {
		return nil, err
	}
	if program.Dynamic() {
		return nil, errors.New(`a customer's value is written customer["FIELD"]`)
	}
	e := &computation{program: program}
	for _, name := range program.Names() {
		c, ok := columns(name)
		if !ok {
			return nil, fmt.Errorf("unknown field %q%s", name, exporter.Suggestion(name))
		}
		e.columns = append(e.columns, c)
	}
	return e, nil
}

// run computes the text for a customer.
func (e *computation) run(c *customer.Customer) (string, error) {
	values := make(map[string]string, len(e.columns))
	for i := range e.columns {
		values[e.columns[i].Name] = e.columns[i].Cell(c).Text
	}
	return e.program.Run(values)
}
