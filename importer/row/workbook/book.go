// Package workbook reads XLSX workbooks: the sheets' rows as a stream of typed
// cells, dates, numbers and texts as people see them and without noise. It
// reads the parts' XML itself, in one pass and in memory that does not grow
// with the sheet (the table of shared texts is held).
package workbook

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/flate"
)

// Errors of Open and of the streams.
var (
	ErrNotWorkbook = errors.New("not an XLSX workbook")
	ErrDamaged     = errors.New("the workbook is damaged")
	ErrTooBig      = errors.New("the workbook is larger than the limits")
	ErrNoSheet     = errors.New("no sheet of that name")
)

// Limits against zip bombs. A part that unpacks to more than RatioFrom bytes
// may be at most Ratio times its packed size.
const (
	MaxSheet   = 8 << 30 // bytes of a sheet's XML, which is streamed
	MaxPart    = 1 << 30 // bytes of any other part
	MaxEntries = 20_000
	Ratio      = 300
	RatioFrom  = 64 << 20
)

// Sheet is one worksheet.
type Sheet struct {
	Name   string
	Hidden bool
	part   string
}

// Book is an open workbook.
type Book struct {
	parts     map[string]*zip.File // by lower-case name without a leading slash
	sheets    []Sheet
	date1904  bool
	formats   []format // by style index
	shared    sharedStrings
	hasShared bool
}

// Open reads a workbook's directory, styles and list of sheets. r must stay
// readable as long as the book is used.
func Open(r io.ReaderAt, size int64) (*Book, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w: the archive is damaged or cut off", ErrDamaged)
	}
	archive.RegisterDecompressor(zip.Deflate, flate.NewReader) // a third faster than the standard one
	if len(archive.File) > MaxEntries {
		return nil, fmt.Errorf("%w: %d parts, the limit is %d", ErrTooBig, len(archive.File), MaxEntries)
	}
	b := &Book{parts: map[string]*zip.File{}}
	for _, f := range archive.File {
		b.parts[partName(f.Name)] = f
	}
	if err := b.readDirectory(); err != nil {
		return nil, err
	}
	return b, nil
}

func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// Sheets lists the worksheets in the workbook's order; charts are no sheets.
func (b *Book) Sheets() []Sheet { return b.sheets }

// Sheet returns the sheet of that name; case does not matter where the exact
// name is missing.
func (b *Book) Sheet(name string) (Sheet, error) {
	for _, s := range b.sheets {
		if s.Name == name {
			return s, nil
		}
	}
	var names []string
	for _, s := range b.sheets {
		if strings.EqualFold(s.Name, strings.TrimSpace(name)) {
			return s, nil
		}
		names = append(names, fmt.Sprintf("%q", s.Name))
	}
	return Sheet{}, fmt.Errorf("%w: %q; the workbook has %s", ErrNoSheet, name, strings.Join(names, ", "))
}

func (b *Book) readDirectory() error {
	main, err := b.mainPart()
	if err != nil {
		return err
	}
	links, err := b.relations(main)
	if err != nil {
		return err
	}
	if err := b.readWorkbook(main, links); err != nil {
		return err
	}
	for _, link := range links {
		switch link.sort {
		case "styles":
			err = b.readStyles(link.target)
		case "sharedstrings":
			b.shared.part, b.hasShared = link.target, true
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// mainPart finds the workbook's part by the package's relations.
func (b *Book) mainPart() (string, error) {
	links, err := b.relations("")
	if err != nil {
		return "", err
	}
	for _, link := range links {
		if link.sort != "officedocument" || b.parts[link.target] == nil {
			continue
		}
		if strings.HasSuffix(link.target, ".bin") {
			return "", fmt.Errorf("%w: it is a binary workbook (XLSB); save it as XLSX", ErrNotWorkbook)
		}
		if strings.HasPrefix(link.target, "word/") || strings.HasPrefix(link.target, "ppt/") {
			return "", fmt.Errorf("%w: it is a text document or a presentation", ErrNotWorkbook)
		}
		return link.target, nil
	}
	switch {
	case b.parts["xl/workbook.xml"] != nil:
		return "xl/workbook.xml", nil
	case b.parts["content.xml"] != nil:
		return "", fmt.Errorf("%w: it is an OpenDocument file; save it as XLSX", ErrNotWorkbook)
	}
	return "", fmt.Errorf("%w: it is a ZIP archive; unpack it first", ErrNotWorkbook)
}

// relation is a link from one part to another.
type relation struct{ id, sort, target string }

// relations reads the links of a part ("" is the package); none when it has no
// list of them.
func (b *Book) relations(of string) ([]relation, error) {
	folder := path.Dir(of)
	list := path.Join(folder, "_rels", path.Base(of)+".rels")
	if of == "" {
		folder, list = "", "_rels/.rels"
	}
	if b.parts[list] == nil {
		return nil, nil
	}
	var out []relation
	err := b.scan(list, func(s *scanner, k kind) error {
		if k != opening || string(s.name) != "Relationship" {
			return nil
		}
		id, _ := s.attr("Id")
		sort, _ := s.attr("Type")
		target, _ := s.attr("Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(folder, target)
		}
		out = append(out, relation{id, strings.ToLower(path.Base(sort)), partName(path.Clean(target))})
		return nil
	})
	return out, err
}

// readWorkbook reads the list of sheets and the date system.
func (b *Book) readWorkbook(main string, links []relation) error {
	return b.scan(main, func(s *scanner, k kind) error {
		if k != opening {
			return nil
		}
		switch string(s.name) {
		case "workbookPr":
			b.date1904 = s.flag("date1904")
		case "sheet":
			b.addSheet(s, links)
		}
		return nil
	})
}

func (b *Book) addSheet(s *scanner, links []relation) {
	name, _ := s.attr("name")
	state, _ := s.attr("state")
	id, _ := s.attr("id")
	for _, link := range links {
		if link.id == id && link.sort == "worksheet" {
			b.sheets = append(b.sheets, Sheet{Name: name, Hidden: state == "hidden" || state == "veryHidden", part: link.target})
		}
	}
}

// errStop ends a scan early and is no error.
var errStop = errors.New("stop")

// scan hands every token of a part to visit, which may end it with errStop.
func (b *Book) scan(part string, visit func(*scanner, kind) error) error {
	r, err := b.open(part, MaxPart)
	if err != nil {
		return err
	}
	s := newScanner(r)
	for err == nil {
		var k kind
		if k, err = s.next(); err == nil {
			err = visit(s, k)
		}
	}
	if errors.Is(err, io.EOF) || errors.Is(err, errStop) {
		err = nil
	}
	return errors.Join(damaged(part, err), r.Close())
}

// damaged says which part an error is about.
func damaged(part string, err error) error {
	if err == nil || errors.Is(err, ErrTooBig) || errors.Is(err, ErrDamaged) {
		return err
	}
	return fmt.Errorf("%w: part %s: %w", ErrDamaged, part, err)
}

// open opens a part and fails, here or when it is read, beyond the limits.
func (b *Book) open(part string, limit int64) (io.ReadCloser, error) {
	f := b.parts[part]
	if f == nil {
		return nil, fmt.Errorf("%w: part %s is missing", ErrDamaged, part)
	}
	packed, unpacked := int64(f.CompressedSize64), int64(f.UncompressedSize64)
	if ratioLimit := max(RatioFrom, packed*Ratio); ratioLimit < limit {
		limit = ratioLimit
	}
	if unpacked < 0 || unpacked > limit {
		return nil, tooBig(part, limit)
	}
	r, err := f.Open()
	if err != nil {
		return nil, damaged(part, err)
	}
	return &bounded{r, limit, limit, part}, nil
}

// tooBig says which limit a part breaks.
func tooBig(part string, limit int64) error {
	return fmt.Errorf("%w: part %s unpacks to more than %d MB, the limit for its packed size (%d times it, and at least %d MB)",
		ErrTooBig, part, limit>>20, Ratio, RatioFrom>>20)
}

// bounded fails when more than left bytes are read: the size that an archive
// declares may be a lie.
type bounded struct {
	io.ReadCloser
	left, limit int64
	part        string
}

// Read implements io.Reader.
func (r *bounded) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	if r.left -= int64(n); r.left < 0 {
		return 0, tooBig(r.part, r.limit)
	}
	return n, err
}
