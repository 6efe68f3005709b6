package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Range is a block of merged cells: 1-based rows, 0-based columns, both ends
// included.
type Range struct {
	Top, Bottom int
	Left, Right int
}

// maxMerges bounds the memory for merged cells.
const maxMerges = 1 << 20

// Merges returns the sheet's merged ranges, by top row and left column. They
// stand behind the data, which is passed over without being taken apart.
func (b *Book) Merges(sheet Sheet) ([]Range, error) {
	part, err := b.open(sheet.part, MaxSheet)
	if err != nil {
		return nil, err
	}
	found, err := behindData(part)
	var out []Range
	if err == nil && found != nil {
		out, err = readMerges(found)
	}
	slices.SortFunc(out, func(a, b Range) int {
		if a.Top != b.Top {
			return a.Top - b.Top
		}
		return a.Left - b.Left
	})
	return out, errors.Join(damaged(sheet.part, err), part.Close())
}

// behindData reads to the end of sheetData and returns what follows; nil when
// there is no such end. "<" cannot stand in a text, so a search is enough.
func behindData(r io.Reader) (io.Reader, error) {
	const overlap = 64
	mark := []byte("sheetData>")
	buf := make([]byte, 256<<10)
	held := 0
	for {
		n, err := r.Read(buf[held:])
		held += n
		for from := 0; ; {
			at := bytes.Index(buf[from:held], mark)
			if at < 0 {
				break
			}
			from += at
			if isClosing(buf[:from]) {
				return io.MultiReader(bytes.NewReader(buf[from+len(mark):held]), r), nil
			}
			from += len(mark)
		}
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if held > overlap {
			held = copy(buf, buf[held-overlap:held])
		}
	}
}

// isClosing says whether b ends with "</", a name's prefix perhaps behind it.
func isClosing(b []byte) bool {
	slash := bytes.LastIndexByte(b, '<')
	if slash < 0 || slash+1 >= len(b) || b[slash+1] != '/' {
		return false
	}
	prefix := b[slash+2:]
	return len(prefix) == 0 || (prefix[len(prefix)-1] == ':' && !bytes.ContainsAny(prefix, " >"))
}

func readMerges(r io.Reader) ([]Range, error) {
	s := newScanner(r)
	var out []Range
	for {
		k, err := s.next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if k == closing && string(s.name) == "mergeCells" {
			return out, nil
		}
		if k != opening || string(s.name) != "mergeCell" {
			continue
		}
		ref, _ := s.attr("ref")
		if merged, ok := parseRange(ref); ok {
			out = append(out, merged)
		}
		if len(out) > maxMerges {
			return nil, fmt.Errorf("%w: more than %d merged ranges", ErrTooBig, maxMerges)
		}
	}
}

func parseRange(ref string) (Range, bool) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		to = from
	}
	top, err1 := rowOf(from)
	bottom, err2 := rowOf(to)
	out := Range{top, bottom, columnOf([]byte(from)), columnOf([]byte(to))}
	return out, err1 == nil && err2 == nil && out.Left >= 0 && out.Right >= out.Left && out.Bottom >= out.Top && out.Top > 0
}

func rowOf(ref string) (int, error) {
	return strconv.Atoi(strings.TrimLeft(strings.ToUpper(ref), "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
}
