package merge

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"iter"
	"slices"

	"rollcall/store/customer"
)

// Entry is one merge for the merge journal: the merge, and what it changed on
// its survivor as the store's journal has it.
type Entry struct {
	Merge  customer.Merge
	Fields []customer.FieldChange
}

// journalColumns are the columns of the merge journal as CSV.
var journalColumns = []string{"merge", "run", "cluster", "on", "by", "undone_on", "undone_by", "survivor", "what",
	"customer", "field", "before", "after", "from", "rule", "reason", "kind", "record", "to"}

// WriteJournalCSV writes the merge journal, a row per fact, in the order of the
// merges given. The column what says which:
//
//	secondary  customer was merged into survivor
//	field      field of the survivor went from before to after; the value came
//	           from that customer (empty: joined from several), by rule, for reason
//	record     the related record of kind went from one customer to another
//
// Lists are JSON. safe is applied to every value, to keep spreadsheets from
// evaluating it; nil leaves values alone. An error of the stream ends it.
func WriteJournalCSV(w io.Writer, entries iter.Seq2[Entry, error], safe func(string) string) error {
	out := csv.NewWriter(w)
	if err := out.Write(journalColumns); err != nil {
		return err
	}
	for e, err := range entries {
		if err != nil {
			return err
		}
		for _, fact := range facts(e) {
			if err := out.Write(fact.row(e.Merge, safe)); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// WriteJournalJSON writes the merge journal as JSON Lines: an object per merge,
// with its facts.
func WriteJournalJSON(w io.Writer, entries iter.Seq2[Entry, error]) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for e, err := range entries {
		if err != nil {
			return err
		}
		line := struct {
			customer.Merge
			Choices []customer.Choice `json:"choices,omitempty"` // told by the facts
			Moved   []customer.Move   `json:"moved,omitempty"`
			Facts   []fact            `json:"facts"`
		}{Merge: e.Merge, Facts: facts(e)}
		if err := out.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// fact is one thing that a merge did.
type fact struct {
	What     string        `json:"what"`
	Customer int64         `json:"customer"`
	Field    string        `json:"field,omitempty"`
	Before   string        `json:"before,omitempty"`
	After    string        `json:"after,omitempty"`
	From     int64         `json:"from,omitempty"`
	Rule     string        `json:"rule,omitempty"`
	Reason   string        `json:"reason,omitempty"`
	Kind     customer.Kind `json:"kind,omitempty"`
	Record   string        `json:"record,omitempty"`
	To       int64         `json:"to,omitempty"`
}

func facts(e Entry) []fact {
	list := []fact{}
	for _, id := range e.Merge.Secondaries {
		list = append(list, fact{What: "secondary", Customer: id, To: e.Merge.Survivor})
	}
	for _, change := range e.Fields {
		f := fact{What: "field", Customer: e.Merge.Survivor, Field: change.Field, Before: change.Before, After: change.After}
		if c, ok := choiceOf(e.Merge.Choices, change.Field); ok {
			f.From, f.Rule, f.Reason = c.From, c.Rule, c.Reason
		}
		list = append(list, f)
	}
	for _, m := range e.Merge.Moved {
		list = append(list, fact{What: "record", Customer: m.From, From: m.From, Kind: m.Kind, Record: m.ID, To: m.To})
	}
	return list
}

// choiceOf finds the choice that decided a field: its own, else that of the
// whole that it moves with. The last one made counts.
func choiceOf(choices []customer.Choice, field string) (customer.Choice, bool) {
	whole := field
	switch {
	case slices.Contains(nameParts, field):
		whole = "name"
	case field == "phoneNotes":
		whole = "phoneNumber"
	}
	for _, name := range []string{field, whole} {
		for _, c := range slices.Backward(choices) {
			if c.Field == name {
				return c, true
			}
		}
	}
	return customer.Choice{}, false
}

func (f fact) row(m customer.Merge, safe func(string) string) []string {
	row := []string{customer.FormatID(m.ID), m.RunID, m.Cluster, customer.FormatTime(m.On), m.By, customer.FormatTime(m.UndoneOn), m.UndoneBy,
		customer.FormatID(m.Survivor), f.What, customer.FormatID(f.Customer), f.Field, f.Before, f.After, customer.FormatID(f.From),
		f.Rule, f.Reason, string(f.Kind), f.Record, customer.FormatID(f.To)}
	if safe != nil {
		for i := range row {
			row[i] = safe(row[i])
		}
	}
	return row
}
