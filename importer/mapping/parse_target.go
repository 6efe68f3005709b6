package mapping

import (
	"rollcall/importer/setting"
	"rollcall/store/customer"
)

func (f *File) columns(e setting.Entry) {
	for _, c := range e.Entries() {
		column := Column{Name: c.Key, Target: Target{Line: c.At.Line}}
		if _, plain := c.Plain(); plain {
			column.Field = c.Text()
		} else if !c.Null() {
			column.read(c, "field", &column.Field)
		}
		f.Columns = append(f.Columns, column)
	}
}

func (f *File) constants(e setting.Entry) {
	for _, c := range e.Entries() {
		constant := Constant{Target: Target{Field: c.Key, Line: c.At.Line}}
		constant.take(c, "value", &constant.Text)
		f.Constants = append(f.Constants, constant)
	}
}

func (f *File) expressions(e setting.Entry) {
	for _, x := range e.Entries() {
		expression := Expression{Target: Target{Field: x.Key, Line: x.At.Line}}
		expression.take(x, "expr", &expression.Source)
		f.Expressions = append(f.Expressions, expression)
	}
}

// take reads a constant or expression in its short form, which is its text alone,
// or in its long one.
func (t *Target) take(e setting.Entry, main string, text *string) {
	if e.Keyed() {
		t.read(e, main, text)
	} else {
		*text = e.Text()
	}
}

// read takes the long form of a column, constant or expression; main is the key
// that must be there, and its value goes to text.
func (t *Target) read(in setting.Entry, main string, text *string) {
	in.Read(
		setting.Into(main, text, setting.Entry.Text),
		setting.Into("type", &t.Type, func(e setting.Entry) customer.Type { return customer.Type(e.Word(typeWords()...)) }),
		setting.Into("format", &t.Formats, setting.Entry.Texts),
		setting.Into("match", &t.Match, matchOf),
		setting.Into("on_invalid", &t.OnInvalid, policyOf),
		setting.Into("split", &t.Split, setting.Entry.Text),
		setting.Into("parse", &t.ParseName, func(e setting.Entry) bool { return e.Word("name") != "" }),
	)
	if *text == "" {
		in.Fail("%s: needs %s", in.Key, main)
	}
}

func matchOf(e setting.Entry) customer.Match {
	if e.Flag() {
		return customer.MatchAlways
	}
	return customer.MatchNever
}

func typeWords() []string {
	words := make([]string, len(customer.Types))
	for i, t := range customer.Types {
		words[i] = string(t)
	}
	return words
}
