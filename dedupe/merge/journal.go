package merge

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"iter"
	"slices"
	"time"

	"rollcall/store/customer"
)

// Entry is one merge, or the undoing of one, for the merge journal. Changes are
// what it changed as the store's journal has it: the survivor's first, with the
// records that moved, then those of the secondaries. The first one says who did
// it, when and in which run.
type Entry struct {
	Merge   customer.Merge
	Undo    bool
	Changes []customer.Change
}

// op is the entry's word in the journal.
func (e Entry) op() string {
	if e.Undo {
		return "undo"
	}
	return "merge"
}

// journalColumns are the columns of the merge journal as CSV.
var journalColumns = []string{"merge", "op", "run", "cluster", "on", "by", "survivor", "what",
	"customer", "field", "before", "after", "from", "rule", "reason", "kind", "record", "to"}

// WriteJournalCSV writes the merge journal, a row per fact, in the order of the
// entries given; op is merge or undo. The column what says which fact:
//
//	secondary  customer was merged from being its own into the survivor (to), or,
//	           undone, given back from the survivor
//	field      field of customer went from before to after; in a merge the value
//	           came from that customer (empty: joined from several), by rule, for
//	           reason
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
		line := lineOf(e)
		for _, fact := range line.Facts {
			if err := out.Write(fact.row(line, safe)); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// WriteJournalJSON writes the merge journal as JSON Lines: an object per entry,
// with its facts.
func WriteJournalJSON(w io.Writer, entries iter.Seq2[Entry, error]) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for e, err := range entries {
		if err != nil {
			return err
		}
		if err := out.Encode(lineOf(e)); err != nil {
			return err
		}
	}
	return nil
}

// journalLine is an entry as JSON.
type journalLine struct {
	Merge       int64     `json:"merge"`
	Op          string    `json:"op"`
	Run         string    `json:"run,omitempty"`
	Cluster     string    `json:"cluster,omitempty"`
	On          time.Time `json:"on"`
	By          string    `json:"by,omitempty"`
	Survivor    int64     `json:"survivor"`
	Secondaries []int64   `json:"secondaries"`
	Facts       []fact    `json:"facts"`
}

func lineOf(e Entry) journalLine {
	line := journalLine{Merge: e.Merge.ID, Op: e.op(), Cluster: e.Merge.Cluster, Survivor: e.Merge.Survivor,
		Secondaries: e.Merge.Secondaries, Facts: facts(e)}
	if len(e.Changes) > 0 {
		line.Run, line.On, line.By = e.Changes[0].RunID, e.Changes[0].On, e.Changes[0].By
	}
	return line
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
		f := fact{What: "secondary", Customer: id, To: e.Merge.Survivor}
		if e.Undo {
			f.From, f.To = e.Merge.Survivor, 0
		}
		list = append(list, f)
	}
	for _, c := range e.Changes {
		for _, change := range c.Fields {
			if change.Field != "mergedInto" {
				list = append(list, e.fieldFact(c.Customer, change))
			}
		}
	}
	for _, c := range e.Changes {
		for _, m := range c.Moved {
			list = append(list, fact{What: "record", Customer: m.From, From: m.From, Kind: m.Kind, Record: m.ID, To: m.To})
		}
	}
	return list
}

func (e Entry) fieldFact(id int64, change customer.FieldChange) fact {
	f := fact{What: "field", Customer: id, Field: change.Field, Before: change.Before, After: change.After}
	if c, ok := choiceOf(e.Merge.Choices, change.Field); ok && !e.Undo {
		f.From, f.Rule, f.Reason = c.From, c.Rule, c.Reason
	}
	return f
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

func (f fact) row(l journalLine, safe func(string) string) []string {
	row := []string{customer.FormatID(l.Merge), l.Op, l.Run, l.Cluster, customer.FormatTime(l.On), l.By,
		customer.FormatID(l.Survivor), f.What, customer.FormatID(f.Customer), f.Field, f.Before, f.After, customer.FormatID(f.From),
		f.Rule, f.Reason, string(f.Kind), f.Record, customer.FormatID(f.To)}
	if safe != nil {
		for i := range row {
			row[i] = safe(row[i])
		}
	}
	return row
}
