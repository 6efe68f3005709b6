package setting_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"rollcall/importer/setting"
)

var errKind = errors.New("the file is not valid")

// file has a setting of every sort.
type file struct {
	Name    string
	Tags    []string
	Format  string
	Strict  bool
	Rows    int
	Least   int
	Share   float64
	Columns []string // "key=text", in the order of the file
}

func read(text string, expand func(string) (string, error)) (f file, err error) {
	doc := setting.Parse(setting.Source{File: "m.yaml", Data: []byte(text), Kind: errKind, Expand: expand})
	doc.Root("a file").Read(
		setting.Into("name", &f.Name, setting.Entry.Text),
		setting.Into("tags", &f.Tags, setting.Entry.Texts),
		setting.Into("format", &f.Format, func(e setting.Entry) string { return e.Word("csv", "xlsx") }),
		setting.Into("strict", &f.Strict, setting.Entry.Flag),
		setting.Into("rows", &f.Rows, setting.Entry.Count),
		setting.Into("least", &f.Least, func(e setting.Entry) int { return e.Whole(0) }),
		setting.Into("share", &f.Share, setting.Entry.Share),
		setting.Key{Name: "columns", Take: func(e setting.Entry) {
			for _, c := range e.Entries() {
				f.Columns = append(f.Columns, c.Key+"="+c.Text())
			}
		}},
	)
	return f, doc.Err()
}

func TestReads(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "{ []  false 0 0 0 []}"},
		{"# nothing\n", "{ []  false 0 0 0 []}"},
		{"name: 00123\nrows: 7\nleast: 0\nshare: 20%\nstrict: true\nformat: CSV\n", "{00123 [] csv true 7 0 0.2 []}"},
		{"tags: one\nname: ''\n", "{ [one]  false 0 0 0 []}"},
		{"tags: [one, 0x10, yes, 1.50]\n", "{ [one 0x10 yes 1.50]  false 0 0 0 []}"},
		{"tags:\n- a b\n- |\n  c\n", "{ [a b c\n]  false 0 0 0 []}"},
		{"columns: {b: 1, a: 2, 2020: x, true: y}\n", "{ []  false 0 0 0 [b=1 a=2 2020=x true=y]}"},
		{"columns:\n", "{ []  false 0 0 0 []}"},
		{"name: &x here\ntags: [*x, *x]\n", "{here [here here]  false 0 0 0 []}"},
		{"<<: &x {name: n, rows: 1}\nrows: 2\n", "{n []  false 2 0 0 []}"},
		{"share: 0.25", "{ []  false 0 0 0.25 []}"},
	} {
		f, err := read(c.text, nil)
		if got := fmt.Sprint(f); err != nil || got != c.want {
			t.Errorf("%q: %q, %v; want %q", c.text, got, err, c.want)
		}
	}
}

func TestRefuses(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"nmae: x\n", []string{`m.yaml:1: unknown key "nmae"; did you mean "name"?`}},
		{"zzzzzz: x\n", []string{`m.yaml:1: unknown key "zzzzzz" (known: name, tags, format, strict, rows, least, share, columns)`}},
		{"name: a\nname: b\n", []string{`m.yaml:2: a file: "name" is written twice (first in line 1)`}},
		{"name: [a]\nrows: 0\nleast: -1\nshare: 2\nstrict: maybe\nformat: csw\n", []string{
			"m.yaml:1: name: expected a text", "m.yaml:2: rows: expected a whole number from 1 on", "m.yaml:3: least: expected a whole number from 0 on",
			"m.yaml:4: share is a number from 0 to 1, or a percentage", `m.yaml:5: strict: "maybe" is not known (known: true, false)`,
			`m.yaml:6: format: "csw" is not known (known: csv, xlsx)`}},
		{"share: .nan\n", []string{"m.yaml:1: share is a number from 0 to 1, or a percentage"}},
		{"name:\nformat: {a: b}\n", []string{"m.yaml:1: name: has no value; remove the line or give it one", "m.yaml:2: format: write one of csv, xlsx"}},
		{"tags: {a: b}\n", []string{"m.yaml:1: tags is a list: [a, b]"}},
		{"tags: [a, '', [b]]\n", []string{"m.yaml:1: tags: an entry is a text that is not empty"}},
		{"columns: [a]\n", []string{"m.yaml:1: columns: expected keys and values"}},
		{"columns:\n  &x a: b\n", []string{"m.yaml:2: this key is no plain text: put it between quotes"}},
		{"- a\n", []string{"m.yaml:1: a file: expected keys and values"}},
		{"a: b: c\n", []string{"m.yaml:1: cannot be read as YAML: mapping value is not allowed in this context"}},
		{"name: a\n---\nname: b\n", []string{"m.yaml:3: a second document begins here; one document is read: remove the line --- and what follows"}},
		{"name: !!str 5\n", []string{"m.yaml:1: name: expected a text (tags such as !!str are not supported)"}},
		{"name: *none\n", []string{"m.yaml:1: name: expected a text (the alias stands for nothing)"}},
		{"columns: &a {<<: *a}\n", []string{"m.yaml:1: columns: expected keys and values"}},
		{strings.Repeat("#", 5<<20), []string{"m.yaml: is larger than 4 MB, more than a file of settings can be"}},
	} {
		_, err := read(c.text, nil)
		var problems *setting.Problems
		if !errors.As(err, &problems) || !errors.Is(err, errKind) {
			t.Errorf("%.40q: error %v", c.text, err)
			continue
		}
		if got := strings.Split(err.Error(), "\n"); !slices.Equal(got, c.want) {
			t.Errorf("%.40q:\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

func TestProblemsHavePlaces(t *testing.T) {
	_, err := read("name: a\nrows: many\ntags:\n  - a\n  - ''\n", nil)
	var problems *setting.Problems
	if !errors.As(err, &problems) {
		t.Fatal(err)
	}
	want := []setting.Position{{Line: 2, Column: 1}, {Line: 5, Column: 5}}
	for i, p := range problems.List {
		if p.Position != want[i] {
			t.Errorf("%q is at %v, want %v", p.Message, p.Position, want[i])
		}
	}
	if messages, ok := setting.Messages(fmt.Errorf("wrapped: %w", err)); !ok || len(messages) != 2 || messages[0] != "rows: expected a whole number from 1 on" {
		t.Errorf("messages %q", messages)
	}
	if _, ok := setting.Messages(errKind); ok {
		t.Error("another error has messages")
	}
}

func TestExpandsValuesOnly(t *testing.T) {
	expand := func(text string) (string, error) {
		if strings.Contains(text, "$NONE") {
			return "", errors.New("there is no NONE")
		}
		return strings.ReplaceAll(text, "$N", "12"), nil
	}
	f, err := read("name: a$N\nrows: $N\ntags: [$N, '5']\ncolumns: {$N: $N}\n", expand)
	if got := fmt.Sprint(f); err != nil || got != "{a12 [12 5]  false 12 0 0 [$N=12]}" {
		t.Errorf("%s, %v", got, err)
	}
	if _, err = read("name: a\ntags:\n  - b\n  - $NONE\n", expand); err == nil || !strings.Contains(err.Error(), "m.yaml:4: there is no NONE") {
		t.Errorf("error %v", err)
	}
	if _, err = read("columns: {a: {b}.c}\n", expand); err == nil || !strings.Contains(err.Error(), "into quotes") {
		t.Errorf("error %v", err)
	}
}

func TestNearest(t *testing.T) {
	known := []string{"email", "lastName", "id"}
	for word, want := range map[string]string{"emial": `; did you mean "email"?`, "LASTNAME": `; did you mean "lastName"?`, "ID": `; did you mean "id"?`, "if": "", "shoe": ""} {
		if got := setting.Nearest(word, known); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

func TestEmpty(t *testing.T) {
	for text, want := range map[string]bool{"": true, "# x\n---\n": true, "null": true, "a: b": false, "a: b: c": false} {
		if doc := setting.Parse(setting.Source{Data: []byte(text)}); doc.Empty() != want {
			t.Errorf("%q: %v, want %v", text, doc.Empty(), want)
		}
	}
}

// FuzzRead checks that any text is read or refused with an error that says where.
func FuzzRead(f *testing.F) {
	for _, text := range []string{"name: a\ntags: [b, c]\nrows: 3", "columns: &x {a: *x}\n<<: *x", "? x\n: y\n<<: [*a, *b]", "a: &b *b\n", "name: |\n  x\n  y\n", "share: !!float 1\n---\n- a"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := read(text, nil)
		if err != nil && (!errors.Is(err, errKind) || !strings.HasPrefix(err.Error(), "m.yaml:")) {
			t.Fatalf("error %v", err)
		}
		if again, _ := read(text, nil); fmt.Sprint(again) != fmt.Sprint(got) {
			t.Fatalf("read as %v and as %v", got, again)
		}
		if err == nil && (got.Rows < 0 || got.Share < 0 || got.Share > 1) {
			t.Fatalf("%+v was taken", got)
		}
	})
}
