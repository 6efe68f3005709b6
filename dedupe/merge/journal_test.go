package merge

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"testing"

	"rollcall/store/customer"
)

func journalled(t *testing.T) []Entry {
	t.Helper()
	plan := mustPlan(t, DefaultPolicy(), two(func(a, b *customer.Customer) {
		a.FirstName, b.FirstName, b.Email = "A.", "Ann", "=b@example.org"
		b.PhoneNumber, b.PhoneNotes = "617 734 7359", "home"
		b.Related = []customer.Related{{Kind: customer.Orders, ID: "o1", CustomerID: 2, Data: []byte("{}")}}
	}), Options{Survivor: 1})
	m, _ := carryOut(plan, 3)
	done := []customer.Change{{Customer: 1, RunID: "r", On: start, By: "x", Fields: customer.Diff(plan.Survivor, plan.Result), Moved: m.Moved},
		{Customer: 2, Fields: []customer.FieldChange{{Field: "mergedInto", After: "1"}}}}
	back := []customer.Change{{Customer: 1, RunID: "u", On: start, By: "y", Fields: customer.Diff(plan.Result, plan.Survivor),
		Moved: []customer.Move{{Kind: customer.Orders, ID: "o1", From: 1, To: 2}}},
		{Customer: 2, Fields: []customer.FieldChange{{Field: "mergedInto", Before: "1"}}}}
	return []Entry{{m, false, done}, {m, true, back}}
}

func stream(list []Entry, end error) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for _, e := range list {
			if !yield(e, nil) {
				return
			}
		}
		if end != nil {
			yield(Entry{}, end)
		}
	}
}

func TestJournalCSV(t *testing.T) {
	var b bytes.Buffer
	quote := func(s string) string { return strings.Replace(s, "=", "'=", 1) }
	if err := WriteJournalCSV(&b, stream(journalled(t), nil), quote); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range rows[1:] {
		got = append(got, row[1]+": "+strings.Join(row[7:], "|"))
	}
	want := []string{
		"merge: secondary|2|||||||||1",
		"merge: field|1|firstName|A.|Ann|2|most_complete|the fullest form|||",
		"merge: field|1|email||'=b@example.org|2|most_recent|no other customer has a value|||",
		"merge: field|1|phoneNumber||617 734 7359|2|most_recent|no other customer has a value|||",
		"merge: field|1|phoneNotes||home|2|most_recent|no other customer has a value|||",
		"merge: record|2||||2|||orders|o1|1",
		"undo: secondary|2||||1|||||",
		"undo: field|1|firstName|Ann|A.||||||",
		"undo: field|1|email|'=b@example.org|||||||",
		"undo: field|1|phoneNumber|617 734 7359|||||||",
		"undo: field|1|phoneNotes|home|||||||",
		"undo: record|1||||1|||orders|o1|2",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("journal\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if head := strings.Join(rows[1][:7], "|"); head != "3|merge|r||2026-01-01T00:00:00Z|x|1" {
		t.Errorf("row starts with %s", head)
	}
}

func TestJournalJSON(t *testing.T) {
	var b bytes.Buffer
	if err := WriteJournalJSON(&b, stream(journalled(t), nil)); err != nil {
		t.Fatal(err)
	}
	var line struct {
		Merge    int64
		Survivor int64
		Facts    []map[string]any
		Choices  []any
	}
	if err := json.NewDecoder(&b).Decode(&line); err != nil {
		t.Fatal(err)
	}
	if line.Merge != 3 || line.Survivor != 1 || len(line.Facts) != 6 || line.Choices != nil {
		t.Errorf("line %+v", line)
	}
}

func TestJournalEndsWithItsStream(t *testing.T) {
	end := errors.New("store gone")
	if err := WriteJournalCSV(&bytes.Buffer{}, stream(journalled(t), end), nil); !errors.Is(err, end) {
		t.Errorf("CSV: %v", err)
	}
	if err := WriteJournalJSON(&bytes.Buffer{}, stream(nil, end)); !errors.Is(err, end) {
		t.Errorf("JSON: %v", err)
	}
}
