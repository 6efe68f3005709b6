package exporter

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Dialect is how CSV is written. The zero value is RFC 4180 with LF, in UTF-8
// without a byte order mark.
type Dialect struct {
	Delimiter rune // 0: a comma
	CRLF      bool
	Quote     Quote
	Encoding  Encoding
	// Replace writes ? for a character that the encoding lacks and counts it,
	// where it would be an error.
	Replace bool
}

// Quote says which cells stand in quotes.
type Quote string

// The ways of quoting. The zero value is QuoteNeeded.
const (
	QuoteNeeded Quote = "needed" // where the cell could be misread without
	QuoteAll    Quote = "all"    // every cell, empty ones too
)

// Encoding names how characters become bytes.
type Encoding string

// The encodings. The zero value is UTF8.
const (
	UTF8        Encoding = "utf-8"
	UTF8BOM     Encoding = "utf-8-bom" // with a byte order mark, for programs that take UTF-8 for something else without
	Windows1252 Encoding = "windows-1252"
	UTF16       Encoding = "utf-16" // little endian, with a byte order mark
)

// Encodings and Quotes list what their types know.
var (
	Encodings = []Encoding{UTF8, UTF8BOM, Windows1252, UTF16}
	Quotes    = []Quote{QuoteNeeded, QuoteAll}
)

// What can be wrong with a dialect or its texts.
var (
	ErrDelimiter = errors.New("a CSV delimiter is one character, and no quote or line end")
	ErrEncoding  = errors.New("unknown encoding: give utf-8, utf-8-bom, windows-1252 or utf-16")
	ErrQuote     = errors.New("unknown way of quoting: give needed or all")
	// ErrCharacter says that a text has a character that the encoding lacks.
	ErrCharacter = errors.New("a character is not in the encoding")
)

// ParseDelimiter reads one character, or the word tab.
func ParseDelimiter(text string) (rune, error) {
	switch text {
	case "":
		return 0, nil
	case "tab", `\t`:
		return '\t', nil
	}
	r, size := utf8.DecodeRuneInString(text)
	if size != len(text) || !separates(r) {
		return 0, fmt.Errorf("delimiter %q: %w", text, ErrDelimiter)
	}
	return r, nil
}

func separates(r rune) bool {
	return r != 0 && r != '"' && r != '\r' && r != '\n' && utf8.ValidRune(r) && r != utf8.RuneError
}

// Check completes the dialect's defaults and refuses what it does not know.
func (d Dialect) Check() (Dialect, error) {
	if d.Delimiter == 0 {
		d.Delimiter = ','
	}
	d.Encoding, d.Quote = Encoding(strings.ToLower(string(d.Encoding))), Quote(strings.ToLower(string(d.Quote)))
	if d.Encoding == "" {
		d.Encoding = UTF8
	}
	if d.Quote == "" {
		d.Quote = QuoteNeeded
	}
	switch {
	case !separates(d.Delimiter):
		return d, ErrDelimiter
	case encoders[d.Encoding] == nil:
		return d, fmt.Errorf("encoding %q: %w", d.Encoding, ErrEncoding)
	case d.Quote != QuoteNeeded && d.Quote != QuoteAll:
		return d, fmt.Errorf("quote %q: %w", d.Quote, ErrQuote)
	}
	if _, lost := encoders[d.Encoding](nil, string(d.Delimiter)); lost > 0 {
		return d, fmt.Errorf("the delimiter: %w", ErrCharacter)
	}
	return d, nil
}
