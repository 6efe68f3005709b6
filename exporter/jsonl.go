package exporter

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"iter"

	"rollcall/store/customer"
)

// jsonl writes one object a line: a key per column, absent values left out.
type jsonl struct {
	w    *bufio.Writer
	keys []string // each quoted, with its colon
	buf  []byte
}

func (f *jsonl) begin(columns []Column) error {
	for _, c := range columns {
		f.keys = append(f.keys, string(appendString(nil, c.Title))+":")
	}
	return nil
}

func (f *jsonl) row(cells []cell) error {
	b := append(f.buf[:0], '{')
	for i := range cells {
		if cells[i].text == "" {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(b, f.keys[i]...)
		if cells[i].bare {
			b = append(b, cells[i].text...)
		} else {
			b = appendString(b, cells[i].text)
		}
	}
	b = append(b, '}', '\n')
	f.buf = b
	_, err := f.w.Write(b)
	return err
}

func (f *jsonl) end() error { return f.w.Flush() }

// writeObjects writes whole customers but their history.
func writeObjects(ctx context.Context, w io.Writer, customers iter.Seq2[*customer.Customer, error]) (Totals, error) {
	out := bufio.NewWriterSize(w, bufferSize)
	totals, err := each(ctx, customers, func(c *customer.Customer) error {
		present := *c
		present.MergeHistory = nil
		line, err := present.MarshalJSON()
		if err == nil {
			_, err = out.Write(append(line, '\n'))
		}
		return err
	})
	if err != nil {
		return totals, err
	}
	return totals, out.Flush()
}

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
