// Package charset names, detects and converts the text encodings of input
// files. A reader parses "working bytes": the file's own bytes for every
// encoding that extends ASCII, and a lossless UTF-8 form of UTF-16. Working
// bytes turn back into the file's bytes exactly, damaged ones included.
package charset

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// ErrUnknown is returned by Named for a name that is no known encoding.
var ErrUnknown = errors.New("unknown encoding")

// Charset is a text encoding. The zero value is UTF-8.
type Charset struct {
	name  string
	table *[256]rune        // single-byte encodings
	wide  byteOrder         // UTF-16
	multi encoding.Encoding // multi-byte encodings that extend ASCII
}

// UTF8 is the encoding of files that do not say otherwise.
var UTF8 = Charset{}

// aliases are names that people write and the WHATWG index does not know.
var aliases = map[string]string{
	"utf8": "utf-8", "utf-8-sig": "utf-8", "utf16": "utf-16le", "utf-16": "utf-16le", "utf16le": "utf-16le", "utf16be": "utf-16be",
	"macroman": "macintosh", "mac-roman": "macintosh", "mac": "macintosh", "cp1252": "windows-1252", "ansi": "windows-1252",
	"cp1250": "windows-1250", "cp1251": "windows-1251", "cp850": "ibm850", "cp437": "ibm437",
}

// Named returns the encoding of that name: UTF-8, UTF-16, Windows-125x,
// ISO-8859-x, MacRoman, ibm437, ibm850 and the names of the WHATWG encoding
// index, regardless of case. ISO-8859-1 is read as its superset Windows-1252.
func Named(name string) (Charset, error) {
	key := strings.ToLower(strings.TrimSpace(name))
	if known, ok := aliases[key]; ok {
		key = known
	}
	switch key {
	case "ibm437":
		return single(key, charmap.CodePage437), nil
	case "ibm850":
		return single(key, charmap.CodePage850), nil
	}
	enc, err := htmlindex.Get(key)
	if err != nil {
		return Charset{}, fmt.Errorf("%w %q: use utf-8, utf-16le, utf-16be, windows-1252, iso-8859-15 or macintosh", ErrUnknown, name)
	}
	canonical, err := htmlindex.Name(enc)
	if err != nil {
		return Charset{}, fmt.Errorf("%w %q", ErrUnknown, name)
	}
	return fromIndex(canonical, enc), nil
}

func fromIndex(name string, enc encoding.Encoding) Charset {
	switch name {
	case "utf-8":
		return UTF8
	case "utf-16le":
		return Charset{name: name, wide: littleEndian}
	case "utf-16be":
		return Charset{name: name, wide: bigEndian}
	}
	if m, ok := enc.(*charmap.Charmap); ok {
		return single(name, m)
	}
	return Charset{name: name, multi: enc}
}

func single(name string, m *charmap.Charmap) Charset {
	var table [256]rune
	for b := range table {
		table[b] = m.DecodeByte(byte(b))
	}
	return Charset{name: name, table: &table}
}

// Name returns the lower-case name, such as "windows-1252".
func (c Charset) Name() string {
	if c.name == "" {
		return "utf-8"
	}
	return c.name
}

// Working returns a reader of working bytes over the file's bytes.
func (c Charset) Working(r io.Reader) io.Reader {
	if c.wide != narrow {
		return &widener{src: r, order: c.wide}
	}
	return r
}

// Raw returns the file's bytes for working bytes, in fresh memory.
func (c Charset) Raw(working []byte) []byte {
	if c.wide != narrow {
		return c.wide.fileBytes(working)
	}
	return bytes.Clone(working)
}

// Verbatim says whether text is the working bytes as they are, when those are
// valid UTF-8.
func (c Charset) Verbatim() bool { return c.table == nil && c.multi == nil }

// Text decodes working bytes. Bytes that are no text become U+FFFD, and ok is
// false; so it is for C1 control characters, which only a wrong guess yields.
func (c Charset) Text(working []byte) (text string, ok bool) {
	switch {
	case c.table != nil:
		return c.singleText(working)
	case c.multi != nil:
		out, err := c.multi.NewDecoder().Bytes(working)
		return string(out), err == nil && !bytes.ContainsRune(out, utf8.RuneError)
	case utf8.Valid(working):
		return string(working), true
	}
	return strings.ToValidUTF8(string(working), string(utf8.RuneError)), false
}

func (c Charset) singleText(working []byte) (string, bool) {
	ok := true
	out := make([]byte, 0, len(working)+len(working)/4)
	for _, b := range working {
		if b < utf8.RuneSelf {
			out = append(out, b)
			continue
		}
		r := c.table[b]
		ok = ok && !damage(r)
		out = utf8.AppendRune(out, r)
	}
	return string(out), ok
}

// damage says whether a decoded character cannot stand in a text. NEL
// (U+0085) can: some hosts end lines with it.
func damage(r rune) bool {
	return r == utf8.RuneError || (r >= 0x80 && r < 0xA0 && r != 0x85)
}

// Encode returns text in the file's encoding; characters it does not have
// become question marks.
func (c Charset) Encode(text string) []byte {
	switch {
	case c.wide != narrow:
		return c.wide.fileBytes([]byte(text))
	case c.table == nil && c.multi == nil:
		return []byte(text)
	}
	var out []byte
	for _, r := range text {
		out = append(out, c.encodeRune(r)...)
	}
	return out
}

func (c Charset) encodeRune(r rune) []byte {
	if r < utf8.RuneSelf {
		return []byte{byte(r)}
	}
	if c.table != nil {
		for b := utf8.RuneSelf; b < 256; b++ {
			if c.table[b] == r && r != utf8.RuneError {
				return []byte{byte(b)}
			}
		}
		return []byte("?")
	}
	if out, err := c.multi.NewEncoder().Bytes([]byte(string(r))); err == nil {
		return out
	}
	return []byte("?")
}

// WorkingByte returns the one working byte that stands for r; ok is false
// when it takes more than one.
func (c Charset) WorkingByte(r rune) (b byte, ok bool) {
	if r < utf8.RuneSelf {
		return byte(r), true
	}
	if c.table == nil {
		return 0, false
	}
	out := c.encodeRune(r)
	return out[0], out[0] != '?'
}
