package mapping

import (
	"slices"
	"strings"

	"rollcall/importer/setting"
	"rollcall/store/customer"
)

// Parse reads a mapping file. name is used in messages only. The error is a
// *setting.Problems that wraps ErrInvalid and lists everything wrong with its
// line: YAML that cannot be read, unknown keys, keys written twice, words that
// are not known.
func Parse(name string, data []byte) (*File, error) {
	doc := setting.Parse(setting.Source{File: faults(name).File, Data: data, Kind: ErrInvalid})
	f := &File{Name: name, Clear: DefaultClear, lines: map[string]int{}}
	if doc.Empty() {
		doc.Add(setting.Position{}, "is empty: it needs at least columns")
	}
	for _, e := range doc.Root("mapping").Entries() {
		f.setting(e)
	}
	if err := doc.Err(); err != nil {
		return nil, err
	}
	return f, nil
}

// settingNames lists them as the documentation does.
var settingNames = []string{"format", "csv", "xlsx", "as", "region", "date_formats", "key", "id_prefix", "clear", "require",
	"on_invalid", "extract", "list", "formula_escape", "constants", "columns", "expressions"}

// settings reads the keys of a mapping file's first level.
var settings = map[string]func(*File, setting.Entry){
	"format":       func(f *File, e setting.Entry) { f.Format = e.Word("csv", "xlsx", "jsonl") },
	"csv":          (*File).csv,
	"xlsx":         (*File).xlsx,
	"as":           (*File).kind,
	"region":       (*File).region,
	"date_formats": func(f *File, e setting.Entry) { f.DateFormats = e.Texts() },
	"key":          (*File).keyFields,
	"id_prefix":    func(f *File, e setting.Entry) { f.IDPrefix = e.Text() },
	"clear":        (*File).clear,
	"require": func(f *File, e setting.Entry) {
		f.Require = Requirement(e.Word("name_and_contact", "name", "none"))
	},
	"on_invalid":     func(f *File, e setting.Entry) { f.OnInvalid = policyOf(e) },
	"extract":        func(f *File, e setting.Entry) { f.Extract = e.Word(ExtractFull) },
	"list":           (*File).listMode,
	"formula_escape": func(f *File, e setting.Entry) { f.FormulaEscape = e.Flag() },
	"constants":      (*File).constants,
	"columns":        (*File).columns,
	"expressions":    (*File).expressions,
}

func (f *File) setting(e setting.Entry) {
	read, ok := settings[e.Key]
	if !ok {
		e.Unknown(settingNames...)
		return
	}
	f.lines[e.Key] = e.At.Line
	if e.Null() {
		e.Fail("%s: has no value; remove the line or give it one", e.Key)
		return
	}
	read(f, e)
}

func (f *File) csv(e setting.Entry) {
	e.Read(
		setting.Into("delimiter", &f.CSV.Delimiter, character("tab", `\t`)),
		setting.Into("quote", &f.CSV.Quote, character("none")),
		setting.Into("escape", &f.CSV.Escape, character("none")),
		setting.Into("encoding", &f.CSV.Encoding, setting.Entry.Text),
		setting.Into("header_row", &f.CSV.HeaderRow, setting.Entry.Count),
		setting.Into("comment", &f.CSV.Comment, setting.Entry.Text),
	)
}

func (f *File) xlsx(e setting.Entry) {
	e.Read(
		setting.Into("sheet", &f.XLSX.Sheet, setting.Entry.Text),
		setting.Into("header_row", &f.XLSX.HeaderRow, setting.Entry.Count),
	)
}

// character reads one sign, or one of the words that stand for one.
func character(words ...string) func(setting.Entry) string {
	return func(e setting.Entry) string {
		text := e.Text()
		if len([]rune(text)) == 1 || slices.Contains(words, text) {
			return text
		}
		e.Fail("%s: expected one character (or %s)", e.Key, strings.Join(words, ", "))
		return ""
	}
}

func (f *File) kind(e setting.Entry) {
	words := []string{"customers"}
	for _, k := range customer.Kinds {
		words = append(words, string(k))
	}
	if kind := e.Word(words...); kind != "customers" {
		f.As = customer.Kind(kind)
	}
}

func (f *File) region(e setting.Entry) {
	f.Region = strings.ToUpper(e.Text())
	if f.Region != "" && !isRegion(f.Region) {
		e.Fail("region: expected a two-letter country code such as US or DE")
	}
}

func isRegion(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

func (f *File) keyFields(e setting.Entry) {
	f.Key = e.Texts()
	if len(f.Key) > 1 && slices.Contains(f.Key, KeyContent) {
		e.Fail("key: content stands alone, without other fields")
	}
}

func (f *File) clear(e setting.Entry) {
	f.Clear = e.Text()
	if strings.TrimSpace(f.Clear) != f.Clear || f.Clear == "" {
		e.Fail("clear: expected a text without outer spaces; empty cells clear values only with --empty clear")
	}
}

func (f *File) listMode(e setting.Entry) {
	if e.Word("replace", ListAdd) == ListAdd {
		f.List = ListAdd
	}
}

func policyOf(e setting.Entry) Policy {
	return Policy(e.Word(string(Reject), string(Drop), string(Keep)))
}
