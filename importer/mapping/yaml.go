package mapping

import (
	"fmt"
	"strconv"
	"strings"

	"rollcall/store/customer"
)

// YAML prints the mapping as a file that Parse reads back to the same, with the
// confidence and reason of each guess as comments. Settings that the file does
// not say are left out. guesses may be nil.
func (f *File) YAML(guesses []Guess) []byte {
	w := &printer{}
	if len(guesses) > 0 {
		w.line("# A suggestion: check it, correct it, and import with --map. The figures say how")
		w.line("# likely each column is read rightly, from 0 to 1.")
	}
	w.settings(f, len(guesses) > 0)
	w.constants(f)
	w.columns(f, guesses)
	w.expressions(f)
	return []byte(w.b.String())
}

type printer struct{ b strings.Builder }

func (w *printer) line(format string, args ...any) {
	fmt.Fprintf(&w.b, format, args...)
	w.b.WriteByte('\n')
}

func (w *printer) setting(key, text string) {
	if text != "" {
		w.line("%s: %s", key, scalar(text))
	}
}

func (w *printer) settings(f *File, guessed bool) {
	w.setting("format", f.Format)
	w.block("csv", f.csvOptions())
	w.block("xlsx", options{{"sheet", scalar(f.XLSX.Sheet), f.XLSX.Sheet != ""}, {"header_row", strconv.Itoa(f.XLSX.HeaderRow), f.XLSX.HeaderRow > 0}})
	w.setting("as", string(f.As))
	switch {
	case guessed && f.Region != "":
		w.line("region: %s  # for phone numbers, and the order of day and month: check", scalar(f.Region))
	case guessed:
		w.line("# region: US  # say where most phone numbers and dates come from")
	default:
		w.setting("region", f.Region)
	}
	w.list("date_formats", f.DateFormats)
	w.list("key", f.Key)
	if guessed && f.As == "" && len(f.Key) == 0 && !f.maps("externalCustomerImportId") {
		w.line("# No column names the customer. Say which one does (key: email), or key: content.")
	}
	w.setting("id_prefix", f.IDPrefix)
	if f.Clear != DefaultClear {
		w.setting("clear", f.Clear)
	}
	w.setting("require", string(f.Require))
	w.setting("on_invalid", string(f.OnInvalid))
	w.setting("extract", f.Extract)
	w.setting("list", f.List)
	if f.FormulaEscape {
		w.line("formula_escape: true")
	}
}

func (f *File) maps(field string) bool {
	for _, c := range f.Columns {
		if c.Field == field {
			return true
		}
	}
	return false
}

func (f *File) csvOptions() options {
	return options{
		{"delimiter", scalar(f.CSV.Delimiter), f.CSV.Delimiter != ""}, {"quote", scalar(f.CSV.Quote), f.CSV.Quote != ""},
		{"escape", scalar(f.CSV.Escape), f.CSV.Escape != ""}, {"encoding", scalar(f.CSV.Encoding), f.CSV.Encoding != ""},
		{"header_row", strconv.Itoa(f.CSV.HeaderRow), f.CSV.HeaderRow > 0}, {"comment", scalar(f.CSV.Comment), f.CSV.Comment != ""},
	}
}

func (w *printer) block(key string, o options) {
	if text := o.String(); text != "{}" {
		w.line("%s: %s", key, text)
	}
}

func (w *printer) list(key string, texts []string) {
	if len(texts) > 0 {
		w.line("%s: %s", key, flow(texts))
	}
}

func (w *printer) constants(f *File) {
	if len(f.Constants) > 0 {
		w.line("constants:")
	}
	for _, c := range f.Constants {
		w.line("  %s: %s", scalar(c.Field), c.long("value", c.Text))
	}
}

func (w *printer) columns(f *File, guesses []Guess) {
	if len(f.Columns) > 0 {
		w.line("columns:")
	}
	by := map[string]Guess{}
	for _, g := range guesses {
		by[g.Column] = g
	}
	for _, c := range f.Columns {
		text := fmt.Sprintf("  %s: %s", scalar(c.Name), c.text())
		if g, ok := by[c.Name]; ok {
			text = fmt.Sprintf("%-48s  # %s", text, g.comment())
		}
		w.line("%s", text)
	}
}

// comment is one line, whatever the reason quotes.
func (g Guess) comment() string {
	reason := strings.Join(strings.Fields(strings.ToValidUTF8(g.Reason, "?")), " ")
	if g.Field == "" {
		return "not taken: " + reason
	}
	return fmt.Sprintf("%.2f %s", g.Confidence, reason)
}

func (c Column) text() string {
	if c.Field == "" {
		return "null"
	}
	return c.long("field", c.Field)
}

func (w *printer) expressions(f *File) {
	if len(f.Expressions) > 0 {
		w.line("expressions:")
	}
	for _, e := range f.Expressions {
		w.line("  %s: %s", scalar(e.Field), e.long("expr", e.Source))
	}
}

// long writes a target as one text where that says everything, else as a flow
// mapping.
func (t Target) long(main, text string) string {
	rest := options{
		{"parse", "name", t.ParseName},
		{"type", scalar(string(t.Type)), t.Type != ""},
		{"match", strconv.FormatBool(t.Match == customer.MatchAlways), t.Match != customer.MatchByType},
		{"format", t.formats(), len(t.Formats) > 0},
		{"split", scalar(t.Split), t.Split != ""},
		{"on_invalid", scalar(string(t.OnInvalid)), t.OnInvalid != ""},
	}.String()
	if rest == "{}" {
		return scalar(text)
	}
	return "{" + main + ": " + scalar(text) + ", " + rest[1:]
}

func (t Target) formats() string {
	if len(t.Formats) == 1 {
		return scalar(t.Formats[0])
	}
	return flow(t.Formats)
}
