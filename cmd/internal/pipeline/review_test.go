package pipeline

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rollcall/dedupe/merge"
	"rollcall/dedupe/merge/workbook"
	"rollcall/store"
	"rollcall/store/customer"
)

// reviewing begins a review of what waits.
func (b *base) reviewing() (*Review, *Queue) {
	b.Helper()
	q, err := b.Queue(b.Context(), merge.DefaultPolicy())
	b.must(err)
	return NewReview(b.Session, q, "US"), q
}

func (q *Queue) named(id string) WaitingCase {
	all := append(slices.Clone(q.Clusters), q.Possible...)
	return all[slices.IndexFunc(all, func(c WaitingCase) bool { return c.Cluster.ID == id })]
}

// answer says the same of every member, and what change adds to it.
func (b *base) answer(r *Review, c WaitingCase, decision string, change func(*workbook.Answer)) workbook.Ruling {
	b.Helper()
	look, err := r.Look(b.Context(), c)
	b.must(err)
	a := workbook.Answer{Cluster: c.Cluster.ID, Fingerprint: look.Fingerprint, Origin: "review"}
	for _, m := range look.Plan.Members() {
		a.Rows = append(a.Rows, workbook.AnswerRow{Member: m.ID, Decision: decision, Group: "1"})
	}
	if change != nil {
		change(&a)
	}
	ruling, err := workbook.Rule(a)
	b.must(err)
	return ruling
}

// pairsSaid lists the judgements as texts.
func (b *base) pairsSaid() string {
	b.Helper()
	list, err := b.Store.Judgements(b.Context())
	b.must(err)
	var text strings.Builder
	for _, j := range list {
		fmt.Fprintln(&text, j.LeftID, j.RightID, j.Verdict)
	}
	return text.String()
}

// TestReviewDecidesAsTheWorkbook decides the same in a workbook and case by
// case: the customers and the judgements are the same afterwards.
func TestReviewDecidesAsTheWorkbook(t *testing.T) {
	eachStore(t, func(t *testing.T, _ uint64, open func(tenant string) *base) {
		book, desk := reviewedIn(open("book")), reviewedIn(open("desk"))
		k := book.conflictBook()
		first := k.row("I-1")
		k.set("decision", first, "merge")
		k.set("group", k.row("I-4"), 2)
		k.set("choose email", first, "ann3@example.org")
		k.set("decision", k.row("I-5"), "different")
		k.set("decision", k.row("I-7"), "unsure")
		book.must(k.SaveAs(filepath.Join(t.TempDir(), "decided.xlsx")))
		sum, _ := book.decide(k, false)

		r, q := desk.reviewing()
		if len(q.Clusters) != 3 || q.Clusters[0].Cluster.ID != "four" || !slices.Equal(q.Clusters[0].Names, []string{"Ann Lee"}) || q.Clusters[0].Stake.Related != 4 {
			t.Fatalf("waiting: %+v", q.Clusters)
		}
		for _, said := range []struct {
			cluster, decision string
			change            func(*workbook.Answer)
		}{
			{"four", "merge", func(a *workbook.Answer) {
				a.Rows[3].Group, a.Rows[0].Choose = "2", map[string]string{"email": "ann3@example.org"}
			}},
			{"two", "different", nil}, {"last", "unsure", nil},
		} {
			c := q.named(said.cluster)
			_, err := r.Rule(t.Context(), c, desk.answer(r, c, said.decision, said.change))
			desk.must(err)
		}
		desk.clean()
		if desk.export() != book.export() || desk.pairsSaid() != book.pairsSaid() {
			t.Errorf("in the workbook:\n%s%s\ncase by case:\n%s%s", book.export(), book.pairsSaid(), desk.export(), desk.pairsSaid())
		}
		got := r.Summary()
		if got.Decisions != 3 || got.MergedCustomers != sum.MergedCustomers || got.Moved != sum.Moved || got.Judgements != sum.Judgements {
			t.Errorf("summary %+v, of the workbook %+v", got, sum)
		}
		run, err := desk.Store.RunByID(t.Context(), got.Run)
		desk.must(err)
		if run.Kind != "apply" || run.Status != customer.Done || !strings.Contains(string(run.Summary), `"decisions":3`) {
			t.Errorf("run %+v", run)
		}
	})
}

// TestReviewChangesItsMind takes decisions back: the customers stand as before,
// and the cases wait again.
func TestReviewChangesItsMind(t *testing.T) {
	eachStore(t, func(t *testing.T, _ uint64, open func(tenant string) *base) {
		b := reviewedIn(open("mind"))
		before := b.export()
		r, q := b.reviewing()
		apart := func(a *workbook.Answer) { a.Rows[3].Group, a.Survivor = "2", a.Rows[1].Member }
		for _, said := range []struct {
			cluster, decision string
			change            func(*workbook.Answer)
		}{{"four", "merge", apart}, {"two", "different", nil}, {"last", "unsure", nil}} {
			c := q.named(said.cluster)
			ruled, err := r.Rule(t.Context(), c, b.answer(r, c, said.decision, said.change))
			b.must(err)
			if said.cluster == "four" {
				list, err := b.Store.ListMerges(t.Context(), store.MergeQuery{ID: ruled.Merges[0]})
				b.must(err)
				if list[0].Survivor != 2 || list[0].Cluster != "four" {
					t.Errorf("merge %+v", list[0])
				}
			}
			kept, err := r.TakeBack(t.Context(), ruled)
			b.must(err)
			if kept != 0 {
				t.Errorf("%d values were kept", kept)
			}
			look, err := r.Look(t.Context(), c)
			b.must(err)
			if look.Plan == nil {
				t.Errorf("%s does not wait any more", said.cluster)
			}
		}
		b.clean()
		if b.export() != before {
			t.Error("the customers changed")
		}
		run, err := b.Store.RunByID(t.Context(), r.Summary().Run)
		b.must(err)
		if run.Status != customer.Done || !strings.Contains(string(run.Summary), `"undone":3`) {
			t.Errorf("run %+v", run)
		}
		if _, again := b.reviewing(); len(again.Clusters) != 3 {
			t.Errorf("%d clusters wait", len(again.Clusters))
		}
	})
}

// TestReviewIsOvertaken: what changed or was decided elsewhere since it was
// shown is refused.
func TestReviewIsOvertaken(t *testing.T) {
	for name, c := range map[string]struct {
		meddle func(b *base)
		want   string
	}{
		"customer changed": {func(b *base) {
			now, err := b.Store.Load(b.Context(), []int64{5}, store.Everything)
			b.must(err)
			_, err = b.Set(b.Context(), now[0], Edits{Values: []Edit{{Path: customer.Path{Field: "middleName"}, Text: "M"}}})
			b.must(err)
		}, "changed since"},
		"judged": {func(b *base) {
			b.must(b.Store.Judge(b.Context(), []customer.Judgement{{LeftID: 5, RightID: 6, Verdict: customer.SaysNonMatch}}))
		}, "does not wait"},
		"merged": {func(b *base) {
			list, err := b.Store.Load(b.Context(), []int64{5, 7}, store.Everything)
			b.must(err)
			plan, err := merge.NewPlan(merge.DefaultPolicy(), []merge.Member{{Customer: list[0]}, {Customer: list[1]}}, merge.Options{Survivor: 7})
			b.must(err)
			_, err = b.ApplyMerge(b.Context(), plan)
			b.must(err)
		}, "does not wait"},
	} {
		t.Run(name, func(t *testing.T) {
			b := reviewed(t)
			r, q := b.reviewing()
			two := q.named("two")
			ruling := b.answer(r, two, "merge", nil)
			c.meddle(b)
			before := b.export()
			if _, err := r.Rule(t.Context(), two, ruling); !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
			if b.export() != before || r.Summary().Run != "" {
				t.Error("something was decided")
			}
		})
	}
}

// TestReviewOfPossibleMatches decides a pair that is in no cluster, twice.
func TestReviewOfPossibleMatches(t *testing.T) {
	b := reviewed(t)
	b.must(b.Store.SaveMatching(t.Context(), store.Matching{Run: "r", Pairs: []customer.Pair{
		{LeftID: 2, RightID: 8, LeftImport: "I-2", RightImport: "I-8", Probability: 0.6, Decision: customer.PossibleMatch},
		{LeftID: 1, RightID: 7, LeftImport: "I-1", RightImport: "I-7", Probability: 0.7, Decision: customer.PossibleMatch},
		{LeftID: 3, RightID: 4, LeftImport: "I-3", RightImport: "I-4", Probability: 0.99, Decision: customer.Matched}}}))
	r, q := b.reviewing()
	if len(q.Clusters) != 0 || len(q.Possible) != 2 || q.Possible[0].Cluster.Members[0].ID != 1 || q.Total != 2 {
		t.Fatalf("queue %+v", q)
	}
	c := q.Possible[1]
	ruling := b.answer(r, c, "merge", nil)
	ruled, err := r.Rule(t.Context(), c, ruling)
	b.must(err)
	again, err := r.Rule(t.Context(), c, ruling)
	b.must(err)
	if len(ruled.Merges) != 1 || !again.Held || len(again.Merges) != 0 {
		t.Errorf("ruled %+v, then %+v", ruled, again)
	}
}
