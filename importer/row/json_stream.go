package row

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// element is one record of a JSON input.
type element struct {
	bytes []byte
	line  int
	sort  sort // good, or enormous
}

// elements reads the records of a JSON input one by one; io.EOF after the
// last. The bytes are valid until the next call.
type elements interface {
	next() (element, error)
}

// lineElements reads JSON Lines.
type lineElements struct{ scan scanner }

func newLineElements(r io.Reader, limit int) *lineElements {
	return &lineElements{scanner{src: r, dialect: &dialect{}, max: limit, line: 1}}
}

func (l *lineElements) next() (element, error) {
	p, err := l.scan.next()
	return element{p.bytes, p.line, p.sort}, err
}

// documentElements reads the elements of an array, at the top of a document or
// as its payload.list, and objects that follow one another over several lines.
type documentElements struct {
	decoder *json.Decoder
	meter   *meter
	inList  bool
	open    func(*documentElements) error
}

// layout says how a JSON input holds its records.
type layout int8

const (
	asLines layout = iota
	asArray
	asPayload
	asObjects
)

func newElements(r io.Reader, how layout, limit int) elements {
	if how == asLines {
		return newLineElements(r, limit)
	}
	m := &meter{src: r, window: int64(limit), allowed: int64(limit), line: 1}
	d := &documentElements{decoder: json.NewDecoder(m), meter: m}
	switch how {
	case asArray:
		d.open = (*documentElements).openArray
	case asPayload:
		d.open = (*documentElements).openPayload
	}
	return d
}

func (d *documentElements) next() (element, error) {
	if d.open != nil {
		open := d.open
		d.open = nil
		if err := open(d); err != nil {
			return element{}, d.explain(err)
		}
		d.inList = true
	}
	if d.inList && !d.decoder.More() {
		if _, err := d.decoder.Token(); err != nil {
			return element{}, d.explain(err)
		}
		return element{}, io.EOF
	}
	var raw json.RawMessage
	if err := d.decoder.Decode(&raw); err != nil {
		return element{}, d.explain(err)
	}
	end := d.decoder.InputOffset()
	d.meter.allow(end)
	return element{bytes: raw, line: d.meter.lineAt(end - int64(len(raw)))}, nil
}

// explain tells the end of the input from damage, and names the line.
func (d *documentElements) explain(err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF) && !d.inList:
		return io.EOF
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: the JSON document ends too early", ErrFormat)
	case errors.As(err, &syntax):
		return fmt.Errorf("%w: line %d: not valid JSON", ErrFormat, d.meter.lineAt(syntax.Offset))
	}
	return err
}

func (d *documentElements) openArray() error { return d.expect('[') }

func (d *documentElements) expect(want json.Delim) error {
	token, err := d.decoder.Token()
	if err == nil && token != want {
		return fmt.Errorf("%w: expected %v in the JSON document", ErrFormat, want)
	}
	return err
}

func (d *documentElements) openPayload() error {
	for _, key := range []string{"payload", "list"} {
		if err := d.expect('{'); err != nil {
			return err
		}
		if err := d.find(key); err != nil {
			return err
		}
	}
	return d.expect('[')
}

// find goes to the value of a key in the object that the decoder is in.
func (d *documentElements) find(key string) error {
	for d.decoder.More() {
		token, err := d.decoder.Token()
		if err != nil {
			return err
		}
		if token == key {
			return nil
		}
		var passed json.RawMessage
		if err := d.decoder.Decode(&passed); err != nil {
			return err
		}
		d.meter.allow(d.decoder.InputOffset())
	}
	return fmt.Errorf("%w: the JSON document has no payload.list", ErrFormat)
}

// meter knows the line of every offset, and refuses to read more than a window
// beyond the last record: that bounds the decoder's memory.
type meter struct {
	src     io.Reader
	window  int64
	allowed int64
	read    int64
	ends    []int64 // offsets of line ends that lineAt has not passed
	line    int
}

func (m *meter) Read(p []byte) (int, error) {
	if m.read > m.allowed {
		return 0, fmt.Errorf("%w: a record longer than %d bytes", ErrTooBig, m.window)
	}
	n, err := m.src.Read(p)
	for i := 0; i < n; {
		at := bytes.IndexByte(p[i:n], '\n')
		if at < 0 {
			break
		}
		i += at + 1
		m.ends = append(m.ends, m.read+int64(i))
	}
	m.read += int64(n)
	return n, err
}

func (m *meter) allow(offset int64) { m.allowed = offset + m.window }

// lineAt returns the 1-based line of an offset; offsets only grow.
func (m *meter) lineAt(offset int64) int {
	passed := 0
	for passed < len(m.ends) && m.ends[passed] <= offset {
		passed++
	}
	m.line += passed
	m.ends = m.ends[passed:]
	return m.line
}
