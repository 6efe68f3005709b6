package row

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"rollcall/importer/row/charset"
)

const (
	sampleSize    = 1 << 20
	sampleRecords = 300
	nearly        = 0.88 // a score this near to the best one leaves doubt
)

// sample is the start of a CSV file, in working bytes behind the BOM.
type sample struct {
	bytes   []byte
	all     bool // the file ends with it
	charset charset.Charset
}

// sampled is one record of a sample.
type sampled struct {
	line, from, size int
	cells            []string
	sort             sort
	loose            bool
}

// survey is a sample read under one dialect.
type survey struct {
	records []sampled
	width   int     // the usual number of cells
	leads   bool    // the first record that is not blank has that width
	steady  float64 // share of the records, from the first of that width on, that have it
	score   float64
}

// records reads the sample under a dialect, from an offset on; the last one is
// left out when it may be cut off.
func (s sample) records(d dialect, comment string, from int) []sampled {
	scan := scanner{src: bytes.NewReader(s.bytes[from:]), dialect: &d, comment: []byte(comment), max: sampleSize, line: 1 + d.lines(s.bytes[:from]), partial: !s.all}
	var out []sampled
	for len(out) <= sampleRecords {
		p, err := scan.next()
		if errors.Is(err, io.EOF) {
			if !s.all && len(out) > 1 {
				out = out[:len(out)-1]
			}
			break
		}
		out = append(out, sampled{line: p.line, from: from, size: len(p.bytes), cells: s.cells(d, p), sort: p.sort, loose: p.loose})
		from += len(p.bytes)
	}
	return out
}

func (s sample) cells(d dialect, p piece) []string {
	if p.sort != good {
		return nil
	}
	cells := make([]string, len(p.fields))
	for i, f := range p.fields {
		cell := p.bytes[f.from:f.to]
		if f.escaped {
			cell = d.unescape(cell)
		}
		cells[i], _ = s.charset.Text(cell)
	}
	return cells
}

// survey reads and scores the sample under a dialect.
func (s sample) survey(d dialect, comment string) survey {
	out := survey{records: s.records(d, comment, 0)}
	weight := map[int]float64{}
	for _, r := range out.records {
		if filled(r.cells) > 0 {
			weight[len(r.cells)] += math.Sqrt(float64(len(r.cells)))
		}
	}
	for width, w := range weight {
		if w > weight[out.width] || (w == weight[out.width] && width > out.width) {
			out.width = width
		}
	}
	out.steady = steadiness(out.records, out.width)
	out.score = out.steady * math.Pow(float64(out.width), 0.3)
	if first := slices.IndexFunc(out.records, func(r sampled) bool { return filled(r.cells) > 0 }); first >= 0 {
		out.leads = len(out.records[first].cells) == out.width
	}
	if out.leads {
		out.score *= 1.15 // a header is better evidence than a row of text
	}
	return out
}

// steadiness leaves out what stands before the first record of the width:
// titles are no evidence against a delimiter. Quotes inside cells speak for
// another delimiter.
func steadiness(records []sampled, width int) float64 {
	first := slices.IndexFunc(records, func(r sampled) bool { return len(r.cells) == width })
	if first < 0 || width == 0 {
		return 0
	}
	fit, all := 0, 0
	for _, r := range records[first:] {
		switch {
		case r.sort == remark || (r.sort == good && filled(r.cells) == 0):
			continue
		case len(r.cells) == width && !r.loose:
			fit++
		}
		all++
	}
	return float64(fit) / float64(max(all, 1))
}

var delimiters = []byte{',', ';', '\t', '|'}

// detect fills in what the options leave open: d holds what they say, and
// known which of its parts they say.
func (s sample) detect(d dialect, known told, comment string) (dialect, survey, []string) {
	d.cr = s.lineEndsAtCR()
	var notes []string
	if !known.delim {
		d.delim, notes = s.delimiter(d, known, comment)
	}
	found := s.survey(d, comment)
	if !known.escape && d.quote != 0 {
		d, found = s.better(found, d, comment)
	}
	if spaced := d; s.contains(d.delim, ' ', d.quote) {
		spaced.spaced = true
		if other := s.survey(spaced, comment); other.score > found.score {
			d, found = spaced, other
			notes = append(notes, "blanks stand between delimiters and quotes; they were left out")
		}
	}
	if !known.quote {
		var note string
		if d, found, note = s.quoting(found, d, comment); note != "" {
			notes = append(notes, note)
		}
	}
	return d, found, notes
}

func (s sample) contains(text ...byte) bool { return bytes.Contains(s.bytes, text) }

// told says which parts of a dialect the options name.
type told struct{ delim, quote, escape bool }

// delimiter picks the one under which most records have the same, largest
// number of cells.
func (s sample) delimiter(d dialect, known told, comment string) (byte, []string) {
	if b, ok := s.announced(); ok {
		return b, nil
	}
	best, second := survey{}, survey{}
	pick, runner := byte(','), byte(',')
	for _, b := range delimiters {
		d.delim = b
		found := s.survey(d, comment)
		if !known.escape {
			_, found = s.better(found, d, comment)
		}
		switch {
		case found.width < 2:
		case found.score > best.score:
			second, runner = best, pick
			best, pick = found, b
		case found.score > second.score:
			second, runner = found, b
		}
	}
	if best.steady < 0.5 && second.width == 0 && !best.leads {
		return ',', nil // stray delimiters in the text of a single column
	}
	if second.width > 1 && second.score > nearly*best.score {
		return pick, []string{fmt.Sprintf("delimiter guessed as %q (%d columns); %q would fit nearly as well (%d columns): set csv.delimiter if columns look wrong",
			rune(pick), best.width, rune(runner), second.width)}
	}
	return pick, nil
}

// announced reads the line sep=X that spreadsheets write and understand.
func (s sample) announced() (byte, bool) {
	rest, ok := bytes.CutPrefix(s.bytes, []byte("sep="))
	if !ok || len(rest) < 2 || (rest[1] != '\r' && rest[1] != '\n') {
		return 0, false
	}
	return rest[0], true
}

// better returns the dialect with backslashes as escapes, when there are some
// before quotes and the records fit better so.
func (s sample) better(now survey, d dialect, comment string) (dialect, survey) {
	if !s.oddEscapes() {
		return d, now
	}
	escaping := d
	escaping.escape = '\\'
	if other := s.survey(escaping, comment); other.score > now.score && damages(other) <= damages(now) {
		return escaping, other
	}
	return d, now
}

// oddEscapes says whether a backslash stands before a quote anywhere.
func (s sample) oddEscapes() bool { return bytes.Contains(s.bytes, []byte(`\"`)) }

func damages(v survey) int {
	n := 0
	for _, r := range v.records {
		if r.sort != good && r.sort != remark {
			n++
		}
	}
	return n
}

// quoting looks for files that quote with ', and for tab-separated ones that
// do not quote at all.
func (s sample) quoting(now survey, d dialect, comment string) (dialect, survey, string) {
	if s.quotedCells(d, '"') > 0 {
		return d, now, ""
	}
	if s.quotedCells(d, '\'') >= 3 {
		single := d
		single.quote = '\''
		if found := s.survey(single, comment); damages(found) == 0 && found.score >= now.score {
			return single, found, "cells are quoted with ' in this file"
		}
	}
	if d.delim != '\t' || damages(now) < 2 {
		return d, now, ""
	}
	d.quote = 0
	return d, s.survey(d, comment), "quotes do not enclose cells in this file; they were taken as text"
}

// quotedCells counts the cells that open and close with a quote.
func (s sample) quotedCells(d dialect, quote byte) int {
	d.quote, d.escape = quote, 0
	scan := scanner{src: bytes.NewReader(s.bytes), dialect: &d, max: sampleSize, partial: !s.all}
	n := 0
	for range sampleRecords {
		p, err := scan.next()
		if err != nil {
			break // the end: a sample in memory has no other error
		}
		for _, f := range p.fields {
			if p.sort == good && f.from > 0 && p.bytes[f.from-1] == quote && f.to < len(p.bytes) && p.bytes[f.to] == quote {
				n++
			}
		}
	}
	return n
}

// lineEndsAtCR says whether records end at a CR alone: there is one outside
// quotes, and no LF.
func (s sample) lineEndsAtCR() bool {
	quoted, crs := false, 0
	for i, c := range s.bytes {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '\n' && !quoted:
			return false
		case c == '\r' && !quoted && i+1 < len(s.bytes):
			crs++
		}
	}
	return crs > 0
}
