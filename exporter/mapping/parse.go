package mapping

import (
	"maps"
	"slices"

	"rollcall/exporter"
)

// Parse reads a mapping file. name is used in messages only. The error wraps
// ErrInvalid and names every fault with its line: YAML that cannot be read,
// unknown keys and words, columns without a source.
func Parse(name string, data []byte) (*File, error) {
	d := &decoder{name: name}
	f := &File{Name: name, lines: map[string]int{}}
	if body := d.open(data); body != nil {
		for _, e := range d.entries(body, "the mapping") {
			read, ok := settings[e.key]
			if !ok {
				d.unknown(e, slices.Sorted(maps.Keys(settings))...)
				continue
			}
			f.lines[e.key] = e.line
			read(d, f, e)
		}
		if len(f.Columns) == 0 && f.lines["columns"] == 0 {
			d.fail(1, "it needs columns")
		}
	}
	return f, d.err()
}

// settings reads the keys of the first level.
var settings = map[string]func(*decoder, *File, entry){
	"format": func(d *decoder, f *File, e entry) {
		f.Format = exporter.Format(d.word(e, string(exporter.CSV), string(exporter.XLSX), string(exporter.JSONL)))
	},
	"csv":         (*decoder).dialect,
	"date_format": func(d *decoder, f *File, e entry) { f.DateFormat = d.dateFormat(e) },
	"columns":     (*decoder).columns,
}

func (d *decoder) dialect(f *File, e entry) {
	for _, o := range d.entries(e.value, e.key) {
		switch o.key {
		case "delimiter":
			r, err := exporter.ParseDelimiter(d.text(o))
			if err != nil {
				d.fail(o.line, "delimiter: %v", err)
			}
			f.CSV.Delimiter = r
		case "encoding":
			f.CSV.Encoding = exporter.Encoding(d.word(o, words(exporter.Encodings)...))
		case "quote":
			f.CSV.Quote = exporter.Quote(d.word(o, words(exporter.Quotes)...))
		case "line_end":
			f.CSV.CRLF = d.word(o, "lf", "crlf") == "crlf"
		case "unencodable":
			f.CSV.Replace = d.word(o, "error", "replace") == "replace"
		default:
			d.unknown(o, "delimiter", "encoding", "quote", "line_end", "unencodable")
		}
	}
}

func words[T ~string](list []T) []string {
	texts := make([]string, len(list))
	for i, word := range list {
		texts[i] = string(word)
	}
	return texts
}

func (d *decoder) columns(f *File, e entry) {
	for _, c := range d.entries(e.value, e.key) {
		column := Column{Title: c.key, line: c.line}
		if field, short := plain(c.value); short {
			column.Field = field
		} else {
			d.column(&column, c)
		}
		f.Columns = append(f.Columns, column)
	}
	if len(f.Columns) == 0 {
		d.fail(e.line, "columns: there are none")
	}
}

func (d *decoder) column(c *Column, e entry) {
	for _, o := range d.entries(e.value, e.key) {
		read, ok := columnKeys[o.key]
		if !ok {
			d.unknown(o, slices.Sorted(maps.Keys(columnKeys))...)
			continue
		}
		read(d, c, o)
	}
	sources := 0
	for _, given := range []bool{c.Field != "", c.constant, c.Expr != ""} {
		if given {
			sources++
		}
	}
	if sources != 1 {
		d.fail(e.line, "%s: needs one of field, value and expr", e.key)
	}
	if c.TooLong != "" && c.Max == 0 {
		d.fail(e.line, "%s: too_long needs max", e.key)
	}
}

// columnKeys reads the keys of a column's long form.
var columnKeys = map[string]func(*decoder, *Column, entry){
	"field":    func(d *decoder, c *Column, o entry) { c.Field = d.text(o) },
	"value":    func(d *decoder, c *Column, o entry) { c.Value, c.constant = d.text(o), true },
	"expr":     func(d *decoder, c *Column, o entry) { c.Expr = d.text(o) },
	"strip":    func(d *decoder, c *Column, o entry) { c.Strip = d.texts(o) },
	"format":   func(d *decoder, c *Column, o entry) { c.Format = d.dateFormat(o) },
	"default":  func(d *decoder, c *Column, o entry) { c.Default = d.text(o) },
	"max":      func(d *decoder, c *Column, o entry) { c.Max = d.count(o) },
	"required": func(d *decoder, c *Column, o entry) { c.Required = d.flag(o) },
	"unique":   func(d *decoder, c *Column, o entry) { c.Unique = d.flag(o) },
	"too_long": func(d *decoder, c *Column, o entry) {
		c.TooLong = TooLong(d.word(o, string(Reject), string(Cut), string(Drop)))
	},
	"values": func(d *decoder, c *Column, o entry) {
		c.Values = map[string]string{}
		for _, v := range d.entries(o.value, o.key) {
			c.Values[v.key] = d.text(v)
		}
	},
}

func (d *decoder) dateFormat(e entry) string {
	format := d.text(e)
	if _, err := layout(format); err != nil {
		d.fail(e.line, "%s: %v", e.key, err)
	}
	return format
}
