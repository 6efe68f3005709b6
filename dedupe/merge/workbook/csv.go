package workbook

import (
	"encoding/csv"
	"io"
	"strings"

	"rollcall/exporter/sheet"
	"rollcall/store/customer"
)

// csvTitles are the columns of conflicts.csv before the fields, with the titles
// that the workbook uses.
var csvTitles = map[string]string{
	"cluster_id": colCluster, "reasons": colReasons, "customer_id": colID, "external_customer_import_id": colImportID,
	"customerSource": colSource,
}

// WriteCSV writes the waiting clusters as CSV: a row per member, the fields, and
// empty columns for decisions and chosen values. Values that a spreadsheet would evaluate are
// escaped as sheet.Safe does. reasons are those of merge.Gate, joined by "; ".
func WriteCSV(w io.Writer, waiting []Waiting) error {
	out := csv.NewWriter(w)
	l := layoutOf(waiting)
	header := []string{"cluster_id", "reasons", "customer_id", "external_customer_import_id", "customerSource", colGroup, colDecision}
	for _, f := range l.fields {
		header = append(header, f.Name())
		if l.chosen(f) {
			header = append(header, choosePrefix+f.Name())
		}
	}
	if err := out.Write(append(header, colReviewer, colComment, colFingerprint)); err != nil {
		return err
	}
	for _, c := range byStake(waiting) {
		for _, row := range csvRows(c, l) {
			if err := out.Write(row); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func csvRows(w Waiting, l layout) [][]string {
	fingerprint := Fingerprint(w)
	var rows [][]string
	for _, c := range w.Plan.Members() {
		row := []string{w.Cluster.ID, strings.Join(w.Reasons, "; "), customer.FormatID(c.ID), c.ImportID, c.Source, "1", ""}
		for _, f := range l.fields {
			row = append(row, f.Text(c))
			if l.chosen(f) {
				row = append(row, "")
			}
		}
		row = append(row, "", "", fingerprint)
		for i := range row {
			row[i] = sheet.Safe(row[i])
		}
		rows = append(rows, row)
	}
	return rows
}
