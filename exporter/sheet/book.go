package sheet

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/flate"

	"rollcall/exporter/internal/draft"
)

// packingLevel is how hard parts are compressed: a higher one takes twice the
// time for a twentieth of the size.
const packingLevel = 5

// stamp is the fixed time of every part: the earliest that a ZIP file can say.
var stamp = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Book is a workbook being written. Not safe for concurrent use.
type Book struct {
	zip      *zip.Writer
	draft    *draft.File // nil when the caller owns the writer
	current  *Sheet
	sheets   []*entry
	beside   []*Sheet // wait for their place
	replaced int
	closed   bool
}

// entry is what the workbook's directory says of a sheet.
type entry struct {
	name   string
	hidden bool
	filter string // the filtered range, absolute; "" when there is none
}

// New starts a workbook that is written to w, which stays the caller's to
// close.
func New(w io.Writer) *Book {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, packingLevel)
	})
	return &Book{zip: z}
}

// Create starts a workbook that appears at path, mode 0600, when Close has
// succeeded. Defer Discard.
func Create(path string) (*Book, error) {
	d, err := draft.Create(path)
	if err != nil {
		return nil, err
	}
	b := New(d)
	b.draft = d
	return b, nil
}

// Replaced counts the bytes that were no UTF-8 and were written as U+FFFD so
// far. Every other character is kept.
func (b *Book) Replaced() int { return b.replaced }

// Close finishes the open sheet and writes the workbook's directory. A
// workbook without a sheet gets an empty one, because a file without is no
// workbook. After an error of Create's book, nothing is left at its path.
func (b *Book) Close() error {
	if b.closed {
		return ErrClosed
	}
	defer b.Discard()
	if err := b.finish(); err != nil {
		return err
	}
	if err := b.gather(); err != nil {
		return err
	}
	if len(b.sheets) == 0 {
		if err := b.Prose("Empty", ""); err != nil {
			return err
		}
	}
	b.closed = true
	for _, p := range closingParts(b.sheets) {
		if err := b.writePart(p); err != nil {
			return fmt.Errorf("write workbook: %w", err)
		}
	}
	if err := b.zip.Close(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	if b.draft != nil {
		return b.draft.Commit()
	}
	return nil
}

// Discard gives the workbook up: the file of Create is removed. After Close it
// does nothing.
func (b *Book) Discard() {
	b.closed = true
	for _, s := range b.beside {
		s.waiting.release()
	}
	if b.draft != nil {
		b.draft.Discard()
	}
}

// finish ends the sheet that is being written, if there is one.
func (b *Book) finish() error {
	if b.current == nil {
		return nil
	}
	s := b.current
	b.current = nil
	return s.end()
}

// open starts the part of a new sheet.
func (b *Book) open(name string, hidden bool) (*Sheet, error) {
	if b.closed {
		return nil, ErrClosed
	}
	if err := b.checkName(name); err != nil {
		return nil, err
	}
	if err := b.finish(); err != nil {
		return nil, err
	}
	e := &entry{name: name, hidden: hidden}
	b.sheets = append(b.sheets, e)
	w, err := b.part(sheetPath(len(b.sheets)))
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	b.current = &Sheet{book: b, entry: e, out: bufio.NewWriterSize(w, 1<<16)}
	return b.current, nil
}

func (b *Book) checkName(name string) error {
	if name == "" || units(name) > 31 || strings.ContainsAny(name, `[]:*?/\`) || strings.Trim(name, "'") != name {
		return fmt.Errorf("sheet %q: %w", name, ErrName)
	}
	used := slices.Clone(b.sheets)
	for _, s := range b.beside {
		used = append(used, s.entry)
	}
	for _, e := range used {
		if strings.EqualFold(e.name, name) {
			return fmt.Errorf("sheet %q: used twice: %w", name, ErrName)
		}
	}
	return nil
}

func (b *Book) part(name string) (io.Writer, error) {
	return b.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: stamp})
}

func (b *Book) writePart(p part) error {
	w, err := b.part(p.name)
	if err == nil {
		_, err = io.WriteString(w, p.text)
	}
	return err
}
