package importer

import (
	"cmp"
	"encoding/csv"
	"errors"
	"os"
	"strconv"
	"strings"

	"rollcall/exporter/sheet"
	"rollcall/importer/mapping"
	"rollcall/store/customer"
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

// whose completes a finding: the customer that the row names, and in a
// membership the membership, and the cardholder or benefit that it is about.
func (p *prepared) whose(f finding) finding {
	f.importID = p.importID
	for _, r := range p.refs {
		switch r.Kind {
		case customer.ByImportID:
			f.importID = cmp.Or(f.importID, r.Text)
		case customer.ByCustomerID:
			f.customerID = cmp.Or(f.customerID, r.Text)
		}
	}
	f.membership = cmp.Or(f.membership, p.membershipID())
	switch group, _, _ := strings.Cut(f.Field, "["); group {
	case "cardholders":
		f.cardholder = cmp.Or(f.cardholder, f.Member)
	case "benefits":
		f.benefit = f.Member
	}
	return f
}

// speaker is the customerSource that the row speaks for, as far as the row or
// its mapping says.
func (p *prepared) speaker() string {
	if p.in.kind == "" && p.source != "" {
		return p.source
	}
	return p.in.sourceName
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
func (e *errorFile) write(p *prepared, f finding) {
	other := ""
	if f.otherRow > 0 {
		other = strconv.Itoa(f.otherRow)
	}
	cells := []string{
		e.runID, p.speaker(), p.in.info.File, p.in.info.Sheet, strconv.Itoa(p.row.Line), strconv.Itoa(p.row.Record), f.Column, f.Field,
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
