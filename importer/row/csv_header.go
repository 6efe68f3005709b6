package row

import (
	"bytes"
	"fmt"
	"slices"
)

// findHeader finds the header record among the sample's, names the columns
// and notes where the records begin.
func (r *csvReader) findHeader(s sample, records []sampled, asked int) error {
	at := -1
	if asked > 0 {
		records = s.records(r.dialect, r.comment, s.lineStart(r.dialect, asked))
		at = slices.IndexFunc(records, func(c sampled) bool { return c.sort == good && filled(c.cells) > 0 })
		if at >= 0 && records[at].line != asked {
			at = -1
		}
	} else {
		at = s.headerRecord(records)
	}
	if at < 0 {
		return r.noHeader(asked)
	}
	header := records[at]
	if asked == 0 && header.line > 1 {
		r.note("the header is in line %d; what stands before it was passed over", header.line)
	}
	r.bodyAt = header.from + header.size
	r.info.HeaderRow = header.line
	r.info.Preamble = r.charset.Raw(s.bytes[:header.from])
	r.info.HeaderRaw = r.charset.Raw(s.bytes[header.from:r.bodyAt])
	r.info.CSV.LineEnd = lineEnd(s.bytes[header.from:r.bodyAt])
	r.bodyLine = 1 + r.dialect.lines(s.bytes[:r.bodyAt])
	r.nameColumns(header, records[at+1:])
	return nil
}

func (r *csvReader) noHeader(asked int) error {
	if asked > 0 {
		return fmt.Errorf("%w: line %d, where it should be, is blank, damaged or beyond the start of the file", ErrEmpty, asked)
	}
	return fmt.Errorf("%w: no line with column names in it", ErrEmpty)
}

// lineStart returns the offset of a 1-based line.
func (s sample) lineStart(d dialect, line int) int {
	from := 0
	for ; line > 1 && from < len(s.bytes); line-- {
		from += d.lineSize(s.bytes[from:])
	}
	return from
}

// headerRecord is headerIndex over records, passing over a sep=X line and
// lines that start with #.
func (s sample) headerRecord(records []sampled) int {
	rows := make([][]string, len(records))
	for i, c := range records {
		text := s.bytes[c.from : c.from+c.size]
		if c.sort == good && !bytes.HasPrefix(text, []byte("#")) && (i > 0 || !bytes.HasPrefix(text, []byte("sep="))) {
			rows[i] = c.cells
		}
	}
	return headerIndex(rows)
}

// nameColumns names the columns and learns the body's habits: a delimiter
// after the last cell, or trailing cells that are left out.
func (r *csvReader) nameColumns(header sampled, body []sampled) {
	cells := header.cells
	usual := usualWidth(body)
	for usual > 0 && len(cells) > usual && cleanName(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	var notes []string
	r.header, notes = headerNames(cells)
	r.info.Notes = append(r.info.Notes, notes...)
	if doubt := headerDoubt(cells, header.line); doubt != "" {
		r.note("%s", doubt)
	}
	r.info.Annotated = annotated(r.header)
	r.learnHabits(body)
}

func usualWidth(body []sampled) int {
	count := map[int]int{}
	best := 0
	for _, c := range body {
		if c.sort != good || filled(c.cells) == 0 {
			continue
		}
		n := len(c.cells)
		count[n]++
		if count[n] > count[best] || (count[n] == count[best] && n > best) {
			best = n
		}
	}
	return best
}

// A habit shows in this many records at least.
const habitual = 5

func (r *csvReader) learnHabits(body []sampled) {
	width := len(r.header)
	var all, trailing, short, long int
	for _, c := range body {
		switch {
		case c.sort != good || filled(c.cells) == 0:
			continue
		case len(c.cells) == width+1 && c.cells[width] == "":
			trailing++
		case len(c.cells) > width:
			long++
		case len(c.cells) < width:
			short++
		}
		all++
	}
	if trailing*2 > all {
		r.trailing = true
		r.note("records end with a delimiter that the header does not have; it was passed over")
	}
	if short >= habitual && short*5 > all && long+trailing == 0 && width > 1 {
		r.padded = true
		r.note("many records leave out their last cells; those were taken as not given")
	}
}

// lineEnd returns the line end of a record's working bytes; LF when it has
// none.
func lineEnd(b []byte) string {
	for _, end := range []string{"\r\n", "\n", "\r"} {
		if bytes.HasSuffix(b, []byte(end)) {
			return end
		}
	}
	return "\n"
}
