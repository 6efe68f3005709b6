package pipeline

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strconv"

	"rollcall/exporter/sheet"
	"rollcall/store"
	"rollcall/store/customer"
)

// mergedName is the report of what was merged, a line per secondary.
const mergedName = "merged.csv"

// mergedFile writes it while merges happen, so that a run that is interrupted
// reports what it did.
type mergedFile struct {
	path string
	file *os.File
	rows *csv.Writer
}

// createMerged begins the file in a report folder.
func createMerged(dir string) (*mergedFile, error) {
	path := filepath.Join(dir, mergedName)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	m := &mergedFile{path: path, file: f, rows: csv.NewWriter(f)}
	return m, m.rows.Write([]string{"merge", "cluster_id", "survivor_id", "survivor_import_id", "customer_id", "external_customer_import_id", "moved"})
}

// add writes one merge that was executed.
func (m *mergedFile) add(plan store.MergePlan, done store.MergeOutcome) error {
	moved := map[int64]int{}
	for _, move := range done.Moved {
		moved[move.From]++
	}
	survivor := plan.Merge.Before[0].Customer
	for _, image := range plan.Merge.Before[1:] {
		c := image.Customer
		err := m.rows.Write([]string{customer.FormatID(done.Merge), plan.Merge.Cluster, customer.FormatID(survivor.ID), sheet.Safe(survivor.ImportID),
			customer.FormatID(c.ID), sheet.Safe(c.ImportID), strconv.Itoa(moved[c.ID])})
		if err != nil {
			return err
		}
	}
	return nil
}

// flush makes what was added outlast the program.
func (m *mergedFile) flush() error {
	m.rows.Flush()
	return m.rows.Error()
}

func (m *mergedFile) close() error { return errors.Join(m.flush(), m.file.Close()) }
