package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"rollcall/dedupe/merge"
	"rollcall/store/customer"
)

// fill4 writes the words "row column=text" into the sheet of a cluster of four.
func fill4(t *testing.T, words ...string) []Table {
	t.Helper()
	tables := write(t, Contents{Waiting: []Waiting{four(t)}})
	for _, w := range words {
		var row int
		at, text, _ := strings.Cut(w, "=")
		n, title, _ := strings.Cut(at, " ")
		if _, err := fmt.Sscan(n, &row); err != nil {
			t.Fatal(err)
		}
		tables[0].set(row, title, text)
	}
	return tables
}

func describe(rulings []Ruling) string {
	var b strings.Builder
	for _, r := range rulings {
		for _, g := range r.Groups {
			fmt.Fprint(&b, "merge", g.Members)
			for field, value := range g.Choose {
				fmt.Fprintf(&b, " %s=%s", field, value)
			}
			b.WriteString("; ")
		}
		for _, j := range r.Judgements {
			fmt.Fprintf(&b, "%d-%d %s; ", j.LeftID, j.RightID, j.Verdict)
		}
	}
	return strings.TrimSuffix(b.String(), "; ")
}

func TestDecisions(t *testing.T) {
	cases := []struct {
		name, want, refused string
		words               []string
	}{
		{"nothing", "", "", nil},
		{"merge all", "merge[1 2 3 4]", "", []string{"1 decision=merge"}},
		{"capitals and spaces", "merge[1 2 3 4]", "", []string{"1 decision= Merge "}},
		{"three of four by group", "merge[1 2 3]; 1-4 non-match; 2-4 non-match; 3-4 non-match", "", []string{"1 decision=merge", "4 group=2"}},
		{"three of four by words", "merge[1 2 3]; 1-4 non-match; 2-4 non-match; 3-4 non-match", "",
			[]string{"1 decision=merge", "2 decision=merge", "3 decision=merge", "4 decision=different"}},
		{"two and two", "merge[1 2]; merge[3 4]; 1-3 non-match; 1-4 non-match; 2-3 non-match; 2-4 non-match", "",
			[]string{"1 decision=merge", "3 group=2", "4 group=2"}},
		{"the rest waits", "merge[1 3]", "", []string{"1 decision=merge", "3 decision=merge"}},
		{"all different", "1-2 non-match; 1-3 non-match; 1-4 non-match; 2-3 non-match; 2-4 non-match; 3-4 non-match", "", []string{"1 decision=different"}},
		{"unsure", "1-2 unsure; 1-3 unsure; 1-4 unsure; 2-3 unsure; 2-4 unsure; 3-4 unsure", "", []string{"1 decision=unsure"}},
		{"a chosen value", "merge[1 2 3 4] email=b@example.org", "", []string{"1 decision=merge", "3 choose email=b@example.org"}},

		{"unknown word", "", "unknown decision", []string{"1 decision=yes"}},
		{"one word below the first row", "", "first row", []string{"2 decision=merge"}},
		{"every row its own group", "", "two rows", []string{"1 decision=merge", "2 group=2", "3 group=3", "4 group=4"}},
		{"different but grouped", "", "share a group", []string{"1 decision=different", "4 group=2"}},
		{"two values for one field", "", "two values", []string{"1 decision=merge", "1 choose email=a@example.org", "2 choose email=b@example.org"}},
		{"value without merge", "", "not merged", []string{"1 decision=different", "1 choose email=a@example.org"}},
		{"value without decision", "", "no decision", []string{"1 choose email=a@example.org"}},
		{"group without decision", "", "no decision", []string{"2 group=2"}},
		{"group removed", "", "no group", []string{"1 decision=merge", "2 group="}},
		{"fingerprint touched", "", "fingerprints", []string{"1 decision=merge", "2 fingerprint=x"}},
		{"customer twice", "", "two rows", []string{"1 decision=merge", "2 id=1"}},
		{"nothing said", "", "say nothing", []string{"1 decision=unsure", "2 decision=different"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			rulings, refused, err := Read(fill4(t, c.words...)...)
			if err != nil {
				t.Fatal(err)
			}
			if got := describe(rulings); got != c.want {
				t.Errorf("decided %q, want %q", got, c.want)
			}
			switch {
			case c.refused == "" && len(refused) > 0:
				t.Errorf("refused: %v", refused)
			case c.refused != "" && (len(refused) != 4 || !strings.Contains(refused[0].Reason, c.refused)):
				t.Errorf("refused %v, want 4 rows because of %q", refused, c.refused)
			}
		})
	}
}

func TestDecisionCarriesItsReviewer(t *testing.T) {
	rulings, _, err := Read(fill4(t, "1 decision=different", "2 reviewer=Kim", "3 comment=seen in person")...)
	if err != nil {
		t.Fatal(err)
	}
	want := customer.Judgement{LeftID: 1, RightID: 2, Verdict: customer.SaysNonMatch, By: "Kim", Comment: "seen in person", Origin: "decisions"}
	if got := rulings[0].Judgements[0]; got != want {
		t.Errorf("judgement %v", got)
	}
}

// TestChosenTextsArePlanned: what the cells offer is what a plan takes.
func TestChosenTextsArePlanned(t *testing.T) {
	w := four(t)
	tables := fill4(t, "1 decision=merge", "1 choose email=b@example.org", "1 choose address=4 Main St, Boston, 02134", "2 choose name=Jane Smith, \"Sr\"")
	rulings, refused, err := Read(tables...)
	if err != nil || len(refused) > 0 {
		t.Fatal(refused, err)
	}
	var members []merge.Member
	for _, c := range w.Plan.Members() {
		members = append(members, merge.Member{Customer: c})
	}
	plan, err := merge.NewPlan(merge.DefaultPolicy(), members, merge.Options{Choose: rulings[0].Groups[0].Choose})
	if err != nil {
		t.Fatal(err)
	}
	r := plan.Result
	if r.Email != "b@example.org" || r.FirstName != "Jane" || r.Address[0].StreetAddress1 != "4 Main St" || len(plan.Blocking()) > 0 {
		t.Errorf("result %+v, blocking %v", r, plan.Blocking())
	}
}

func TestContradictionsAcrossSheets(t *testing.T) {
	pair := waiting(t, "pair 1 2", person(1, "Ann", "a@example.org"), person(2, "Ann", "b@example.org"))
	other := waiting(t, "pair 4 9", person(4, "Jane", "d@example.org"), person(9, "Jane", "n@example.org"))
	tables := write(t, Contents{Waiting: []Waiting{four(t)}, Possible: []Waiting{pair, other}})
	tables[0].set(1, "decision", "merge")
	tables[1].set(1, "decision", "different")
	rulings, refused, err := Read(tables...)
	if err != nil || len(rulings) != 0 || len(refused) != 6 || !strings.Contains(refused[0].Reason, "customers 1 and 2") {
		t.Errorf("kept %v, refused %v, %v", rulings, refused, err)
	}
	tables[1].set(1, "decision", "")
	tables[1].set(3, "decision", "merge")
	rulings, refused, _ = Read(tables...)
	if len(rulings) != 0 || !strings.Contains(refused[0].Reason, "customer 4 is to be merged by two") {
		t.Errorf("kept %v, refused %v", rulings, refused)
	}
}

func TestVerify(t *testing.T) {
	decide := func(words ...string) []Ruling {
		rulings, refused, err := Read(fill4(t, append(words, "1 decision=merge")...)...)
		if err != nil || len(refused) > 0 {
			t.Fatal(refused, err)
		}
		return rulings
	}
	changed := four(t)
	changed.Plan.Survivor.Version++
	missing := decide()
	missing[0].Members = missing[0].Members[:3]
	cases := []struct {
		name    string
		rulings []Ruling
		now     map[string]Waiting
		reason  string
	}{
		{"as it was", decide(), map[string]Waiting{"I-001": four(t)}, ""},
		{"changed", decide(), map[string]Waiting{"I-001": changed}, reasonStale},
		{"gone", decide(), nil, reasonUnknown},
		{"row deleted", missing, map[string]Waiting{"I-001": four(t)}, reasonMissing},
	}
	for _, c := range cases {
		kept, refused := Verify(c.rulings, c.now)
		if c.reason == "" && (len(kept) != 1 || len(refused) > 0) || c.reason != "" && (len(kept) != 0 || len(refused) != 4 || refused[0].Reason != c.reason) {
			t.Errorf("%s: kept %v, refused %v", c.name, kept, refused)
		}
	}
}

func TestReadRefusesOtherTables(t *testing.T) {
	for _, rows := range [][][]string{nil, {{"a", "b"}}, {{"cluster", "group", "decision", "id"}, {"x", "1", "merge", "1"}}} {
		if _, _, err := Read(Table{Name: "Sheet1", Rows: rows}); !errors.Is(err, ErrTable) {
			t.Errorf("%q: %v", rows, err)
		}
	}
}

func TestRowsWithoutCustomerAreRefused(t *testing.T) {
	tables := fill4(t, "1 decision=merge", "1 id=abc")
	rulings, refused, err := Read(tables...)
	if err != nil || len(rulings) != 0 || len(refused) != 1 || refused[0].Row != 2 {
		t.Errorf("%v %v %v", rulings, refused, err)
	}
}

func TestReturnCanBeReadAgain(t *testing.T) {
	tables := fill4(t, "1 decision=merge", "1 choose email=b@example.org", "4 group=2")
	var b bytes.Buffer
	status := map[Place]Status{{"Conflicts", 2}: {"merged into 1", false}, {"Conflicts", 5}: {"refused: stale", true}}
	if err := Return(&b, tables, status); err != nil {
		t.Fatal(err)
	}
	back := read(t, b.Bytes())
	if len(back) != 2 || back[0].get(1, "status") != "merged into 1" || back[0].get(4, "status") != "refused: stale" {
		t.Fatalf("returned %q", back[0].Rows)
	}
	was, _, _ := Read(tables...)
	now, refused, err := Read(back...)
	if err != nil || len(refused) > 0 || describe(was) != describe(now) {
		t.Errorf("was %s, now %s (%v, %v)", describe(was), describe(now), refused, err)
	}
	if !slices.Equal(was[0].Places, now[0].Places) {
		t.Errorf("rows moved: %v, %v", was[0].Places, now[0].Places)
	}
	if err := Return(&b, back, nil); err != nil {
		t.Errorf("again: %v", err)
	}
}

// FuzzRead: whatever stands in the cells, reading does not panic, merges nobody
// twice and says nothing about customers that no row names.
func FuzzRead(f *testing.F) {
	f.Add("merge", "1", "", "2", "different", "3", "b@example.org")
	f.Add("different", "", "unsure", "1", "", "1", "")
	f.Fuzz(func(t *testing.T, d1, g1, d2, g2, d3, g3, choose string) {
		rows := [][]string{{"cluster", "group", "decision", "id", "fingerprint", "choose email"},
			{"c", g1, d1, "1", "f", choose}, {"c", g2, d2, "2", "f"}, {"c", g3, d3, "3", "f"}}
		rulings, _, err := Read(Table{Name: "Conflicts", Rows: rows})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[int64]bool{}
		for _, r := range rulings {
			for _, g := range r.Groups {
				if len(g.Members) < 2 {
					t.Errorf("a group of %d", len(g.Members))
				}
				for _, id := range g.Members {
					if seen[id] || id < 1 || id > 3 {
						t.Errorf("customer %d", id)
					}
					seen[id] = true
				}
			}
			for _, j := range r.Judgements {
				if j.LeftID >= j.RightID {
					t.Errorf("judgement %v", j)
				}
			}
		}
	})
}
