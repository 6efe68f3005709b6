package mapping

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"rollcall/exporter"
	"rollcall/exporter/sheet"
	"rollcall/importer/setting"
	"rollcall/store/customer"
)

// Plan is a compiled mapping, for one export: it remembers the texts of columns
// that are unique.
type Plan struct {
	Rejected int // customers that were not delivered so far
	Warnings int // findings on those that were

	columns []column
	reads   []exporter.Column // that the columns and expressions look at
}

// column is a compiled column.
type column struct {
	Column
	from    func(*customer.Customer) (exporter.Cell, error)
	date    string // layout
	seen    map[[16]byte]bool
	touched bool // the text may differ from the field's
}

// Compile checks the columns against what customers have. extra are columns
// beside those that exporter.ParseColumns knows. The error is as that of Parse.
func (f *File) Compile(extra ...exporter.Column) (*Plan, error) {
	faults := setting.Problems{File: f.Name, Kind: ErrInvalid}
	p := &Plan{}
	find := func(name string) (exporter.Column, bool) {
		c, ok := exporter.ColumnNamed(name)
		for _, more := range extra {
			if more.Name == name {
				c, ok = more, true
			}
		}
		p.reads = append(p.reads, c)
		return c, ok
	}
	for i := range f.Columns {
		c, err := f.compile(&f.Columns[i], find)
		if err != nil {
			faults.Add(setting.Position{Line: f.Columns[i].line}, "%s: %v", f.Columns[i].Title, err)
		}
		p.columns = append(p.columns, c)
	}
	return p, faults.Err()
}

func (f *File) compile(in *Column, find known) (column, error) {
	c := column{Column: *in}
	for _, text := range []string{in.Default, in.Value} {
		if in.Max > 0 && utf8.RuneCountInString(text) > in.Max {
			return c, fmt.Errorf("its own text is longer than %d characters", in.Max)
		}
	}
	if pattern := in.Format; pattern != "" || f.DateFormat != "" {
		if pattern == "" {
			pattern = f.DateFormat
		}
		c.date, _ = layout(pattern) // Parse has read it
	}
	if in.Unique {
		c.seen = map[[16]byte]bool{}
	}
	c.touched = c.date != "" || len(in.Strip) > 0 || len(in.Values) > 0
	switch {
	case in.Field != "":
		source, ok := find(in.Field)
		if !ok {
			return c, fmt.Errorf("unknown field %q%s", in.Field, exporter.Suggestion(in.Field))
		}
		c.from = func(one *customer.Customer) (exporter.Cell, error) { return source.Cell(one), nil }
	case in.Expr != "":
		e, err := compileExpression(in.Expr, find)
		if err != nil {
			return c, err
		}
		c.from = func(one *customer.Customer) (exporter.Cell, error) {
			text, err := e.run(one)
			return exporter.Cell{Text: text, Kind: sheet.Text}, err
		}
	default:
		c.from = func(*customer.Customer) (exporter.Cell, error) {
			return exporter.Cell{Text: in.Value, Kind: sheet.Text}, nil
		}
	}
	return c, nil
}

// Uses says whether a column or an expression reads the field.
func (p *Plan) Uses(field string) bool {
	return slices.ContainsFunc(p.reads, func(c exporter.Column) bool { return c.Name == field })
}

// Reads returns the core fields and lists of a customer that the table and its
// findings look at, as exporter.Reads does.
func (p *Plan) Reads() []string { return append(exporter.Reads(p.reads...), "customerId") }

// Table returns the table of the customers that can be delivered, in the target
// system's columns. Everything that is found goes to report, in the order of
// the customers and columns; an error of report ends the table. Only delivered
// customers are counted.
func (p *Plan) Table(s exporter.Source, report func(Finding) error) exporter.Table {
	titles := make([]string, len(p.columns))
	for i := range p.columns {
		titles[i] = p.columns[i].Title
	}
	row := &row{plan: p, cells: make([]exporter.Cell, len(p.columns))}
	return exporter.Table{Name: "Customers", Columns: exporter.Titles(titles...), Rows: func(yield func(exporter.Row, error) bool) {
		for c, err := range s.Customers {
			if err == nil {
				row.fill(c)
				err = row.report(report)
			}
			switch {
			case err != nil:
				yield(exporter.Row{}, err)
				return
			case row.blocked:
				p.Rejected++
				continue
			}
			p.Warnings += len(row.findings)
			s.Totals.Add(c)
			out := s.Row(c)
			out.Cells = row.cells
			if !yield(out, nil) {
				return
			}
		}
	}}
}

// row is one customer on its way out.
type row struct {
	plan     *Plan
	customer *customer.Customer
	cells    []exporter.Cell
	findings []Finding
	blocked  bool
}

func (r *row) fill(c *customer.Customer) {
	r.customer, r.findings, r.blocked = c, r.findings[:0], false
	for i := range r.plan.columns {
		r.cells[i] = r.cell(&r.plan.columns[i])
	}
	if r.blocked {
		return // what it would have taken is free for others
	}
	for i := range r.plan.columns {
		if col := &r.plan.columns[i]; col.seen != nil && r.cells[i].Text != "" {
			col.seen[fingerprint(r.cells[i].Text)] = true
		}
	}
}

// cell computes one cell.
func (r *row) cell(c *column) exporter.Cell {
	cell, err := c.from(r.customer)
	if err != nil {
		r.find(c, codeExpression, "the expression cannot be computed for this customer", "")
		return exporter.Cell{}
	}
	text := r.rewrite(c, cell)
	if text == "" {
		text = c.Default
	}
	text = r.fit(c, text)
	switch {
	case text == "" && c.Required:
		r.find(c, codeMissing, "the column is required and would be empty", "")
	case c.seen != nil && text != "" && c.seen[fingerprint(text)]:
		r.find(c, codeRepeated, "an earlier customer has the same text here", text)
	}
	if text != cell.Text {
		return exporter.Cell{Text: text, Kind: sheet.Text}
	}
	return cell
}

// rewrite applies what changes a text, in its order.
func (r *row) rewrite(c *column, cell exporter.Cell) string {
	text := cell.Text
	if !c.touched || text == "" {
		return text
	}
	for _, prefix := range c.Strip {
		if rest, ok := strings.CutPrefix(text, prefix); ok {
			text = rest
			break
		}
	}
	if c.date != "" && (c.Format != "" || cell.Kind == sheet.Date) {
		if dated, ok := redate(text, c.date); ok {
			text = dated
		} else if c.Format != "" {
			r.find(c, codeDate, "the text is no date or time and was written as it is", text)
		}
	}
	if other, ok := c.Values[text]; ok {
		text = other
	}
	return text
}

// fit holds a text against the column's length.
func (r *row) fit(c *column, text string) string {
	if c.Max == 0 || len(text) <= c.Max || utf8.RuneCountInString(text) <= c.Max {
		return text
	}
	switch c.TooLong {
	case Cut:
		r.find(c, codeCut, fmt.Sprintf("the text was cut to %d characters", c.Max), text)
		return string([]rune(text)[:c.Max])
	case Drop:
		r.find(c, codeDropped, fmt.Sprintf("the text has more than %d characters and was left out", c.Max), text)
		return c.Default
	}
	r.find(c, codeTooLong, fmt.Sprintf("the text has more than %d characters", c.Max), text)
	return text
}

func (r *row) find(c *column, code, message, value string) {
	f := Finding{ID: r.customer.ID, CustomerID: r.customer.CustomerID, ImportID: r.customer.ImportID,
		Column: c.Title, Code: code, Message: message, Value: value}
	r.blocked = r.blocked || f.Blocks()
	r.findings = append(r.findings, f)
}

func (r *row) report(to func(Finding) error) error {
	for _, f := range r.findings {
		if err := to(f); err != nil {
			return err
		}
	}
	return nil
}

func fingerprint(text string) [16]byte {
	sum := sha256.Sum256([]byte(text))
	return [16]byte(sum[:16])
}
