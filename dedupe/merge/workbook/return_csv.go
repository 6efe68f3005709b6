package workbook

import (
	"encoding/csv"
	"fmt"
	"io"

	"rollcall/exporter/sheet"
)

// ReturnCSV writes a table that was read from a CSV file back as one, each row
// with its status beside the decision, as Return does. Values stay escaped.
func ReturnCSV(w io.Writer, t Table, status map[Place]Status) error {
	h, err := t.header()
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	for row := range t.Rows {
		text := colStatus
		if row > 0 {
			text = sheet.Safe(status[Place{t.Name, row + 1}].Text)
		}
		if err := out.Write(t.withStatus(row, h, text)); err != nil {
			return fmt.Errorf("%s: row %d: %w", t.Name, row+1, err)
		}
	}
	out.Flush()
	return out.Error()
}

// withStatus returns the cells of a row with the status after the decision, in
// place of one that stands there already.
func (t Table) withStatus(row int, h header, status string) []string {
	old, had := h[colStatus]
	var cells []string
	for i := range t.Rows[0] {
		if had && i == old {
			continue
		}
		cell := ""
		if i < len(t.Rows[row]) {
			cell = t.Rows[row][i]
		}
		cells = append(cells, cell)
		if i == h[colDecision] {
			cells = append(cells, status)
		}
	}
	return cells
}
