package mapping

import (
	"slices"
	"strings"

	"rollcall/store/customer"
)

const maxFile = 4 << 20 // bytes; a mapping of thousands of columns stays below

// Parse reads a mapping file. name is used in messages only. The error is a
// *Problems that lists everything wrong with its line: YAML that cannot be
// read, unknown keys, keys written twice, words that are not known.
func Parse(name string, data []byte) (*File, error) {
	d := &decoder{}
	f := &File{Name: name, Clear: DefaultClear, lines: map[string]int{}}
	if len(data) > maxFile {
		d.add(0, "is larger than a mapping can be")
		return nil, d.err(name)
	}
	body := d.document(data)
	if body != nil {
		for _, p := range d.pairs(body, "mapping") {
			d.setting(f, p)
		}
	} else if len(d.list) == 0 {
		d.add(0, "is empty: it needs at least columns")
	}
	if err := d.err(name); err != nil {
		return nil, err
	}
	return f, nil
}

// settingNames lists them as the documentation does.
var settingNames = []string{"format", "csv", "xlsx", "as", "region", "date_formats", "key", "id_prefix", "clear", "require",

	"on_invalid", "extract", "list", "formula_escape", "constants", "columns", "expressions"}

// settings reads the keys of a mapping file's first level.
var settings = map[string]func(*decoder, *File, pair){
	"format":       func(d *decoder, f *File, p pair) { f.Format = d.oneOf(p, "csv", "xlsx", "jsonl") },
	"csv":          (*decoder).csv,
	"xlsx":         (*decoder).xlsx,
	"as":           (*decoder).kind,
	"region":       (*decoder).region,
	"date_formats": func(d *decoder, f *File, p pair) { f.DateFormats = d.texts(p) },
	"key":          (*decoder).keyFields,
	"id_prefix":    func(d *decoder, f *File, p pair) { f.IDPrefix = d.text(p) },
	"clear":        (*decoder).clear,
	"require": func(d *decoder, f *File, p pair) {
		f.Require = Requirement(d.oneOf(p, "name_and_contact", "name", "none"))
	},
	"on_invalid":     func(d *decoder, f *File, p pair) { f.OnInvalid = d.policy(p) },
	"extract":        func(d *decoder, f *File, p pair) { f.Extract = d.oneOf(p, ExtractFull) },
	"list":           (*decoder).listMode,
	"formula_escape": func(d *decoder, f *File, p pair) { f.FormulaEscape = d.flag(p) },
	"constants":      (*decoder).constants,
	"columns":        (*decoder).columns,
	"expressions":    (*decoder).expressions,
}

func (d *decoder) setting(f *File, p pair) {
	read, ok := settings[p.key]
	if !ok {
		d.unknown(p, settingNames)
		return
	}
	f.lines[p.key] = p.line
	if isNull(p.value) {
		d.add(p.line, "%s: has no value; remove the line or give it one", p.key)
		return
	}
	read(d, f, p)
}

func (d *decoder) csv(f *File, p pair) {
	for _, o := range d.pairs(p.value, "csv") {
		switch o.key {
		case "delimiter":
			f.CSV.Delimiter = d.character(o, "tab", `\t`)
		case "quote":
			f.CSV.Quote = d.character(o, "none")
		case "escape":
			f.CSV.Escape = d.character(o, "none")
		case "encoding":
			f.CSV.Encoding = d.text(o)
		case "header_row":
			f.CSV.HeaderRow = d.count(o)
		case "comment":
			f.CSV.Comment = d.text(o)
		default:
			d.unknown(o, []string{"delimiter", "quote", "escape", "encoding", "header_row", "comment"})
		}
	}
}

func (d *decoder) xlsx(f *File, p pair) {
	for _, o := range d.pairs(p.value, "xlsx") {
		switch o.key {
		case "sheet":
			f.XLSX.Sheet = d.text(o)
		case "header_row":
			f.XLSX.HeaderRow = d.count(o)
		default:
			d.unknown(o, []string{"sheet", "header_row"})
		}
	}
}

func (d *decoder) kind(f *File, p pair) {
	words := []string{"customers"}
	for _, k := range customer.Kinds {
		words = append(words, string(k))
	}
	if kind := d.oneOf(p, words...); kind != "customers" {
		f.As = customer.Kind(kind)
	}
}

func (d *decoder) region(f *File, p pair) {
	f.Region = strings.ToUpper(d.text(p))
	if f.Region != "" && !isRegion(f.Region) {
		d.add(p.line, "region: expected a two-letter country code such as US or DE")
	}
}

func isRegion(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

func (d *decoder) keyFields(f *File, p pair) {
	f.Key = d.texts(p)
	if len(f.Key) > 1 && slices.Contains(f.Key, KeyContent) {
		d.add(p.line, "key: content stands alone, without other fields")
	}
}

func (d *decoder) clear(f *File, p pair) {
	f.Clear = d.text(p)
	if strings.TrimSpace(f.Clear) != f.Clear || f.Clear == "" {
		d.add(p.line, "clear: expected a text without outer spaces; empty cells clear values only with --empty clear")
	}
}

func (d *decoder) listMode(f *File, p pair) {
	if d.oneOf(p, "replace", ListAdd) == ListAdd {
		f.List = ListAdd
	}
}

func (d *decoder) policy(p pair) Policy {
	return Policy(d.oneOf(p, string(Reject), string(Drop), string(Keep)))
}
