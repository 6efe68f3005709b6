package workbook

import "bytes"

// Nearly every cell is written in one of a few ways, and a sheet has millions.
// quickCell takes such a cell straight from the scanner's bytes; whatever looks
// otherwise is left to the scanner, which knows all of XML.

var (
	quickStart  = []byte("<c ")
	quickValue  = []byte("<v>")
	quickEnd    = []byte("</v></c>")
	quickInline = []byte("<is><t>")
	quickSpaced = []byte(`<is><t xml:space="preserve">`)
	quickClose  = []byte("</t></is></c>")
)

// cellHead is a cell's start tag.
type cellHead struct {
	ref, sort, style []byte // the values of the attributes r, t and s
	size             int    // bytes of the tag
}

// quickCell reads the cell that the scanner stands before; done is false when
// nothing was taken.
func (r *rowReader) quickCell() (done bool) {
	if r.empty || r.row.Number == 0 {
		return false
	}
	b := r.buf[r.pos:r.end]
	head, ok := quickHead(b)
	if !ok {
		return false
	}
	body, inline, size := quickBody(b[head.size:])
	if size == 0 {
		return false
	}
	column := r.column + 1
	if n := columnOf(head.ref); n >= 0 {
		column = n
	}
	if column >= MaxColumns || !r.quickTake(column, head, body, inline) {
		return false
	}
	r.column = column
	r.pos += head.size + size
	return true
}

// quickTake puts the cell into the row; took is false for values that need more
// than a copy.
func (r *rowReader) quickTake(column int, head cellHead, body []byte, inline bool) (took bool) {
	if inline != (string(head.sort) == "inlineStr") {
		return false
	}
	switch string(head.sort) {
	case "s":
		n := wholeNumber(body)
		if n < 0 || n >= len(r.book.shared.texts) {
			return false
		}
		r.put(column, textCell(r.book.shared.texts[n]))
		return true
	case "inlineStr", "str":
		r.putBytes(column, body, Text)
		return true
	case "", "n":
		style := 0
		if head.style != nil {
			style = wholeNumber(head.style)
		}
		if !plainDigits(body) || r.book.format(style) != (format{}) {
			return false
		}
		r.putBytes(column, body, Number)
		return true
	}
	return false
}

// plainDigits says whether a stored number is shown as it is stored.
func plainDigits(b []byte) bool {
	if len(b) == 0 || b[0] == '0' && len(b) > 1 {
		return false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// quickHead reads a start tag of the attributes r, s and t, in double quotes.
func quickHead(b []byte) (head cellHead, ok bool) {
	if !bytes.HasPrefix(b, quickStart) {
		return head, false
	}
	for i := len(quickStart); i+3 < len(b); {
		name := b[i]
		if b[i+1] != '=' || b[i+2] != '"' {
			return head, false
		}
		from := i + 3
		shut := bytes.IndexByte(b[from:], '"')
		if shut < 0 || from+shut+1 >= len(b) {
			return head, false
		}
		value := b[from : from+shut]
		switch name {
		case 'r':
			head.ref = value
		case 's':
			head.style = value
		case 't':
			head.sort = value
		default:
			return head, false
		}
		i = from + shut + 1
		if b[i] == '>' {
			head.size = i + 1
			return head, true
		}
		if b[i] != ' ' {
			return head, false
		}
		i++
	}
	return head, false
}

// quickBody reads a cell's value or inline text without entities, line ends of
// other systems or escapes, to the end of the cell; size is 0 when it is not
// so. It may end within the scanner's bytes only.
func quickBody(b []byte) (body []byte, inline bool, size int) {
	start, end := 0, quickEnd
	switch {
	case bytes.HasPrefix(b, quickValue):
		start = len(quickValue)
	case bytes.HasPrefix(b, quickInline):
		start, end, inline = len(quickInline), quickClose, true
	case bytes.HasPrefix(b, quickSpaced):
		start, end, inline = len(quickSpaced), quickClose, true
	default:
		return nil, false, 0
	}
	n := bytes.IndexByte(b[start:], '<')
	if n < 0 || !bytes.HasPrefix(b[start+n:], end) {
		return nil, false, 0
	}
	body = b[start : start+n]
	if bytes.IndexByte(body, '&') >= 0 || bytes.IndexByte(body, '\r') >= 0 || bytes.IndexByte(body, '_') >= 0 {
		return nil, false, 0
	}
	return body, inline, start + n + len(end)
}

// put sets a cell of the row; cells left of it that were not written are empty.
func (r *rowReader) put(column int, cell Cell) {
	if cell.Kind == Empty {
		return
	}
	if column < len(r.row.Cells) {
		r.settle() // the cell may be there already
	}
	for len(r.row.Cells) <= column {
		r.row.Cells = append(r.row.Cells, Cell{})
	}
	r.row.Cells[column] = cell
}

// pending is a cell whose text stands in the row's block of texts.
type pending struct{ column, from, to int }

// putBytes sets a cell to a copy of the bytes. The texts of a row share one
// block of memory, which settle makes.
func (r *rowReader) putBytes(column int, text []byte, kind CellKind) {
	if len(text) == 0 {
		return
	}
	r.put(column, Cell{Kind: kind})
	from := len(r.block)
	r.block = append(r.block, text...)
	r.waiting = append(r.waiting, pending{column, from, len(r.block)})
}

// settle gives the cells of a row that is complete their texts.
func (r *rowReader) settle() {
	if len(r.waiting) == 0 {
		return
	}
	block := string(r.block)
	for _, w := range r.waiting {
		r.row.Cells[w.column].Text = block[w.from:w.to]
	}
	r.block, r.waiting = r.block[:0], r.waiting[:0]
}
