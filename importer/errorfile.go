package importer

import (
	"encoding/csv"
	"errors"
	"os"
	"strconv"

	"rollcall/exporter/sheet"
	"rollcall/importer/mapping"
)

// errorColumns is the header of errors.csv.
var errorColumns = []string{
	"run_id", "source", "file", "sheet", "row", "record", "column", "field", "severity", "code", "message", "value",
	"other_row", "customerImportId", "customerId", "membershipId", "cardholderImportId", "benefitImportId",
}

// finding is one line of errors.csv.
type finding struct {
	mapping.Fault
	otherRow   int // the row that this one clashes with; 0: none
	importID   string
	customerID string
	membership string
	cardholder string
	benefit    string
}

// errorFile writes errors.csv: every blocker and warning of a run, in row
// order, spreadsheet-safe, readable by its owner only. It can be cut back to an
// earlier length, so that a resumed run goes on where its checkpoint stood.
type errorFile struct {
	file  *os.File
	csv   *csv.Writer
	runID string
}

// openErrorFile opens or creates the file and cuts it to length bytes; at 0 it
// starts anew with the header.
func openErrorFile(path, runID string, length int64) (*errorFile, error) {
	f, err := openAt(path, length)
	if err != nil {
		return nil, err
	}
	e := &errorFile{file: f, csv: csv.NewWriter(f), runID: runID}
	if length == 0 {
		_ = e.csv.Write(errorColumns) // a csv.Writer keeps its error for Flush
	}
	return e, nil
}

// openAt opens a report file for writing at a length, dropping what is beyond.
func openAt(path string, length int64) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Truncate(length); err != nil {
		f.Close()
		return nil, err
	}
	if _, err := f.Seek(length, 0); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// write adds one finding about a row.
func (e *errorFile) write(in *source, line, record int, f finding) {
	other := ""
	if f.otherRow > 0 {
		other = strconv.Itoa(f.otherRow)
	}
	cells := []string{
		e.runID, in.sourceName, in.info.File, in.info.Sheet, strconv.Itoa(line), strconv.Itoa(record), f.Column, f.Field,
		f.Severity.String(), f.Code, f.Message, f.Value, other, f.importID, f.customerID, f.membership, f.cardholder, f.benefit,
	}
	for i := range cells {
		cells[i] = sheet.Safe(cells[i])
	}
	_ = e.csv.Write(cells)
}

// flush writes what is buffered and returns the file's length.
func (e *errorFile) flush() (int64, error) {
	e.csv.Flush()
	if err := e.csv.Error(); err != nil {
		return 0, err
	}
	return e.file.Seek(0, 1)
}

// close ends the file at a length, cutting off what was written beyond.
func (e *errorFile) close(length int64) error {
	_, err := e.flush()
	if err == nil {
		err = e.file.Truncate(length)
	}
	return errors.Join(err, e.file.Close())
}
