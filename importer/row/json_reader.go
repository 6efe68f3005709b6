package row

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"rollcall/importer/row/charset"
)

// The keys of this many bytes and records at the start make the header.
const (
	keySampleBytes   = 8 << 20
	keySampleRecords = 10_000
)

// jsonReader reads JSON Lines, arrays of objects and payload.list pages.
type jsonReader struct {
	in      *input
	info    Info
	charset charset.Charset
	how     layout
	max     int
	header  []string
	column  map[string]int
}

// openJSON tells the layout and gathers the header from the first records.
func openJSON(in *input, options Options) (Reader, error) {
	r := &jsonReader{in: in, max: int(max(options.MaxRecord, firstBuffer)), column: map[string]int{}}
	start, err := in.start(firstBuffer)
	if err != nil {
		return nil, err
	}
	marked, n := charset.Marked(start)
	r.charset = marked
	r.info = Info{File: in.name, Format: "jsonl", SHA256: in.sum, Encoding: marked.Name(), BOM: start[:n]}
	working, closer, err := r.in.working(r.charset, r.info.BOM)
	if err != nil {
		return nil, err
	}
	start, err = io.ReadAll(io.LimitReader(working, firstBuffer))
	if err = in.ended(err, closer); err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(start)) == 0 {
		return nil, fmt.Errorf("%w: there is nothing in it", ErrEmpty)
	}
	r.how = layoutOf(start)
	if err := r.gatherKeys(); err != nil {
		return nil, err
	}
	return r, nil
}

// layoutOf tells the layout from the first value.
func layoutOf(start []byte) layout {
	text := bytes.TrimLeft(start, " \t\r\n")
	if len(text) > 0 && text[0] == '[' {
		return asArray
	}
	line, _, many := bytes.Cut(text, []byte("\n"))
	if startsPayload(text) {
		return asPayload
	}
	if many && len(text) > 0 && text[0] == '{' && !json.Valid(line) && goesOn(line) {
		return asObjects
	}
	return asLines
}

// startsPayload says whether the first key of the first object is payload,
// and its value an object.
func startsPayload(text []byte) bool {
	decoder := json.NewDecoder(bytes.NewReader(text))
	for _, want := range []json.Token{json.Delim('{'), "payload", json.Delim('{')} {
		if token, err := decoder.Token(); err != nil || token != want {
			return false
		}
	}
	return true
}

// goesOn says whether a line breaks off where an object may: behind a brace, a
// bracket or a comma.
func goesOn(line []byte) bool {
	line = bytes.TrimRight(line, " \t\r")
	return len(line) > 0 && bytes.IndexByte([]byte("{[,"), line[len(line)-1]) >= 0
}

func (r *jsonReader) gatherKeys() error {
	working, closer, err := r.in.working(r.charset, r.info.BOM)
	if err != nil {
		return err
	}
	source := newElements(working, r.how, r.max)
	size := 0
	for n := 0; n < keySampleRecords && size < keySampleBytes && err == nil; n++ {
		var e element
		if e, err = source.next(); err == nil {
			size += len(e.bytes)
			r.addKeys(e)
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	r.info.Annotated = annotated(r.header)
	return r.in.ended(err, closer)
}

func (r *jsonReader) addKeys(e element) {
	if e.sort != good || !isObject(e.bytes) {
		return
	}
	for m := range members(e.bytes) {
		if _, known := r.column[m.key]; !known {
			r.column[m.key] = len(r.header)
			r.header = append(r.header, m.key)
		}
	}
}

// Header implements Reader: the keys of the first records, as first seen.
func (r *jsonReader) Header() []string { return r.header }

// Info implements Reader.
func (r *jsonReader) Info() Info { return r.info }

// Close implements Reader.
func (r *jsonReader) Close() error { return r.in.Close() }

// Rows implements Reader.
func (r *jsonReader) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		working, closer, err := r.in.working(r.charset, r.info.BOM)
		if err != nil {
			yield(Row{}, fmt.Errorf("%s: %w", r.in.name, err))
			return
		}
		whole := r.each(newElements(working, r.how, r.max), yield)
		err = closer.Close()
		if whole {
			if err = errors.Join(err, r.in.settled()); err != nil {
				yield(Row{}, err)
			}
		}
	}
}

func (r *jsonReader) each(source elements, yield func(Row, error) bool) bool {
	for record := 1; ; record++ {
		e, err := source.next()
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			yield(Row{}, fmt.Errorf("%s: %w", r.in.name, r.in.readError(err)))
			return false
		}
		row := r.row(e)
		row.Record = record
		if !yield(row, nil) {
			return false
		}
	}
}

func (r *jsonReader) row(e element) Row {
	row := Row{Line: e.line, Raw: bytes.Clone(e.bytes)}
	row.Own = len(row.Raw)
	switch {
	case e.sort == enormous:
		row.Fault = &Fault{RecordTooLong, fmt.Sprintf("the record is longer than %d bytes", r.max), true}
	case r.how == asLines && len(bytes.TrimSpace(e.bytes)) == 0:
		row.Cells = r.absent()
	case !isObject(e.bytes):
		row.Fault = &Fault{NotJSON, "not a complete JSON object: write one object per line", true}
	default:
		r.fill(&row)
	}
	return row
}

func (r *jsonReader) absent() []Cell {
	cells := make([]Cell, len(r.header))
	for i := range cells {
		cells[i].Kind = Absent
	}
	return cells
}

func (r *jsonReader) fill(row *Row) {
	row.Cells = r.absent()
	row.Own = ownObject(row.Raw)
	var seen []int
	for m := range members(row.Raw) {
		i, known := r.column[m.key]
		switch {
		case known && slices.Contains(seen, i):
			row.Warning = &Fault{Code: RepeatedKey, Message: "a key stands in the object twice; the last one counts"}
		case !known && m.key != RejectRowColumn && m.key != RejectErrorsColumn:
			row.Fault = &Fault{UnknownKey, "the object has a key that no record at the start of the file has: put such a record first", false}
		}
		if known {
			row.Cells[i] = jsonCell(m.value)
			seen = append(seen, i)
		}
	}
	if !utf8.Valid(row.Raw) {
		row.Fault = &Fault{NotText, "bytes that are no text in utf-8", false}
		for i := range row.Cells {
			row.Cells[i].Text = strings.ToValidUTF8(row.Cells[i].Text, "\uFFFD")
		}
	}
}

// ownObject returns the length of a valid object without its closing brace
// and without the reject keys at its end.
func ownObject(object []byte) int {
	own := bytes.LastIndexByte(object, '}')
	comma := 0
	for m := range members(object) {
		if m.key == RejectRowColumn {
			if comma = bytes.LastIndexByte(object[:m.at], ','); comma < 0 {
				comma = 1 + bytes.IndexByte(object, '{')
			}
			own = comma
		} else if m.key != RejectErrorsColumn {
			own = bytes.LastIndexByte(object, '}')
		}
	}
	return own
}
