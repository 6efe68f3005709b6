package pipeline

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rollcall/dedupe/merge"
	"rollcall/store"
	"rollcall/store/customer"
)

// reviewed is a base with clusters that wait: customers 1 to 4 are one cluster,
// 5 and 6, 7 and 8 are two more.
func reviewed(t *testing.T) *base { return reviewedIn(openBase(t, ":memory:", "")) }

// reviewedIn fills an empty base with what reviewed holds.
func reviewedIn(b *base) *base {
	var list []*customer.Customer
	for i := range 8 {
		list = append(list, &customer.Customer{ImportID: fmt.Sprintf("I-%d", i+1), Source: "RE", FirstName: "Ann", LastName: "Lee",
			Email: fmt.Sprintf("ann%d@example.org", i+1), PhoneNumber: "=1+1",
			Related: []customer.Related{{Kind: customer.Orders, ID: fmt.Sprint("o", i+1), Data: fmt.Appendf(nil, `{"total":%d}`, 100-i)}}})
	}
	b.add(list)
	b.found([]customer.Cluster{clusterOf("four", list[:4]), clusterOf("two", list[4:6]), clusterOf("last", list[6:])})
	return b
}

func clusterOf(id string, list []*customer.Customer) customer.Cluster {
	c := customer.Cluster{ID: id, WeakestLink: 0.96, Trusted: true, Decision: "auto"}
	for _, m := range list {
		c.Members = append(c.Members, customer.Member{ID: m.ID, ImportID: m.ImportID, Version: m.Version})
	}
	return c
}

// book is a workbook under the hands of a person.
type book struct {
	*testing.T
	*excelize.File
	sheet  string
	titles []string
}

func openBook(t *testing.T, path, sheet string) *book {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return &book{t, f, sheet, rows[0]}
}

func (b *book) at(title string, row int) string {
	b.Helper()
	i := slices.Index(b.titles, title)
	if i < 0 {
		b.Fatalf("no column %q in %q", title, b.titles)
	}
	cell, _ := excelize.CoordinatesToCellName(i+1, row)
	return cell
}

func (b *book) get(title string, row int) string {
	b.Helper()
	text, err := b.GetCellValue(b.sheet, b.at(title, row))
	if err != nil {
		b.Fatal(err)
	}
	return text
}

func (b *book) set(title string, row int, value any) {
	b.Helper()
	if err := b.SetCellValue(b.sheet, b.at(title, row), value); err != nil {
		b.Fatal(err)
	}
}

// row finds the row of a customer by its import id.
func (b *book) row(importID string) int {
	b.Helper()
	for row := 2; row < 100; row++ {
		if b.get("import id", row) == importID {
			return row
		}
	}
	b.Fatalf("no row of %s", importID)
	return 0
}

// conflictBook writes what waits as a workbook and opens it.
func (b *base) conflictBook() *book {
	b.Helper()
	path := filepath.Join(b.TempDir(), "waiting.xlsx")
	_, err := b.Conflicts(b.Context(), ConflictOptions{Policy: merge.DefaultPolicy(), File: path})
	b.must(err)
	return openBook(b.T, path, "Conflicts")
}

// decide saves a book and carries its decisions out.
func (b *base) decide(k *book, dryRun bool) (*DecisionSummary, *book) {
	b.Helper()
	b.must(k.Save())
	sum, err := b.Decide(b.Context(), DecisionOptions{File: k.Path, Policy: merge.DefaultPolicy(), Region: "US", DryRun: dryRun})
	b.must(err)
	b.clean()
	return sum, openBook(b.T, sum.Reports["decisions"], "Conflicts")
}

// TestDecisionsInAWorkbook fills in the workbook as a person would: three of
// four are one customer, two are different, the others keep waiting.
func TestDecisionsInAWorkbook(t *testing.T) {
	b := reviewed(t)
	k := b.conflictBook()
	first := k.row("I-1")
	k.set("decision", first, "Merge ")
	k.set("group", k.row("I-4"), 2)
	k.set("choose email", k.row("I-2"), "ann3@example.org")
	k.set("reviewer", first, "Pat")
	k.set("comment", first, "seen together")
	k.set("decision", k.row("I-5"), "different")
	k.set("decision", k.row("I-7"), "unsure")
	_, err := k.NewSheet("My notes")
	b.must(err)

	before := b.export()
	sum, _ := b.decide(k, true)
	if sum.MergedCustomers != 2 || sum.Judgements != 5 || len(sum.Refused) > 0 || b.export() != before {
		t.Fatalf("dry run: %+v", sum)
	}
	sum, back := b.decide(k, false)
	if sum.MergedClusters != 1 || sum.MergedCustomers != 2 || sum.Moved != 2 || sum.Judgements != 5 || len(sum.Refused) > 0 {
		t.Fatalf("decided: %+v", sum)
	}
	for importID, want := range map[string]string{"I-1": "remains", "I-2": "merged into customer 1", "I-4": "kept apart", "I-6": "kept apart", "I-8": "unsure"} {
		if got := back.get("status", back.row(importID)); !strings.Contains(got, want) {
			t.Errorf("status of %s: %q, want %q", importID, got, want)
		}
	}
	now, err := b.Store.Load(t.Context(), []int64{1, 4}, store.Everything)
	b.must(err)
	if now[0].Email != "ann3@example.org" || now[0].PhoneNumber != "=1+1" || len(now[0].Related) != 3 || now[1].MergedInto != 0 {
		t.Errorf("survivor %+v, the fourth %+v", now[0], now[1])
	}
	judgements, err := b.Store.Judgements(t.Context())
	b.must(err)
	if len(judgements) != 5 || judgements[0].Comment != "Pat: seen together" || judgements[0].Origin != "decisions" {
		t.Errorf("judgements %+v", judgements)
	}
	merged := b.export()
	if again, _ := b.decide(k, false); again.Before != 3 || again.MergedCustomers+again.Judgements+len(again.Refused) != 0 || again.Run != "" || b.export() != merged {
		t.Errorf("the second time: %+v", again)
	}
	if rest := b.conflictBook(); rest.get("cluster", 2) != "last" || rest.get("cluster", 4) != "" {
		t.Errorf("%q still waits", rest.get("cluster", 2))
	}
}

// TestTheWorkbookGuides looks for what a spreadsheet program shows: drop-downs,
// and colours where values differ.
func TestTheWorkbookGuides(t *testing.T) {
	k := reviewed(t).conflictBook()
	lists, err := k.GetDataValidations(k.sheet)
	if err != nil || len(lists) < 4 { // the decisions, and the emails of three clusters
		t.Fatalf("%d drop-downs, %v", len(lists), err)
	}
	row := k.row("I-1")
	differs, _ := k.GetCellStyle(k.sheet, k.at("email", row))
	same, _ := k.GetCellStyle(k.sheet, k.at("phoneNumber", row))
	if differs == same {
		t.Error("a value that differs looks like one that does not")
	}
	if kind, _ := k.GetCellType(k.sheet, k.at("phoneNumber", row)); kind == excelize.CellTypeFormula {
		t.Error("a value became a formula")
	}
	for _, sheet := range []string{"Possible matches", "Merges by itself", "How to"} {
		if i, _ := k.GetSheetIndex(sheet); i < 0 {
			t.Errorf("no sheet %q", sheet)
		}
	}
}

// TestRefusedOneByOne: what no longer fits is refused with its reason, the rest
// of the file happens.
func TestRefusedOneByOne(t *testing.T) {
	for name, c := range map[string]struct {
		meddle func(b *base, k *book)
		want   string
	}{
		"customer changed": {func(b *base, k *book) {
			now, err := b.Store.Load(b.Context(), []int64{5}, store.Everything)
			b.must(err)
			_, err = b.Set(b.Context(), now[0], Edits{Values: []Edit{{Path: customer.Path{Field: "middleName"}, Text: "M"}}})
			b.must(err)
		}, "changed since"},
		"unknown word":    {func(_ *base, k *book) { k.set("decision", k.row("I-5"), "join") }, "unknown decision"},
		"unknown cluster": {func(_ *base, k *book) { k.set("cluster", k.row("I-5"), "x"); k.set("cluster", k.row("I-6"), "x") }, "does not wait"},
		"row taken away":  {func(_ *base, k *book) { k.set("cluster", k.row("I-6"), ""); k.set("id", k.row("I-6"), "") }, "row"},
		"two words":       {func(_ *base, k *book) { k.set("decision", k.row("I-6"), "different") }, "two rows"},
		"two values": {func(_ *base, k *book) {
			k.set("choose email", k.row("I-5"), "a@x")
			k.set("choose email", k.row("I-6"), "b@x")
		}, "two values"},
		"rows mixed": {func(_ *base, k *book) { k.set("fingerprint", k.row("I-6"), "0") }, "mixed"},
		"judged meanwhile": {func(b *base, k *book) {
			b.must(b.Store.Judge(b.Context(), []customer.Judgement{{LeftID: 5, RightID: 6, Verdict: customer.SaysNonMatch}}))
		}, "does not wait"},
	} {
		t.Run(name, func(t *testing.T) {
			b := reviewed(t)
			k := b.conflictBook()
			k.set("decision", k.row("I-5"), "merge")
			k.set("decision", k.row("I-7"), "merge")
			c.meddle(b, k)
			sum, back := b.decide(k, false)
			if sum.MergedCustomers != 1 || len(sum.Refused) == 0 || !strings.Contains(sum.Refused[0].Reason, c.want) {
				t.Fatalf("decided: %+v", sum)
			}
			if got := back.get("status", sum.Refused[0].Row); !strings.HasPrefix(got, "refused: ") {
				t.Errorf("status %q", got)
			}
		})
	}
}

// TestDifferentForEver: what was judged different of a customer holds when it is
// merged into another, and in a cluster of three it keeps the others waiting.
func TestDifferentForEver(t *testing.T) {
	b := reviewed(t)
	list, err := b.Store.Load(t.Context(), []int64{1, 2, 5, 6, 7, 8}, store.Everything)
	b.must(err)
	b.must(b.Store.Judge(t.Context(), []customer.Judgement{
		{LeftID: 2, RightID: 5, Verdict: customer.SaysNonMatch}, {LeftID: 7, RightID: 8, Verdict: customer.SaysNonMatch}}))
	plan, err := merge.NewPlan(merge.DefaultPolicy(), []merge.Member{{Customer: list[0]}, {Customer: list[1]}}, merge.Options{Survivor: 1})
	b.must(err)
	_, err = b.ApplyMerge(t.Context(), plan)
	b.must(err)
	now, err := b.Store.Load(t.Context(), []int64{1, 5}, store.Everything)
	b.must(err)
	clusters := []customer.Cluster{clusterOf("pair", now), clusterOf("three", list[3:])}
	for i := range clusters {
		clusters[i].WeakestLink = 1
	}
	b.found(clusters)
	sum, err := b.Merge(t.Context(), MergeOptions{Policy: merge.DefaultPolicy(), OnConflict: "policy", Yes: true})
	b.must(err)
	if sum.MergedClusters != 0 || sum.Waiting != 1 || sum.WaitingClusters[0] != "three" || sum.WaitingReasons[0].Reason != judgedDifferent {
		t.Errorf("merged %+v", sum)
	}
}
