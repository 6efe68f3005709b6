package mapping

import (
	"strings"

	"rollcall/importer/mapping/value"
	"rollcall/importer/setting"
	"rollcall/store/customer"
)

// Options say what a plan must know beside the mapping and the header.
type Options struct {
	Region string        // for a mapping that names none
	As     customer.Kind // for Native: what the rows are; "": customers
	// Typed says that cells come from a format with numbers of its own (XLSX,
	// JSON): 1.234 is then read with a decimal point.
	Typed bool
	// TakeIDs makes Native take the columns id and customerId as the names of
	// customers in this store; otherwise they belong to the store that wrote
	// the file, and are ignored.
	TakeIDs bool
	// FormulaEscape makes Native take back the apostrophe before formulas.
	FormulaEscape bool
}

// Compile checks the mapping against a file's header and returns the plan. A
// column's name matches exactly, or else without outer spaces. The error is a
// *setting.Problems that lists everything at once: fields that do not exist, columns
// that the file lacks, two columns for one field, expressions that do not
// compile, types, formats and policies that do not fit their field, and keys
// without a column.
func (f *File) Compile(header []string, options Options) (*Plan, error) {
	c := newCompiler(f, header, options)
	c.columns()
	c.constants()
	c.expressions()
	c.names()
	c.keys()
	c.unmapped(header)
	c.places(true)
	if err := c.faults.Err(); err != nil {
		return nil, err
	}
	return c.plan, nil
}

// compiler builds a plan and collects what is wrong.
type compiler struct {
	faults  setting.Problems
	file    *File
	options Options
	plan    *Plan
	header  map[string]int
	columnN []string // the header, by place
	formats []*value.Pattern
	point   value.Point
	taken   map[string]int  // line of each target that has its source
	used    map[string]bool // columns that the mapping mentions
}

// add notes a fault of a line of the mapping file; 0: of no line.
func (c *compiler) add(line int, format string, args ...any) {
	c.faults.Add(setting.Position{Line: line}, format, args...)
}

func newCompiler(f *File, header []string, options Options) *compiler {
	c := &compiler{faults: faults(f.Name), file: f, options: options, header: map[string]int{}, columnN: header, taken: map[string]int{}, used: map[string]bool{}}
	for i, name := range header {
		if _, twice := c.header[name]; !twice {
			c.header[name] = i
		}
	}
	c.plan = &Plan{file: f, kind: f.As, region: f.Region, clear: f.Clear, formulaEscape: f.FormulaEscape, types: -1}
	if c.plan.region == "" {
		c.plan.region = options.Region
	}
	if c.plan.clear == "" {
		c.plan.clear = DefaultClear
	}
	c.point = pointOf(c.plan.region, options.Typed)
	c.formats = c.patterns(f.DateFormats, f.lines["date_formats"])
	return c
}

// pointOf returns the decimal sign of a region (Unicode CLDR, decimal symbols).
func pointOf(region string, typed bool) value.Point {
	switch {
	case typed:
		return value.PointDot
	case region == "":
		return value.PointOpen
	case strings.Contains(" US CA GB IE AU NZ IN PK BD LK SG MY PH HK TW CN JP KR TH IL MX CH LI NG KE GH ZW PR DO GT HN NI SV PA MT EG SA AE ", " "+region+" "):
		return value.PointDot
	}
	return value.PointComma
}

func (c *compiler) patterns(sources []string, line int) []*value.Pattern {
	var list []*value.Pattern
	for _, source := range sources {
		p, err := value.ParsePattern(source)
		if err != nil {
			c.add(line, "%v", err)
			continue
		}
		list = append(list, p)
	}
	return list
}

// find returns a column's place in the header.
func (c *compiler) find(name string) (int, bool) {
	if at, ok := c.header[name]; ok {
		return at, true
	}
	for at, column := range c.columnN {
		if strings.TrimSpace(column) == strings.TrimSpace(name) {
			return at, true
		}
	}
	return 0, false
}

// names makes room for the parts of a whole name, and lets columns of their own
// go before them.
func (c *compiler) names() {
	for i, part := range nameParts {
		_, c.plan.parts[i] = c.taken[part]
	}
	for i := range c.plan.slots {
		s := &c.plan.slots[i]
		if s.field != "name" || c.file.As != "" {
			c.plan.targets = append(c.plan.targets, s.field)
			continue
		}
		c.plan.width += len(nameParts)
		for i, part := range nameParts {
			if !c.plan.parts[i] {
				c.plan.targets = append(c.plan.targets, part)
			}
		}
	}
}

// keys checks that what names the customer, or the record, is there.
func (c *compiler) keys() {
	line := c.file.lines["key"]
	for _, field := range c.file.Key {
		switch {
		case c.file.As != "":
			c.add(line, "key: related records are named by their id; remove the key")
		case field == KeyContent:
		case !c.plan.Has(field) && len(c.faults.List) == 0:
			c.add(line, "key: no column is mapped to %q%s", field, setting.Nearest(field, c.plan.targets))
		}
	}
	if c.file.As == "" || len(c.faults.List) > 0 {
		return
	}
	if !c.plan.Has("id") {
		c.add(0, "no column is mapped to id: every record of %s needs its own id", c.file.As)
	}
	if !c.plan.Has("externalCustomerImportId") && !c.plan.Has("customerId") && !c.plan.Has("externalCustomerId") {
		c.add(0, "no column names the customer of %s: map one to externalCustomerImportId, customerId or externalCustomerId", c.file.As)
	}
}

// rejectPrefix starts the names of the columns that rejects carry.
const rejectPrefix = "_rollcall_"

func (c *compiler) unmapped(header []string) {
	for _, name := range header {
		if !c.used[name] && !strings.HasPrefix(name, rejectPrefix) {
			c.plan.unmapped = append(c.plan.unmapped, name)
		}
	}
}
