package report

import (
	"encoding/json"
	"time"
)

// names is one file name or several: a text or a list of texts.
type names []string

// UnmarshalJSON accepts both forms; anything else is no name.
func (n *names) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*n = names{one}
		return nil
	}
	var list []string
	if json.Unmarshal(data, &list) == nil {
		*n = list
	}
	return nil
}

// input is one file or sheet that was imported, with its part of the ledger
// where the summary has it.
type input struct {
	File  string
	Sheet string
	Rows  *ledger
}

func (in input) name() string {
	if in.Sheet == "" {
		return in.File
	}
	return in.File + ", " + in.Sheet
}

// inputs are the files of an import: texts or objects.
type inputs []input

// UnmarshalJSON accepts a name, a list of names, and a list of objects.
func (l *inputs) UnmarshalJSON(data []byte) error {
	var files names
	if err := files.UnmarshalJSON(data); err != nil || files != nil {
		for _, file := range files {
			*l = append(*l, input{File: file})
		}
		return err
	}
	var objects []input
	err := json.Unmarshal(data, &objects)
	*l = objects
	return err
}

// moment is a time in RFC 3339; zero when the text is none.
type moment struct{ time.Time }

// UnmarshalJSON accepts any text.
func (m *moment) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		m.Time, _ = time.Parse(time.RFC3339, text)
	}
	return nil
}

// example is a row that shows a reason: a number, or an object with file and
// row.
type example struct {
	File string
	Row  int64
}

// UnmarshalJSON accepts both forms.
func (e *example) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &e.Row) == nil {
		return nil
	}
	var object struct {
		File string
		Row  int64
	}
	err := json.Unmarshal(data, &object)
	*e = example{object.File, object.Row}
	return err
}
