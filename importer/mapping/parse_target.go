package mapping

import (
	"github.com/goccy/go-yaml/ast"

	"rollcall/store/customer"
)

func (d *decoder) columns(f *File, p pair) {
	for _, c := range d.pairs(p.value, "columns") {
		column := Column{Name: c.key, Target: Target{Line: c.line}}
		if _, plain := scalarText(c.value); plain && !isNull(c.value) {
			column.Field = d.text(c)
		} else if !isNull(c.value) {
			d.target(&column.Target, c, "field", &column.Field)
		}
		f.Columns = append(f.Columns, column)
	}
}

func (d *decoder) constants(f *File, p pair) {
	for _, c := range d.pairs(p.value, "constants") {
		constant := Constant{Target: Target{Field: c.key, Line: c.line}}
		if _, ok := c.value.(*ast.MappingNode); ok {
			d.target(&constant.Target, c, "value", &constant.Text)
		} else {
			constant.Text = d.text(c)
		}
		f.Constants = append(f.Constants, constant)
	}
}

func (d *decoder) expressions(f *File, p pair) {
	for _, c := range d.pairs(p.value, "expressions") {
		e := Expression{Target: Target{Field: c.key, Line: c.line}}
		if _, plain := scalarText(c.value); plain {
			e.Source = d.text(c)
		} else {
			d.target(&e.Target, c, "expr", &e.Source)
		}
		f.Expressions = append(f.Expressions, e)
	}
}

// target reads the long form of a column, constant or expression; main is the
// key that must be there.
func (d *decoder) target(t *Target, in pair, main string, text *string) {
	for _, o := range d.pairs(in.value, in.key) {
		if o.key == main {
			*text = d.text(o)
			continue
		}
		d.targetOption(t, o, main)
	}
	if *text == "" {
		d.add(in.line, "%s: needs %s", in.key, main)
	}
}

func (d *decoder) targetOption(t *Target, o pair, main string) {
	switch o.key {
	case "type":
		t.Type = customer.Type(d.oneOf(o, typeWords()...))
	case "format":
		t.Formats = d.texts(o)
	case "match":
		t.Match = customer.MatchNever
		if d.flag(o) {
			t.Match = customer.MatchAlways
		}
	case "on_invalid":
		t.OnInvalid = d.policy(o)
	case "split":
		t.Split = d.text(o)
	case "parse":
		t.ParseName = d.oneOf(o, "name") != ""
	default:
		d.unknown(o, []string{main, "type", "format", "match", "on_invalid", "split", "parse"})
	}
}

func typeWords() []string {
	words := make([]string, len(customer.Types))
	for i, t := range customer.Types {
		words[i] = string(t)
	}
	return words
}
