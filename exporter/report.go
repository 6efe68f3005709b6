package exporter

import "fmt"

// Report is a table that is written row by row while something else goes on.
// The file appears when it is complete. End it with Commit or Discard.
type Report struct {
	path string
	part part
}

// CreateReport starts a report at path with these columns, in the format and
// packing that its name tells. Errors are those of ToFile.
func CreateReport(path string, opts Options, columns []Column) (*Report, error) {
	opts, err := forFile(path, opts)
	if err != nil {
		return nil, err
	}
	r := &Report{path: path}
	if err := r.part.open(path, opts, Table{Name: "Report", Columns: columns}); err != nil {
		r.Discard()
		return nil, fmt.Errorf("write %s: %w", path, err)
	}
	return r, nil
}

// Add writes a row of texts, one per column.
func (r *Report) Add(texts ...string) error {
	cells := make([]Cell, len(texts))
	for i, text := range texts {
		cells[i].Text = text
	}
	return r.part.rows.row(Row{Cells: cells})
}

// Commit completes the file and gives it its name.
func (r *Report) Commit() error {
	if err := r.part.close(); err != nil {
		return fmt.Errorf("write %s: %w", r.path, err)
	}
	return r.part.draft.Commit()
}

// Discard gives the report up. After Commit it does nothing.
func (r *Report) Discard() { r.part.discard() }
