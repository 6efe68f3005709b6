package mapping

import (
	"errors"

	"rollcall/exporter"
	"rollcall/importer/setting"
)

// ErrInvalid says that a mapping file is not valid.
var ErrInvalid = errors.New("the export mapping is not valid")

// Parse reads a mapping file. name is used in messages only. The error is a
// *setting.Problems that wraps ErrInvalid and names every fault with its line:
// YAML that cannot be read, unknown keys and words, columns without a source.
func Parse(name string, data []byte) (*File, error) {
	doc := setting.Parse(setting.Source{File: name, Data: data, Kind: ErrInvalid})
	f := &File{Name: name}
	root, columns := doc.Root("the mapping"), false
	root.Read(
		setting.Into("format", &f.Format, word(exporter.CSV, exporter.XLSX, exporter.JSONL)),
		setting.Key{Name: "csv", Take: f.dialect},
		setting.Into("date_format", &f.DateFormat, dateFormat),
		setting.Key{Name: "columns", Take: func(e setting.Entry) { f.columns(e); columns = true }},
	)
	switch {
	case doc.Empty():
		root.Fail("is empty: it needs columns")
	case !columns && !root.Null():
		root.Fail("it needs columns")
	}
	return f, doc.Err()
}

func (f *File) dialect(e setting.Entry) {
	e.Read(
		setting.Into("delimiter", &f.CSV.Delimiter, delimiter),
		setting.Into("encoding", &f.CSV.Encoding, word(exporter.Encodings...)),
		setting.Into("quote", &f.CSV.Quote, word(exporter.Quotes...)),
		setting.Into("line_end", &f.CSV.CRLF, func(e setting.Entry) bool { return e.Word("lf", "crlf") == "crlf" }),
		setting.Into("unencodable", &f.CSV.Replace, func(e setting.Entry) bool { return e.Word("error", "replace") == "replace" }),
	)
}

func delimiter(e setting.Entry) rune {
	r, err := exporter.ParseDelimiter(e.Text())
	if err != nil {
		e.Fail("delimiter: %v", err)
	}
	return r
}

// word reads one of a few words.
func word[T ~string](words ...T) func(setting.Entry) T {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = string(w)
	}
	return func(e setting.Entry) T { return T(e.Word(texts...)) }
}

func (f *File) columns(e setting.Entry) {
	list := e.Entries()
	for _, c := range list {
		column := Column{Title: c.Key, line: c.At.Line}
		if field, short := c.Plain(); short {
			column.Field = field
		} else {
			column.read(c)
		}
		if c.Key == "" {
			c.Fail("columns: a column needs a name")
		}
		f.Columns = append(f.Columns, column)
	}
	if len(list) == 0 {
		e.Fail("columns: there are none")
	}
}

// read reads the long form of a column.
func (c *Column) read(e setting.Entry) {
	e.Read(
		setting.Into("field", &c.Field, setting.Entry.Text),
		setting.Key{Name: "value", Take: func(o setting.Entry) { c.Value, c.constant = o.Text(), true }},
		setting.Into("expr", &c.Expr, setting.Entry.Text),
		setting.Into("strip", &c.Strip, setting.Entry.Texts),
		setting.Into("format", &c.Format, dateFormat),
		setting.Into("default", &c.Default, setting.Entry.Text),
		setting.Into("max", &c.Max, setting.Entry.Count),
		setting.Into("required", &c.Required, setting.Entry.Flag),
		setting.Into("unique", &c.Unique, setting.Entry.Flag),
		setting.Into("too_long", &c.TooLong, word(Reject, Cut, Drop)),
		setting.Into("values", &c.Values, values),
	)
	sources := 0
	for _, given := range []bool{c.Field != "", c.constant, c.Expr != ""} {
		if given {
			sources++
		}
	}
	if sources != 1 {
		e.Fail("%s: needs one of field, value and expr", e.Key)
	}
	if c.TooLong != "" && c.Max == 0 {
		e.Fail("%s: too_long needs max", e.Key)
	}
}

func values(e setting.Entry) map[string]string {
	texts := map[string]string{}
	for _, v := range e.Entries() {
		texts[v.Key] = v.Text()
	}
	return texts
}

func dateFormat(e setting.Entry) string {
	format := e.Text()
	if _, err := layout(format); err != nil {
		e.Fail("%s: %v", e.Key, err)
	}
	return format
}
