package mapping

import (
	"fmt"

	"rollcall/importer/setting"
	"rollcall/store/customer"
)

func (c *compiler) columns() {
	for i := range c.file.Columns {
		col := &c.file.Columns[i]
		at, ok := c.find(col.Name)
		if ok {
			c.used[c.columnN[at]] = true
		}
		switch {
		case ok && col.Field != "":
			c.add1(col.Target, slot{column: at, name: c.columnN[at]})
		case !ok && col.Field != "":
			c.add(col.Line, "the file has no column %q%s", col.Name, setting.Nearest(col.Name, c.columnN))
		}
	}
}

func (c *compiler) constants() {
	for i := range c.file.Constants {
		constant := &c.file.Constants[i]
		before := len(c.plan.slots)
		c.add1(constant.Target, slot{column: -1, constant: constant.Text})
		if len(c.plan.slots) > before {
			c.tryConstant(&c.plan.slots[before], constant.Line)
		}
	}
}

// tryConstant reads a constant once, so that a bad one stops here and not in
// every row.
func (c *compiler) tryConstant(s *slot, line int) {
	m := mapper{plan: c.plan}
	m.begin(nil)
	m.run(s)
	for _, f := range m.out.Faults {
		c.add(line, "constant for %s: %s", s.field, f.Message)
	}
}

func (c *compiler) expressions() {
	for i := range c.file.Expressions {
		e := &c.file.Expressions[i]
		compiled, unknown, err := compileExpression(e.Source, c.header)
		if err != nil {
			c.add(e.Line, "the expression for %s does not compile: %v", e.Field, err)
			continue
		}
		for _, name := range unknown {
			c.add(e.Line, "the expression for %s: the file has no column %q%s", e.Field, name, setting.Nearest(name, c.columnN))
		}
		s := slot{column: -1, expression: compiled}
		for _, name := range compiled.names {
			c.used[name] = true
		}
		if len(compiled.names) == 1 {
			s.name = compiled.names[0]
		}
		c.add1(e.Target, s)
	}
}

// add1 completes a slot for a target and takes it into the plan, unless
// something is wrong with it.
func (c *compiler) add1(t Target, s slot) {
	found := len(c.faults.List)
	if c.file.As != "" {
		c.relatedSlot(&t, &s)
	} else {
		c.customerSlot(&t, &s)
	}
	if len(c.faults.List) > found {
		return
	}
	if first, twice := c.taken[s.field]; twice && s.field != "solicitationCodes" {
		c.add(t.Line, "%s has two sources%s", s.field, inLine(first))
		return
	}
	if other, line, ok := c.overlapping(s.path); ok {
		c.add(t.Line, "%s and %s overlap%s: map the whole list or its parts", s.field, other, inLine(line))
		return
	}
	c.taken[s.field] = t.Line
	c.plan.slots = append(c.plan.slots, s)
	c.plan.width++
}

// overlapping finds a whole list that has a column beside columns for its parts.
func (c *compiler) overlapping(path customer.Path) (other string, line int, ok bool) {
	if path.Field != "address" && path.Field != "attributes" {
		return "", 0, false
	}
	for i := range c.plan.slots {
		taken := c.plan.slots[i].path
		if taken.Field == path.Field && (taken.Index == "") != (path.Index == "") {
			return taken.String(), c.taken[taken.String()], true
		}
	}
	return "", 0, false
}

func inLine(line int) string {
	if line == 0 {
		return ""
	}
	return fmt.Sprintf(" (see line %d)", line)
}
