package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// kind is what the scanner has found.
type kind int8

const (
	opening kind = iota // a start tag; a self-closing one is followed by closing
	closing
	text
)

// tokenLimit bounds a tag or a run of text: a cell holds 32,767 characters.
const tokenLimit = 16 << 20

var errSyntax = errors.New("damaged XML")

// scanner reads the XML of one part, forwards and without building anything.
// Names come without their prefix. It knows what workbooks use: elements,
// attributes, entities, CDATA; comments and instructions are passed over, a
// document type is refused.
type scanner struct {
	src      io.Reader
	buf      []byte
	pos, end int
	err      error

	name  []byte // of a tag; valid until the next call
	attrs []byte // of a start tag, not decoded
	text  []byte // of a text, decoded
	empty bool   // the tag last returned closes itself
}

func newScanner(r io.Reader) *scanner { return &scanner{src: r, buf: make([]byte, 64<<10)} }

// next returns the next token; io.EOF after the last.
func (s *scanner) next() (kind, error) {
	if s.empty {
		s.empty = false
		return closing, nil
	}
	for {
		c, err := s.peek()
		if err != nil {
			return 0, err
		}
		if c != '<' {
			return text, s.readText()
		}
		k, found, err := s.readMarkup()
		if found || err != nil {
			return k, err
		}
	}
}

// peek returns the next byte without taking it.
func (s *scanner) peek() (byte, error) {
	if s.pos == s.end && !s.more() {
		return 0, s.err
	}
	return s.buf[s.pos], nil
}

// more reads further bytes behind those in the buffer; false at the end, on
// an error and at tokenLimit.
func (s *scanner) more() bool {
	if s.err != nil {
		return false
	}
	if s.pos > 0 {
		s.end = copy(s.buf, s.buf[s.pos:s.end])
		s.pos = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= tokenLimit {
			s.err = fmt.Errorf("%w: a token longer than %d bytes", errSyntax, tokenLimit)
			return false
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for tries := 0; tries < 100; tries++ {
		n, err := s.src.Read(s.buf[s.end:])
		s.end += n
		s.err = err
		if n > 0 || err != nil {
			return n > 0
		}
	}
	s.err = io.ErrNoProgress
	return false
}

// until returns the offset of the first mark at or behind from, reading as far
// as needed; offsets count from pos.
func (s *scanner) until(mark string, from int) (int, error) {
	for {
		if n := bytes.Index(s.buf[s.pos+from:s.end], []byte(mark)); n >= 0 {
			return from + n, nil
		}
		from = max(from, s.end-s.pos-len(mark)+1)
		if !s.more() {
			return 0, s.broken()
		}
	}
}

// broken explains why a token does not end.
func (s *scanner) broken() error {
	if errors.Is(s.err, io.EOF) {
		return fmt.Errorf("%w: it ends too early", errSyntax)
	}
	return s.err
}

func (s *scanner) readText() error {
	from := 0
	for {
		if n := bytes.IndexByte(s.buf[s.pos+from:s.end], '<'); n >= 0 {
			s.text = decodeText(s.buf[s.pos : s.pos+from+n])
			s.pos += from + n
			return nil
		}
		from = s.end - s.pos
		if s.more() {
			continue
		}
		if !errors.Is(s.err, io.EOF) {
			return s.err
		}
		s.text = decodeText(s.buf[s.pos:s.end])
		s.pos = s.end
		return nil
	}
}

// readMarkup reads what starts with "<"; found: it is a token.
func (s *scanner) readMarkup() (k kind, found bool, err error) {
	for s.end-s.pos < 9 && s.more() { // enough to tell <![CDATA[ from the rest
	}
	b := s.buf[s.pos:s.end]
	switch {
	case len(b) > 1 && b[1] != '!' && b[1] != '?':
		k, err = s.readTag()
		return k, true, err
	case bytes.HasPrefix(b, []byte("<!--")):
		return 0, false, s.skip("-->", 4)
	case bytes.HasPrefix(b, []byte("<![CDATA[")):
		n, err := s.until("]]>", 9)
		if err != nil {
			return 0, false, err
		}
		s.text = s.buf[s.pos+9 : s.pos+n]
		s.pos += n + 3
		return text, true, nil
	case bytes.HasPrefix(b, []byte("<?")):
		return 0, false, s.skip("?>", 2)
	case bytes.HasPrefix(b, []byte("<!")):
		return 0, false, fmt.Errorf("%w: a document type is not allowed", errSyntax)
	}
	return 0, false, fmt.Errorf("%w: it ends in a tag", errSyntax)
}

func (s *scanner) skip(mark string, from int) error {
	n, err := s.until(mark, from)
	if err == nil {
		s.pos += n + len(mark)
	}
	return err
}

func (s *scanner) readTag() (kind, error) {
	n, err := s.tagEnd()
	if err != nil {
		return 0, err
	}
	tag := s.buf[s.pos+1 : s.pos+n]
	s.pos += n + 1
	k := opening
	switch {
	case len(tag) > 0 && tag[0] == '/':
		k, tag = closing, tag[1:]
	case len(tag) > 0 && tag[len(tag)-1] == '/':
		s.empty, tag = true, tag[:len(tag)-1]
	}
	space := 0
	for space < len(tag) && !isSpace(tag[space]) {
		space++
	}
	s.name, s.attrs = local(tag[:space]), tag[space:]
	if len(s.name) == 0 {
		return k, fmt.Errorf("%w: a tag without a name", errSyntax)
	}
	return k, nil
}

// tagEnd returns the offset of the tag's ">", which may stand in quotes too.
func (s *scanner) tagEnd() (int, error) {
	b := s.buf[s.pos:s.end]
	if n := bytes.IndexByte(b, '>'); n > 0 && bytes.IndexByte(b[:n], '\'') < 0 && bytes.Count(b[:n], []byte{'"'})%2 == 0 {
		return n, nil // nearly every tag
	}
	var quote byte
	for i := 1; ; i++ {
		if s.pos+i >= s.end && !s.more() {
			return 0, s.broken()
		}
		switch c := s.buf[s.pos+i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i, nil
		}
	}
}

// local drops a name's prefix.
func local(name []byte) []byte {
	return name[bytes.IndexByte(name, ':')+1:]
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// nextAttr takes the first attribute off a tag's text: its local name and its
// value, not decoded; ok is false when there is none.
func nextAttr(attrs []byte) (name, value, rest []byte, ok bool) {
	i := 0
	for i < len(attrs) && isSpace(attrs[i]) {
		i++
	}
	from, end := i, i
	for ; i < len(attrs) && attrs[i] != '='; i++ {
		switch {
		case attrs[i] == ':':
			from, end = i+1, i+1
		case !isSpace(attrs[i]):
			end = i + 1
		}
	}
	for i++; i < len(attrs) && isSpace(attrs[i]); i++ {
	}
	if i >= len(attrs) {
		return nil, nil, nil, false
	}
	shut := bytes.IndexByte(attrs[i+1:], attrs[i])
	if shut < 0 {
		return nil, nil, nil, false
	}
	return attrs[from:end], attrs[i+1 : i+1+shut], attrs[i+shut+2:], true
}

// attr returns the decoded value of the current start tag's attribute of that
// local name.
func (s *scanner) attr(name string) (string, bool) {
	for rest := s.attrs; ; {
		key, value, after, ok := nextAttr(rest)
		if !ok {
			return "", false
		}
		if string(key) == name {
			return string(decodeText(value)), true
		}
		rest = after
	}
}

// number returns an attribute as an integer, or other when there is none.
func (s *scanner) number(name string, other int) int {
	value, ok := s.attr(name)
	if !ok {
		return other
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		return other
	}
	return n
}

// flag returns an attribute as a boolean.
func (s *scanner) flag(name string) bool {
	value, _ := s.attr(name)
	return value == "1" || value == "true" || value == "on"
}

// decodeText resolves entities and line ends; it copies only where it must.
func decodeText(b []byte) []byte {
	if bytes.IndexByte(b, '&') < 0 && bytes.IndexByte(b, '\r') < 0 {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); {
		switch b[i] {
		case '\r':
			if i+1 == len(b) || b[i+1] != '\n' {
				out = append(out, '\n')
			}
			i++
		case '&':
			decoded, n := entity(b[i:])
			out = append(out, decoded...)
			i += n
		default:
			out = append(out, b[i])
			i++
		}
	}
	return out
}

var entities = map[string]string{"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "apos": "'"}

// longestEntity bounds how far the end of a character reference is looked for;
// leading zeros make it long.
const longestEntity = 64

// entity decodes the one that b starts with; what is none stays as it is.
func entity(b []byte) (string, int) {
	end := bytes.IndexByte(b[:min(len(b), longestEntity)], ';')
	if end < 2 {
		return "&", 1
	}
	name := string(b[1:end])
	if decoded, ok := entities[name]; ok {
		return decoded, end + 1
	}
	if name[0] != '#' {
		return "&", 1
	}
	digits, base := name[1:], 10
	if len(digits) > 1 && (digits[0] == 'x' || digits[0] == 'X') {
		digits, base = digits[1:], 16
	}
	code, err := strconv.ParseUint(digits, base, 32)
	if err != nil || code > utf8.MaxRune || utf16.IsSurrogate(rune(code)) {
		return "&", 1
	}
	return string(rune(code)), end + 1
}
