package exporter

import (
	"bufio"
	"bytes"
	"encoding/json"
)

// jsonl writes one object a line: a key per column, absent values left out.
type jsonl struct {
	w       *bufio.Writer
	objects bool     // the one cell of a row is the line
	keys    []string // each quoted, with its colon
	buf     []byte
}

func (f *jsonl) begin(columns []Column) error {
	for _, c := range columns {
		f.keys = append(f.keys, string(appendString(nil, c.Title))+":")
	}
	return nil
}

func (f *jsonl) row(r Row) error {
	if f.objects {
		f.buf = append(append(f.buf[:0], r.Cells[0].Text...), '\n')
	} else {
		f.object(r.Cells)
	}
	_, err := f.w.Write(f.buf)
	return err
}

func (f *jsonl) object(cells []Cell) {
	b := append(f.buf[:0], '{')
	for i := range cells {
		if cells[i].Text == "" {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(b, f.keys[i]...)
		if cells[i].JSON {
			b = append(b, cells[i].Text...)
		} else {
			b = appendString(b, cells[i].Text)
		}
	}
	f.buf = append(b, '}', '\n')
}

func (f *jsonl) end() (int, error) { return 0, f.w.Flush() }

// appendString appends text as a JSON string. Markup stays readable: < > & are
// not escaped, as in every JSON form of a customer.
func appendString(b []byte, text string) []byte {
	if plainASCII(text) {
		return append(append(append(b, '"'), text...), '"')
	}
	var quoted bytes.Buffer
	e := json.NewEncoder(&quoted)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a string can always be encoded
	return append(b, bytes.TrimSuffix(quoted.Bytes(), []byte("\n"))...)
}

func plainASCII(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}
