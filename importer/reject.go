package importer

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"rollcall/exporter/sheet"
	"rollcall/importer/row"
)

// rejects writes an input's rejected rows as they came, in the input's own
// format, so that the file can be mended and imported. Records too broken to
// be records go byte-exact to a .raw file beside it. Both are made only when
// there is something to write, and can be cut back to an earlier length.
type rejects struct {
	info   row.Info
	header []string
	path   string // without extension
	rows   spool
	raw    spool
	sheet  bool // XLSX: rows are spooled as JSON lines and written as a sheet at the end
}

// spool is a file that is made when first written to.
type spool struct {
	path   string
	length int64 // where writing goes on
	file   *os.File
	w      *bufio.Writer
}

func newRejects(dir, name string, r row.Reader, rowsAt, rawAt int64) *rejects {
	info := r.Info()
	j := &rejects{info: info, header: r.Header(), path: filepath.Join(dir, name), sheet: info.Format == "xlsx"}
	j.rows = spool{path: j.path + extension(info), length: rowsAt}
	if j.sheet {
		j.rows.path = j.path + ".part"
	}
	j.raw = spool{path: j.path + ".raw", length: rawAt}
	for _, s := range []*spool{&j.rows, &j.raw} {
		if s.length == 0 {
			_ = os.Remove(s.path) // of an earlier attempt of the same run
		}
	}
	return j
}

// extension is that of the input, without its compression: rejects are written
// plain.
func extension(info row.Info) string {
	name := strings.TrimSuffix(strings.TrimSuffix(info.File, ".gz"), ".zst")
	if ext := filepath.Ext(name); ext != "" && info.File != "-" {
		return ext
	}
	return "." + info.Format
}

// rejectedRow is an XLSX row in the spool.
type rejectedRow struct {
	Cells  []string `json:"cells"`
	Bad    []int    `json:"bad"`
	Row    int      `json:"row"`
	Errors string   `json:"errors"`
}

// add writes one rejected row with its reasons.
func (j *rejects) add(p *prepared) error {
	if p.row.Fault != nil && p.row.Fault.Unreadable {
		return j.raw.write(p.row.Raw)
	}
	reasons := p.reasonText()
	if j.sheet {
		return j.addCells(p, reasons)
	}
	if j.rows.length == 0 {
		if err := j.rows.write(row.RejectHeader(j.info)); err != nil {
			return err
		}
	}
	return j.rows.write(row.RejectRecord(j.info, p.row, row.Reject{Row: p.row.Line, Errors: reasons}))
}

func (j *rejects) addCells(p *prepared, reasons string) error {
	r := rejectedRow{Row: p.row.Line, Errors: reasons}
	faulty := map[string]bool{}
	for _, f := range p.findings {
		faulty[f.Column] = true
	}
	for i, c := range p.row.Cells {
		r.Cells = append(r.Cells, c.Text)
		if i < len(j.header) && faulty[j.header[i]] {
			r.Bad = append(r.Bad, i)
		}
	}
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return j.rows.write(append(line, '\n'))
}

// reasonText is the text of _rollcall_errors: codes with their columns.
func (p *prepared) reasonText() string {
	var parts []string
	for _, f := range p.findings {
		text := f.Code
		if f.Column != "" {
			text += " (" + f.Column + ")"
		}
		parts = append(parts, text+": "+f.Message)
	}
	return strings.Join(parts, " | ")
}

func (s *spool) write(data []byte) error {
	if s.file == nil {
		f, err := openAt(s.path, s.length)
		if err != nil {
			return err
		}
		s.file, s.w = f, bufio.NewWriter(f)
	}
	n, err := s.w.Write(data)
	s.length += int64(n)
	return err
}

func (s *spool) flush() error {
	if s.w == nil {
		return nil
	}
	return s.w.Flush()
}

// close ends the file at a length, cutting off what was written beyond.
func (s *spool) close(length int64) error {
	s.length = min(s.length, length)
	if s.file == nil {
		return nil
	}
	err := s.w.Flush()
	if err == nil {
		err = s.file.Truncate(s.length)
	}
	return errors.Join(err, s.file.Close())
}

func (j *rejects) flush() error {
	if err := j.rows.flush(); err != nil {
		return err
	}
	return j.raw.flush()
}

// close ends the files at the lengths that the store's checkpoint says, and
// returns the paths of those that hold something.
// done says that the input was read to its end, so that a sheet can be made.
func (j *rejects) close(done bool, rowsAt, rawAt int64) ([]string, error) {
	if err := errors.Join(j.rows.close(rowsAt), j.raw.close(rawAt)); err != nil {
		return nil, err
	}
	var paths []string
	if j.rows.length > 0 {
		path := j.rows.path
		if j.sheet && done {
			path = j.path + extension(j.info)
			if err := j.writeSheet(path); err != nil {
				return nil, err
			}
		}
		paths = append(paths, path)
	}
	if j.raw.length > 0 {
		paths = append(paths, j.raw.path)
	}
	return paths, nil
}

// writeSheet turns the spooled rows into a workbook with the faulty cells
// marked.
func (j *rejects) writeSheet(path string) error {
	spooled, err := os.Open(j.rows.path)
	if err != nil {
		return err
	}
	defer spooled.Close()
	name := j.info.Sheet
	if name == "" {
		name = "Rejects"
	}
	columns := make([]sheet.Column, 0, len(j.header)+2)
	for _, title := range j.header {
		if title != row.RejectRowColumn && title != row.RejectErrorsColumn {
			columns = append(columns, sheet.Column{Title: title})
		}
	}
	own := len(columns)
	columns = append(columns, sheet.Column{Title: row.RejectRowColumn, Kind: sheet.Number}, sheet.Column{Title: row.RejectErrorsColumn, Width: 60})
	book, err := sheet.Create(path)
	if err != nil {
		return err
	}
	defer book.Discard()
	out, err := book.Sheet(sheet.Spec{Name: name, Columns: columns})
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(spooled)
	for {
		var r rejectedRow
		if err := decoder.Decode(&r); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		if err := out.Append(r.sheetCells(own)...); err != nil {
			return err
		}
	}
	if err := book.Close(); err != nil {
		return err
	}
	return os.Remove(j.rows.path)
}

// sheetCells lays the row out over the input's own columns and the two of the
// rejects.
func (r rejectedRow) sheetCells(own int) []sheet.Cell {
	cells := make([]sheet.Cell, own, own+2)
	for i := range cells {
		if i < len(r.Cells) {
			cells[i].Text = r.Cells[i]
		}
	}
	for _, i := range r.Bad {
		if i < own {
			cells[i].Mark = sheet.Bad
		}
	}
	return append(cells, sheet.Cell{Text: fmt.Sprint(r.Row)}, sheet.Cell{Text: r.Errors, Mark: sheet.Bad})
}
