package setting

import (
	"errors"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

const maxFile = 4 << 20 // bytes; a mapping of thousands of columns stays below

// Source is a file to be read.
type Source struct {
	File string // for messages only
	Data []byte
	Kind error // wrapped by the error about the file's contents

	// Expand returns what a text that is a value, not a key, stands for; nil:
	// itself. Its error becomes a problem at the value's place.
	Expand func(text string) (string, error)
}

// Document is a file that is being read. It is not for concurrent use.
type Document struct {
	Problems
	expand  func(text string) (string, error)
	body    ast.Node // nil: nothing is written there
	anchors map[string]ast.Node
	merges  int // mappings merged so far
}

// Parse reads YAML text. What cannot be read is among the document's problems,
// and its root is then empty.
func Parse(from Source) *Document {
	d := &Document{Problems: Problems{File: from.File, Kind: from.Kind}, expand: from.Expand, anchors: map[string]ast.Node{}}
	if len(from.Data) > maxFile {
		d.Add(Position{}, "is larger than 4 MB, more than a file of settings can be")
		return d
	}
	d.body = d.parse(from.Data)
	if d.body != nil {
		ast.Walk(anchors(d.anchors), d.body)
	}
	return d
}

// Empty says whether the file was read and holds nothing.
func (d *Document) Empty() bool {
	_, null := d.body.(*ast.NullNode)
	return (d.body == nil || null) && len(d.List) == 0
}

// Root returns all that the file holds; what is its name in messages.
func (d *Document) Root(what string) Entry {
	at := Position{Line: 1}
	if d.body != nil {
		at = positionOf(d.body)
	}
	return Entry{Key: what, At: at, doc: d, value: d.body}
}

// parse returns the only document of the text; nil when there is none. The
// library's panics on odd input become problems.
func (d *Document) parse(data []byte) (body ast.Node) {
	defer func() {
		if r := recover(); r != nil {
			d.Add(Position{}, "cannot be read as YAML")
			body = nil
		}
	}()
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey()) // Entries names the first of two
	if err != nil {
		d.syntax(err, data)
		return nil
	}
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if body != nil {
			d.Add(positionOf(doc.Body), "a second document begins here; one document is read: remove the line --- and what follows")
			return nil
		}
		body = doc.Body
	}
	return body
}

func (d *Document) syntax(err error, data []byte) {
	at, message := Position{}, err.Error()
	var detailed yaml.Error
	if errors.As(err, &detailed) {
		message = detailed.GetMessage()
		if t := detailed.GetToken(); t != nil && t.Position != nil {
			at = Position{t.Position.Line, t.Position.Column}
		}
	}
	message, _, _ = strings.Cut(message, "\n")
	d.Add(at, "cannot be read as YAML: %s%s", message, d.unquoted(data, at.Line))
}

// unquoted says what to do where a line of a file with references holds braces,
// which YAML reads as keys unless they stand between quotes.
func (d *Document) unquoted(data []byte, line int) string {
	lines := strings.Split(string(data), "\n")
	if d.expand == nil || line < 1 || line > len(lines) || !strings.Contains(lines[line-1], "{") {
		return ""
	}
	return "; put a value with ${NAME} or {date} into quotes"
}

// anchors collects the values that have a name.
type anchors map[string]ast.Node

// Visit implements ast.Visitor.
func (a anchors) Visit(n ast.Node) ast.Visitor {
	if anchor, ok := n.(*ast.AnchorNode); ok && anchor.Name != nil {
		a[anchor.Name.GetToken().Value] = anchor.Value
	}
	return a
}
