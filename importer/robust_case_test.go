package importer_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"rollcall/importer"
	"rollcall/importer/row/charset"
)

// robustCase is one case file: what it is about and its steps, then files in
// the form "-- NAME WORDS --" and their text, at last "-- want --". The words
// say how the text becomes bytes, in order:
//
//	quoted       Go escapes (\r, \x00, \u00e9) are read
//	fill=N       @FILL@ becomes N letters x
//	crlf, cr     line ends
//	unended      no line end at the end
//	bom          a byte order mark in front
//	sheet        a workbook: see sheetXML; further parts are files NAME/PART
//	gz, zst      packed
//	chop=N       the last N bytes are missing
//	ENCODING     as package charset names them
//
// A file or mapping @NAME of a step is testdata/robust/NAME: a workbook as a
// spreadsheet program wrote it, or a mapping that many cases use.
type robustCase struct {
	head  string
	steps []step
	files []caseFile
	want  string
}

type caseFile struct {
	name  string
	words []string
	text  string
}

// step is one import: import FILE... [map=M] [mode=M] [empty=clear] [max=N]
// [as=KIND] [stdin] [yes] [edit OLD=>NEW]. rejects:N is the first rejects file of
// step N.
type step struct {
	text    string
	files   []string
	mapping string
	as      string
	stdin   bool
	options importer.Options
	edit    string
}

func readCase(t *testing.T, path string) *robustCase {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c := &robustCase{}
	var at *caseFile
	for _, line := range strings.SplitAfter(string(data), "\n") {
		name, isName := strings.CutPrefix(strings.TrimSuffix(line, " --\n"), "-- ")
		switch {
		case isName && strings.HasSuffix(line, " --\n"):
			words := strings.Fields(name)
			c.files = append(c.files, caseFile{name: words[0], words: words[1:]})
			at = &c.files[len(c.files)-1]
		case at != nil:
			at.text += line
		default:
			c.head += line
			if text, ok := strings.CutPrefix(line, "import "); ok {
				c.steps = append(c.steps, readStep(t, strings.TrimSpace(text)))
			}
		}
	}
	if last := len(c.files) - 1; last >= 0 && c.files[last].name == "want" {
		c.want, c.files = c.files[last].text, c.files[:last]
	}
	return c
}

func readStep(t *testing.T, text string) step {
	t.Helper()
	s := step{text: "import " + text}
	text, s.edit, _ = strings.Cut(text, " edit ")
	for _, word := range strings.Fields(text) {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "map":
			s.mapping = value
		case "mode":
			s.options.Mode = importer.Mode(value)
		case "empty":
			s.options.EmptyClears = value == "clear"
		case "as":
			s.as = value
		case "stdin":
			s.stdin = true
		case "yes":
			s.options.Shrunk = true
		case "max":
			limit, err := importer.ParseLimit(value)
			if err != nil {
				t.Fatal(err)
			}
			s.options.MaxErrors = limit
		default:
			s.files = append(s.files, word)
		}
	}
	return s
}

// rewrite keeps the case with a new want section.
func (c *robustCase) rewrite(t *testing.T, path, want string) {
	t.Helper()
	out := c.head
	for _, f := range c.files {
		out += "-- " + strings.Join(append([]string{f.name}, f.words...), " ") + " --\n" + f.text
	}
	c.want = want
	if err := os.WriteFile(path, []byte(out+"-- want --\n"+want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// write makes the case's files in a folder.
func (c *robustCase) write(t *testing.T, dir string) {
	t.Helper()
	for i, f := range c.files {
		if strings.Contains(f.name, ".xlsx/") {
			continue // a part of a workbook
		}
		path := filepath.Join(dir, f.name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, c.bytes(t, i), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// bytes turns a file's text into what its words say.
func (c *robustCase) bytes(t *testing.T, at int) []byte {
	f := c.files[at]
	data := []byte(f.text)
	for _, word := range f.words {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "quoted":
			data = unquoted(t, data)
		case "fill":
			n, _ := strconv.Atoi(value) // 0 shows in the outcome
			data = bytes.ReplaceAll(data, []byte("@FILL@"), bytes.Repeat([]byte("x"), n))
		case "crlf":
			data = bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
		case "cr":
			data = bytes.ReplaceAll(data, []byte("\n"), []byte("\r"))
		case "unended":
			data = bytes.TrimRight(data, "\r\n")
		case "bom":
			data = append([]byte("\uFEFF"), data...)
		case "sheet":
			data = c.workbook(t, f.name, string(data))
		case "chop":
			n, _ := strconv.Atoi(value) // 0 shows in the outcome
			data = data[:len(data)-n]
		case "gz", "zst":
			data = packed(t, name, data)
		default:
			set, err := charset.Named(name)
			if err != nil {
				t.Fatal(err)
			}
			data = set.Encode(string(data))
		}
	}
	return data
}

// unquoted reads the Go escapes of each line.
func unquoted(t *testing.T, data []byte) []byte {
	t.Helper()
	var out []byte
	for _, line := range strings.SplitAfter(string(data), "\n") {
		body := strings.TrimSuffix(line, "\n")
		text, err := strconv.Unquote(`"` + strings.ReplaceAll(body, `"`, `\"`) + `"`)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		out = append(append(out, text...), line[len(body):]...)
	}
	return out
}

func packed(t *testing.T, how string, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if how == "zst" {
		w, err := zstd.NewWriter(&out)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
		w.Close()
		return out.Bytes()
	}
	w := gzip.NewWriter(&out)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	w.Close()
	return out.Bytes()
}
