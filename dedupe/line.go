package dedupe

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"io"
	"strconv"

	"rollcall/store/customer"
)

// lineWriter writes lines of CSV as csv.Writer does. Cells that need no quotes, nearly
// all, go straight into the buffer: a report has as many lines as the whole outcome,
// however little of it is new.
type lineWriter struct {
	out *bufio.Writer
}

// lineBuffer is the size of the buffer in bytes.
const lineBuffer = 1 << 16

func newLineWriter(w io.Writer) lineWriter { return lineWriter{bufio.NewWriterSize(w, lineBuffer)} }

// cells writes a line of any cells.
func (l lineWriter) cells(line []string) error {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	_ = w.Write(line) // a buffer takes everything
	w.Flush()
	_, err := l.out.Write(text.Bytes())
	return err
}

// pair writes the line of PairLine.
func (l lineWriter) pair(p *customer.Pair) error {
	if !plain(p.LeftImport) || !plain(p.RightImport) || !plain(p.Rule) || !plain(p.Levels...) {
		return l.cells(PairLine(p))
	}
	b := strconv.AppendInt(l.out.AvailableBuffer(), p.LeftID, 10)
	b = strconv.AppendInt(append(b, ','), p.RightID, 10)
	b = append(append(b, ','), p.LeftImport...)
	b = append(append(b, ','), p.RightImport...)
	b = strconv.AppendFloat(append(b, ','), p.Weight, 'f', 4, 64)
	b = appendProbability(append(b, ','), p.Probability)
	b = append(append(b, ','), p.Decision...)
	b = append(append(b, ','), p.Rule...)
	for _, level := range p.Levels {
		b = append(append(b, ','), level...)
	}
	_, err := l.out.Write(append(b, '\n'))
	return err
}

// cluster writes the lines of ClusterLines.
func (l lineWriter) cluster(c *customer.Cluster) error {
	var room [48]byte
	end := strconv.AppendInt(append(room[:0], ','), int64(len(c.Members)), 10)
	end = appendProbability(append(end, ','), c.WeakestLink)
	named := plain(c.ID, c.Decision)
	for i := range c.Members {
		m := &c.Members[i]
		if !named || !plain(m.ImportID) {
			if err := l.cells(clusterLine(c, m)); err != nil {
				return err
			}
			continue
		}
		b := append(l.out.AvailableBuffer(), c.ID...)
		b = strconv.AppendInt(append(b, ','), m.ID, 10)
		b = append(append(b, ','), m.ImportID...)
		b = append(b, end...)
		b = append(append(b, ','), c.Decision...)
		if _, err := l.out.Write(append(b, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// plain says whether texts surely stand in CSV as they are. Where it does not, quotes
// may still not be needed: csv.Writer decides.
func plain(texts ...string) bool {
	for _, text := range texts {
		for i := range len(text) {
			switch c := text[i]; {
			case c < ' ' || c > '~' || c == '"' || c == ',' || c == '\\' || c == ' ' && i == 0:
				return false
			}
		}
	}
	return true
}
