package row

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"rollcall/importer/row/charset"
)

// openCSV detects encoding and dialect, finds the header and leaves the
// reader before the first record.
func openCSV(in *input, options Options) (Reader, error) {
	r := &csvReader{in: in, max: int(max(options.MaxRecord, firstBuffer))}
	r.info = Info{File: in.name, Format: "csv", SHA256: in.sum}
	if err := r.findEncoding(options.CSV.Encoding); err != nil {
		return nil, err
	}
	s, err := r.takeSample()
	if err != nil {
		return nil, err
	}
	if err := r.findDialect(s, options.CSV); err != nil {
		return nil, err
	}
	return r, nil
}

// findEncoding takes the BOM's word, then the option's, then the evidence of
// the whole file.
func (r *csvReader) findEncoding(asked string) error {
	start, err := r.in.start(4)
	if err != nil {
		return err
	}
	marked, n := charset.Marked(start)
	r.charset, r.info.BOM = marked, start[:n]
	switch {
	case asked != "":
		err = r.askedEncoding(asked, marked, n > 0)
	case n == 0:
		err = r.guessEncoding()
	}
	r.info.Encoding = r.charset.Name()
	return err
}

func (r *csvReader) askedEncoding(asked string, marked charset.Charset, hasMark bool) error {
	named, err := charset.Named(asked)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrOption, err)
	}
	if hasMark && named.Name() != marked.Name() {
		if strings.HasPrefix(named.Name(), "utf-16") && strings.HasPrefix(marked.Name(), "utf-16") {
			return nil // the mark knows the byte order
		}
		r.note("the file has a byte order mark of %s, but was read as %s, as asked", marked.Name(), named.Name())
		r.info.BOM = nil
	}
	r.charset = named
	return nil
}

func (r *csvReader) guessEncoding() error {
	contents, err := r.in.contents()
	if err != nil {
		return err
	}
	var evidence charset.Evidence
	_, err = io.Copy(&evidence, contents)
	if err := r.in.ended(err, contents); err != nil {
		return err
	}
	guess := evidence.Guess()
	r.charset = guess.Charset
	r.info.Notes = append(r.info.Notes, guess.Notes...)
	return nil
}

// takeSample reads the start of the file, behind the BOM.
func (r *csvReader) takeSample() (sample, error) {
	working, closer, err := r.in.working(r.charset, r.info.BOM)
	if err != nil {
		return sample{}, err
	}
	b, err := io.ReadAll(io.LimitReader(working, sampleSize+1))
	if err := r.in.ended(err, closer); err != nil {
		return sample{}, err
	}
	s := sample{bytes: b[:min(len(b), sampleSize)], all: len(b) <= sampleSize, charset: r.charset}
	return s, nil
}

// findDialect detects the dialect and the header.
func (r *csvReader) findDialect(s sample, options CSVOptions) error {
	d, known, err := askedDialect(options, r.charset)
	if err != nil {
		return err
	}
	d, found, notes := s.detect(d, known, options.Comment)
	r.info.Notes = append(r.info.Notes, notes...)
	r.dialect = d
	r.comment = options.Comment
	r.info.CSV = Dialect{Delimiter: r.runeOf(d.delim), Quote: r.runeOf(d.quote), Escape: r.runeOf(d.escape), Comment: options.Comment}
	return r.findHeader(s, found.records, options.HeaderRow)
}

// runeOf is the character of a working byte; 0 for 0.
func (r *csvReader) runeOf(b byte) rune {
	text, _ := r.charset.Text([]byte{b})
	if b == 0 {
		return 0
	}
	c, _ := utf8.DecodeRuneInString(text)
	return c
}

// askedDialect reads the options.
func askedDialect(o CSVOptions, c charset.Charset) (dialect, told, error) {
	d := dialect{quote: '"'}
	known := told{o.Delimiter != "", o.Quote != "", o.Escape != ""}
	var problems [3]error
	if known.delim {
		d.delim, problems[0] = askedByte("delimiter", o.Delimiter, c)
	}
	if known.quote {
		d.quote, problems[1] = askedByte("quote", o.Quote, c)
	}
	if known.escape {
		d.escape, problems[2] = askedByte("escape", o.Escape, c)
	}
	if d.escape == d.quote {
		d.escape = 0 // quotes are doubled
	}
	if known.delim && (d.delim == 0 || d.delim == d.quote) {
		problems[0] = fmt.Errorf("%w: csv.delimiter must be a character other than the quote", ErrOption)
	}
	return d, known, errors.Join(problems[:]...)
}

func askedByte(name, text string, c charset.Charset) (byte, error) {
	switch text {
	case "none":
		return 0, nil
	case `\t`, "tab":
		return '\t', nil
	}
	runes := []rune(text)
	if len(runes) == 1 && runes[0] != '\n' && runes[0] != '\r' {
		if b, ok := c.WorkingByte(runes[0]); ok {
			return b, nil
		}
	}
	return 0, fmt.Errorf("%w: csv.%s must be one character that takes one byte in %s", ErrOption, name, c.Name())
}
