package mapping

import (
	"maps"
	"slices"

	"rollcall/importer/expression"
	"rollcall/importer/row"
)

// computation is an expression over the columns of a row.
type computation struct {
	program *expression.Program
	names   []string // of the columns that it reads
	columns []int    // their places in the header
}

// compileExpression compiles source over a header. unknown lists the columns
// that it names and the file lacks.
func compileExpression(source string, header map[string]int) (c *computation, unknown []string, err error) {
	program, err := expression.Compile(source, "row")
	if err != nil {
		return nil, nil, err
	}
	names := program.Names()
	if program.Dynamic() {
		names = slices.Concat(names, slices.Collect(maps.Keys(header)))
		slices.Sort(names)
		names = slices.Compact(names)
	}
	c = &computation{program: program}
	for _, name := range names {
		at, ok := header[name]
		if !ok {
			unknown = append(unknown, name)
			continue
		}
		c.names, c.columns = append(c.names, name), append(c.columns, at)
	}
	return c, unknown, nil
}

// absent says whether the record has none of the columns that the expression
// reads: then it says nothing about its field.
func (c *computation) absent(cells []row.Cell) bool {
	for _, at := range c.columns {
		if at < len(cells) && cells[at].Kind != row.Absent {
			return false
		}
	}
	return len(c.columns) > 0
}

// run computes the text for a row.
func (c *computation) run(cells []row.Cell) (string, error) {
	texts := make(map[string]string, len(c.names))
	for i, name := range c.names {
		if at := c.columns[i]; at < len(cells) && cells[at].Kind != row.Null {
			texts[name] = cells[at].Text
		}
	}
	return c.program.Run(texts)
}
