package row

import "bytes"

// dialect is how a CSV file is written, in working bytes.
type dialect struct {
	delim  byte
	quote  byte // 0: none
	escape byte // 0: quotes are doubled
	cr     bool // records end at a lone CR too
	spaced bool // blanks may stand between a delimiter and a quote
}

// span is a cell's place in a record's bytes, quotes left out.
type span struct {
	from, to int
	escaped  bool // holds doubled quotes or escapes
}

// verdict says how parsing one record ended.
type verdict int8

const (
	whole   verdict = iota // a complete record
	cut                    // the bytes end before the record does
	cutOpen                // the bytes end inside a quoted cell
	broken                 // text follows a closing quote
)

// parsed is one record: its cells and its size in bytes, line end included.
// A broken record's size is where the damage shows.
type parsed struct {
	fields []span
	size   int
	loose  bool // a quote stands inside a cell that is not quoted
}

// parse reads the record at the start of b, which is not empty. final: no
// bytes follow b. fields is memory to use again.
func (d *dialect) parse(b []byte, final bool, fields []span) (parsed, verdict) {
	if !d.cr && d.escape == 0 {
		if nl := bytes.IndexByte(b, '\n'); nl >= 0 && (d.quote == 0 || bytes.IndexByte(b[:nl], d.quote) < 0) {
			return parsed{fields: d.split(b[:nl], fields[:0]), size: nl + 1}, whole
		}
	}
	p := recordParser{dialect: d, b: b, final: final}
	p.fields = fields[:0]
	for {
		v, more := p.field()
		if !more {
			return p.parsed, v
		}
	}
}

// split cuts a line without quotes; the line's LF is gone already.
func (d *dialect) split(line []byte, fields []span) []span {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	from := 0
	for {
		n := bytes.IndexByte(line[from:], d.delim)
		if n < 0 {
			return append(fields, span{from: from, to: len(line)})
		}
		fields = append(fields, span{from: from, to: from + n})
		from += n + 1
	}
}

// recordParser goes through one record cell by cell; size is its position.
type recordParser struct {
	*dialect
	parsed
	b     []byte
	final bool
}

// field reads one cell and what ends it; more: another cell follows.
func (p *recordParser) field() (v verdict, more bool) {
	if p.spaced {
		p.skipBlanks()
	}
	if p.quote != 0 && p.size < len(p.b) && p.b[p.size] == p.quote {
		if v := p.quoted(); v != whole {
			return v, false
		}
	} else if !p.unquoted() {
		return cut, false
	}
	return p.ending()
}

// skipBlanks goes to the quote behind blanks, when there is one.
func (p *recordParser) skipBlanks() {
	i := p.size
	for i < len(p.b) && p.b[i] == ' ' {
		i++
	}
	if i < len(p.b) && p.b[i] == p.quote && p.quote != 0 {
		p.size = i
	}
}

// unquoted reads a cell up to its delimiter or line end; false: cut off.
func (p *recordParser) unquoted() bool {
	cell := span{from: p.size}
	i := p.size
	for ; i < len(p.b); i++ {
		c := p.b[i]
		if c == p.delim || p.lineEnd(i) > 0 {
			break
		}
		switch {
		case c == p.quote && c != 0:
			p.loose = true
		case c == p.escape && c != 0 && i+1 < len(p.b):
			cell.escaped = true
			i++
		}
	}
	i = min(i, len(p.b))
	if i == len(p.b) && !p.final {
		return false
	}
	cell.to, p.size = i, i
	if i == len(p.b) && i > cell.from && p.b[i-1] == '\r' {
		cell.to-- // a CR before the end of the file is half a line end
	}
	p.fields = append(p.fields, cell)
	return true
}

// quoted reads a cell in quotes and the blanks after it.
func (p *recordParser) quoted() verdict {
	cell := span{from: p.size + 1}
	i := cell.from
	for {
		n := p.special(p.b[i:])
		if n < 0 || i+n+1 >= len(p.b) && (!p.final || p.b[i+n] != p.quote) {
			p.size = len(p.b)
			return cutOpen
		}
		i += n
		if p.b[i] == p.quote && (i+1 == len(p.b) || p.b[i+1] != p.quote) {
			break
		}
		cell.escaped = true
		i += 2
	}
	cell.to = i
	p.fields = append(p.fields, cell)
	p.size = i + 1
	for p.size < len(p.b) && p.b[p.size] == ' ' && p.delim != ' ' {
		p.size++
	}
	return whole
}

// special finds the next quote or escape.
func (p *recordParser) special(b []byte) int {
	if p.escape == 0 {
		return bytes.IndexByte(b, p.quote)
	}
	for i, c := range b {
		if c == p.quote || c == p.escape {
			return i
		}
	}
	return -1
}

// ending looks at what follows a cell.
func (p *recordParser) ending() (v verdict, more bool) {
	if p.size == len(p.b) {
		if p.final {
			return whole, false
		}
		return cut, false
	}
	if p.b[p.size] == p.delim {
		p.size++
		return whole, true
	}
	if p.b[p.size] == '\r' && p.size+1 == len(p.b) {
		if !p.final {
			return cut, false
		}
		p.size++
		return whole, false
	}
	n := p.lineEnd(p.size)
	p.size += n
	if n == 0 {
		return broken, false
	}
	return whole, false
}

// lineEnd returns the length of the line end at i, 0 when there is none.
func (p *recordParser) lineEnd(i int) int {
	switch p.b[i] {
	case '\n':
		return 1
	case '\r':
		if i+1 < len(p.b) && p.b[i+1] == '\n' {
			return 2
		}
		if p.cr {
			return 1
		}
	}
	return 0
}

// lineSize returns the length of the first line of b with its end; len(b)
// when it does not end there.
func (d *dialect) lineSize(b []byte) int {
	if !d.cr {
		if nl := bytes.IndexByte(b, '\n'); nl >= 0 {
			return nl + 1
		}
		return len(b)
	}
	n := bytes.IndexAny(b, "\r\n")
	switch {
	case n < 0:
		return len(b)
	case b[n] == '\r' && n+1 < len(b) && b[n+1] == '\n':
		return n + 2
	}
	return n + 1
}

// lines counts the line ends in b.
func (d *dialect) lines(b []byte) int {
	n := bytes.Count(b, []byte{'\n'})
	if d.cr {
		n += bytes.Count(b, []byte{'\r'}) - bytes.Count(b, []byte("\r\n"))
	}
	return n
}

// unescape returns a cell's bytes with doubled quotes and escapes resolved. An
// escape before any other character stands for itself, so that \N stays.
func (d *dialect) unescape(cell []byte) []byte {
	out := make([]byte, 0, len(cell))
	for i := 0; i < len(cell); i++ {
		c := cell[i]
		if i+1 < len(cell) {
			next := cell[i+1]
			doubled := c == d.quote && next == d.quote
			escaped := c == d.escape && c != 0 && (next == d.quote || next == d.delim || next == d.escape || next == '\n' || next == '\r')
			if doubled || escaped {
				i++
				c = next
			}
		}
		out = append(out, c)
	}
	return out
}
