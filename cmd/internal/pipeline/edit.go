package pipeline

import (
	"errors"
	"fmt"
	"strings"

	"rollcall/importer/mapping"
	"rollcall/importer/row"
	"rollcall/importer/setting"
	"rollcall/store/customer"
)

// Edit is one value changed by hand.
type Edit struct {
	Path customer.Path
	Text string // "" clears
}

// Edits are changed together or not at all.
type Edits struct {
	Values []Edit
	Region string       // of phone numbers without a country code, and of 1.234
	Warn   func(string) // told of values that are taken, but look wrong; may be nil
}

// handDate is how a person writes a date: in every region the same.
const handDate = "yyyy-MM-dd"

// handHints are for people at a command line, who have no mapping; other codes
// say what to do themselves.
var handHints = map[string]string{
	"malformed_date":   "write dates as " + handDate + ", birth dates from 1600 to 2199",
	"malformed_number": "expected a number, such as 1234.50",
	"malformed_phone":  "kept as typed, but no phone number of its country; write it with the country code, or give --region",
}

// apply changes the customer, whose values are read exactly as an import reads
// the cells of a row, so that a hand can write nothing that a file cannot. An
// error names every field that is wrong and holds no value.
func (e Edits) apply(c *customer.Customer) error {
	mapped, err := e.read(c)
	if err != nil {
		return err
	}
	// Values first: an address that loses its last part goes, and those behind
	// it move up.
	for _, clears := range []bool{false, true} {
		for _, cell := range mapped.Cells {
			if (cell.State != mapping.Set) != clears {
				continue
			}
			if err := c.SetText(cell.Path, cell.Text); err != nil {
				return fmt.Errorf("%s: %w", cell.Path, err)
			}
			if cell.Path.Field == "phoneNumber" {
				c.PhoneE164 = mapped.PhoneE164
			}
		}
	}
	return nil
}

// read has the values read by a plan that is made for them.
func (e Edits) read(c *customer.Customer) (*mapping.Mapped, error) {
	file := &mapping.File{Region: e.Region}
	var header []string
	var cells []row.Cell
	for _, v := range e.Values {
		name, cell := v.Path.String(), row.Cell{Text: v.Text}
		if v.Text == "" {
			cell.Kind = row.Null
		}
		file.Columns = append(file.Columns, mapping.Column{Name: name, Target: target(v.Path, c.Fields[v.Path.Index])})
		header, cells = append(header, name), append(cells, cell)
	}
	plan, err := file.Compile(header, mapping.Options{})
	if err != nil {
		return nil, refused(err)
	}
	mapped := plan.Map(row.Row{Cells: cells})
	return &mapped, e.judge(mapped.Faults)
}

// target says how a value is read: a custom field as the type that it has.
func target(path customer.Path, field customer.Value) mapping.Target {
	t := mapping.Target{Field: path.String()}
	if path.Field == "fields" {
		t.Type, t.Match = field.Type, field.Match
	}
	if t.Type == customer.Date || t.Type == customer.BirthDate || path.Field == "attributes" && path.Part == "date" {
		t.Formats = []string{handDate}
	}
	return t
}

// judge hands warnings on and makes one error of all blockers.
func (e Edits) judge(faults []mapping.Fault) error {
	var wrong []string
	for _, f := range faults {
		message := f.Message
		if hint, ok := handHints[f.Code]; ok {
			message = hint
		}
		message = f.Field + ": " + message
		if f.Severity == mapping.Blocker {
			wrong = append(wrong, message)
		} else if e.Warn != nil {
			e.Warn(message)
		}
	}
	if len(wrong) > 0 {
		return errors.New(strings.Join(wrong, "; "))
	}
	return nil
}

// refused says what is wrong with the fields themselves, such as one that
// stands there twice.
func refused(err error) error {
	messages, ok := setting.Messages(err)
	if !ok {
		return err
	}
	return errors.New(strings.Join(messages, "; "))
}
