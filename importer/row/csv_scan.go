package row

import (
	"bytes"
	"errors"
	"io"
)

// Where a broken record is searched for the next good one.
const (
	resyncWindow = 256 << 10
	resyncLines  = 200
)

// scanner cuts a stream of working bytes into records, comments included: no
// byte is in none of them, or in two.
type scanner struct {
	src     io.Reader
	dialect *dialect
	width   int    // cells of a good record; 0: unknown
	comment []byte // start of comment lines; nil: none
	max     int    // longest record
	partial bool   // src is the start of a file: a quote open at its end is no fault

	buf      []byte
	pos, end int
	final    bool
	line     int // of the byte at pos
	oversize bool
	fields   []span
}

// sort of a piece of the file.
type sort int8

const (
	good sort = iota
	remark
	damaged  // a broken quote
	enormous // longer than max, or a part of that
)

// piece is a record or comment. Its memory is valid until the next call.
type piece struct {
	bytes   []byte
	line    int
	fields  []span
	sort    sort
	loose   bool // a quote stands inside a cell that is not quoted
	suspect bool // a quoted cell holds lines that look like records
}

const firstBuffer = 256 << 10

// next returns the next piece; io.EOF after the last.
func (s *scanner) next() (piece, error) {
	for {
		if s.pos == s.end {
			if s.final {
				return piece{}, io.EOF
			}
			if err := s.fill(); err != nil {
				return piece{}, err
			}
			continue
		}
		if p, complete := s.take(); complete {
			p.line = s.line
			s.line += s.dialect.lines(p.bytes)
			s.pos += len(p.bytes)
			return p, nil
		}
		if s.pos == s.end {
			continue
		}
		if err := s.fill(); err != nil {
			return piece{}, err
		}
	}
}

// fill reads more bytes behind those that are not taken yet.
func (s *scanner) fill() error {
	if s.pos > 0 {
		s.end = copy(s.buf, s.buf[s.pos:s.end])
		s.pos = 0
	}
	if s.end == len(s.buf) {
		size := min(max(2*len(s.buf), firstBuffer), s.max)
		s.buf = append(s.buf, make([]byte, size-len(s.buf))...)
	}
	for s.end < len(s.buf) {
		n, err := s.src.Read(s.buf[s.end:])
		s.end += n
		if err == nil {
			continue
		}
		// An unexpected end is not the end: packed data are cut off there.
		s.final = errors.Is(err, io.EOF)
		if s.final {
			return nil
		}
		return err
	}
	return nil
}

// full says that a record cannot be read further without breaking the limit.
func (s *scanner) full() bool { return s.pos == 0 && s.end == s.max }

// take tries to take a piece from the buffer; false: it needs more bytes.
func (s *scanner) take() (piece, bool) {
	b := s.buf[s.pos:s.end]
	if s.oversize || s.isComment(b) {
		return s.takeLine(b)
	}
	out, v := s.dialect.parse(b, s.final, s.fields)
	s.fields = out.fields
	switch {
	case v == whole:
		return s.settle(b, out), true
	case v == cutOpen && s.final && s.partial:
		s.pos = s.end // next finds the end
		return piece{}, false
	case v == broken, v == cutOpen && (s.final || s.full()):
		return s.damage(b)
	case s.full():
		s.oversize = true
		return s.takeLine(b)
	}
	return piece{}, false
}

func (s *scanner) isComment(b []byte) bool {
	return len(s.comment) > 0 && bytes.HasPrefix(b, s.comment)
}

// takeLine takes one line: a comment, or the rest of an oversize record, in
// parts when it does not fit.
func (s *scanner) takeLine(b []byte) (piece, bool) {
	n := s.dialect.lineSize(b)
	ended := n < len(b) || s.dialect.lines(b[:n]) > 0 || s.final
	if !ended && !s.full() {
		return piece{}, false
	}
	if s.oversize {
		s.oversize = !ended
		return piece{bytes: b[:n], sort: enormous}, true
	}
	return piece{bytes: b[:n], sort: remark}, true
}

// settle looks once more at a complete record of several lines: when it has
// the wrong number of cells and one of its lines is a record by itself, then a
// quote was left open and this is not one record.
func (s *scanner) settle(b []byte, out parsed) piece {
	p := piece{bytes: b[:out.size], fields: out.fields, loose: out.loose}
	first := s.dialect.lineSize(p.bytes)
	if s.width < 2 || first == out.size {
		return p
	}
	resumed := s.resync(p.bytes, false)
	switch {
	case resumed == 0:
	case len(out.fields) != s.width:
		return piece{bytes: b[:resumed], sort: damaged}
	default:
		p.suspect = s.width > 2
	}
	return p
}

// damage takes a broken record: up to the next line that reads as a good
// record, else its first line only, so that nothing is swallowed.
func (s *scanner) damage(b []byte) (piece, bool) {
	window := b[:min(len(b), resyncWindow)]
	final := s.final && len(window) == len(b)
	n := s.resync(window, final)
	if n == 0 && !final && len(window) < resyncWindow && !s.full() {
		return piece{}, false
	}
	if n == 0 {
		n = s.dialect.lineSize(b)
	}
	if n == len(b) && !s.final && s.dialect.lines(b) == 0 {
		s.oversize = true
		return s.takeLine(b)
	}
	return piece{bytes: b[:n], sort: damaged}, true
}

// resync returns the offset of the first line after b's own first that is a
// clean record of the usual width; 0: there is none. final: no bytes follow b.
func (s *scanner) resync(b []byte, final bool) int {
	if s.width < 2 {
		return 0
	}
	var fields []span
	at := s.dialect.lineSize(b)
	for range resyncLines {
		if at >= len(b) {
			return 0
		}
		out, v := s.dialect.parse(b[at:], final, fields)
		fields = out.fields
		if v == whole && !out.loose && len(out.fields) == s.width {
			return at
		}
		at += s.dialect.lineSize(b[at:])
	}
	return 0
}
