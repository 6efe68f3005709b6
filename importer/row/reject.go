package row

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"rollcall/importer/row/charset"
)

// Reject is what a rejects file says about a row beyond its own bytes.
type Reject struct {
	Row    int    // the row's line in the input
	Errors string // its reasons, for people
}

// RejectHeader returns the start of a rejects file for the input: its byte
// order mark and its header's own bytes, with the two reject columns added
// unless they are there already. JSON Lines need none: nil.
func RejectHeader(info Info) []byte {
	if info.Format != "csv" {
		return nil
	}
	out := slices.Clone(info.BOM)
	if info.Annotated {
		return appendLine(append(out, info.HeaderRaw...), nil, info)
	}
	return appendLine(append(out, info.HeaderRaw...), []string{RejectRowColumn, RejectErrorsColumn}, info)
}

// RejectRecord returns a row of a CSV or JSON Lines input as it came, byte by
// byte, with the two reject columns added; those of an earlier rejects file
// are replaced. The row must be readable: write the others' Raw elsewhere.
func RejectRecord(info Info, r Row, reject Reject) []byte {
	if info.Format == "jsonl" {
		return rejectObject(r, reject)
	}
	return appendLine(slices.Clone(r.Raw[:r.Own]), []string{strconv.Itoa(reject.Row), reject.Errors}, info)
}

// appendLine adds cells to a record's bytes and ends the line.
func appendLine(record []byte, cells []string, info Info) []byte {
	c := charsetOf(info)
	record = trimLineEnd(record, c)
	for _, cell := range cells {
		record = append(record, c.Encode(string(info.CSV.Delimiter))...)
		record = append(record, encodeCell(info, cell)...)
	}
	return append(record, c.Encode(info.CSV.LineEnd)...)
}

func trimLineEnd(record []byte, c charset.Charset) []byte {
	for _, end := range []string{"\n", "\r"} {
		record = bytes.TrimSuffix(record, c.Encode(end))
	}
	return record
}

// charsetOf returns the input's encoding; Info.Encoding names a known one.
func charsetOf(info Info) charset.Charset {
	c, err := charset.Named(info.Encoding)
	if err != nil {
		return charset.UTF8
	}
	return c
}

// encodeCell returns text as one cell in the input's dialect and encoding,
// quoted where that is needed. Where the dialect has no quotes, delimiters and
// line ends become spaces; characters that the encoding lacks become "?".
func encodeCell(info Info, text string) []byte {
	d := info.CSV
	special := string(d.Delimiter) + "\r\n"
	c := charsetOf(info)
	if d.Quote == 0 {
		return c.Encode(strings.Map(func(r rune) rune {
			if strings.ContainsRune(special, r) {
				return ' '
			}
			return r
		}, text))
	}
	quote := string(d.Quote)
	if !strings.ContainsAny(text, special+quote) && !strings.HasPrefix(text, " ") && (d.Escape == 0 || !strings.ContainsRune(text, d.Escape)) {
		return c.Encode(text)
	}
	if d.Escape == 0 {
		text = strings.ReplaceAll(text, quote, quote+quote)
	} else {
		escape := string(d.Escape)
		text = strings.NewReplacer(escape, escape+escape, quote, escape+quote).Replace(text)
	}
	return c.Encode(quote + text + quote)
}

// own returns the length of the record's part that is neither line end nor
// reject column, in the file's bytes.
func (r *csvReader) own(p piece) int {
	b := p.bytes
	end := len(b)
	if end > 0 && b[end-1] == '\n' {
		end--
	}
	if end > 0 && b[end-1] == '\r' {
		end--
	}
	switch n, width := len(p.fields), len(r.header); {
	case r.info.Annotated:
		if n > 2 && r.isRowNumber(p, n-2) {
			end = r.delimBefore(b, p.fields[n-2])
		}
	case n > width && !slices.ContainsFunc(p.fields[width:], func(f span) bool { return f.to > f.from }):
		end = r.delimBefore(b, p.fields[width]) // the reject columns follow the header's last
	}
	if r.charset.Name() == "utf-16le" || r.charset.Name() == "utf-16be" {
		return len(r.charset.Raw(b[:end]))
	}
	return end
}

// isRowNumber says whether a cell can be the reject column _rollcall_row; in a
// ragged record the last cells may be something else.
func (r *csvReader) isRowNumber(p piece, i int) bool {
	if len(p.fields) == len(r.header) {
		return true
	}
	_, err := strconv.Atoi(string(p.bytes[p.fields[i].from:p.fields[i].to]))
	return err == nil
}

// delimBefore returns the offset of the delimiter before a cell.
func (r *csvReader) delimBefore(b []byte, cell span) int {
	return bytes.LastIndexByte(b[:cell.from], r.dialect.delim)
}

func rejectObject(r Row, reject Reject) []byte {
	out := oneLine(r.Raw[:r.Own])
	if !bytes.HasSuffix(bytes.TrimRight(out, " \t\r\n"), []byte("{")) {
		out = append(out, ',')
	}
	out = append(out, `"`+RejectRowColumn+`":`+strconv.Itoa(reject.Row)+`,"`+RejectErrorsColumn+`":`...)
	text, err := json.Marshal(reject.Errors)
	if err != nil {
		text = []byte(`""`) // a string always has a JSON form
	}
	return append(append(out, text...), '}', '\n')
}

// oneLine returns an object without its closing brace, in one line. An object
// of a JSON document may go over several.
func oneLine(open []byte) []byte {
	if bytes.IndexByte(open, '\n') < 0 {
		return slices.Clone(open)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, append(slices.Clone(open), '}')); err != nil {
		return slices.Clone(open)
	}
	return bytes.TrimSuffix(compact.Bytes(), []byte("}"))
}
