package review

import (
	"net/url"
	"strings"
	"testing"

	"rollcall/store"
	"rollcall/store/customer"
)

func load(t *testing.T, s store.Store, id int64) *customer.Customer {
	t.Helper()
	list, err := s.Load(t.Context(), []int64{id}, store.Everything)
	must(t, err)
	return list[0]
}

// change changes a customer as another program does.
func change(t *testing.T, s store.Store, id int64, f func(c *customer.Customer)) {
	t.Helper()
	run := &customer.Run{Kind: "set"}
	must(t, s.Begin(t.Context(), run))
	now := load(t, s, id)
	next := now.Clone()
	next.Version++
	f(next)
	must(t, s.Take(t.Context(), store.Batch{Run: run.ID, Changed: []store.Revision{{Customer: next, Base: now.Version}}}))
}

// TestDecisions goes through what can be said of clusters, on both stores: three
// of four with a chosen value and survivor, all different, unsure.
func TestDecisions(t *testing.T) {
	eachStore(t, func(t *testing.T, address string) {
		s := openStore(t, address, "kim")
		list := fill(t, s, 3)
		four := list[6:10]
		v := visit(t, s)
		v.shows("4 clusters", "Begin with the first", "Ida Lee")

		v.open("four")
		second, fourth := customer.FormatID(four[1].ID), customer.FormatID(four[3].ID)
		v.decide("preview", "survivor", second, "group."+fourth, "B", "pick", customer.FormatID(four[2].ID)+"|email", "comment", "known")
		v.shows("3 customers become one: number 2 remains; 1 kept apart for good.", "chosen by a person", `value="known"`)
		v.get(v.at) // a reload keeps what was filled in
		v.shows("number 2 remains; 1 kept apart", "chosen by a person", `value="known"`)
		v.decide("merge", "survivor", second, "group."+fourth, "B", "pick", customer.FormatID(four[2].ID)+"|email", "comment", "known")
		v.shows("Merged (merge 1).", "<b>1</b> of 4 decided")
		if now := load(t, s, four[0].ID); now.MergedInto != four[1].ID || load(t, s, four[1].ID).Email != four[2].Email || load(t, s, four[3].ID).MergedInto != 0 {
			t.Errorf("merged: %+v", now)
		}

		v.open("two-00000")
		v.decide("different")
		v.shows("Kept apart for good.")
		v.open("two-00001")
		v.decide("unsure")
		v.shows("Noted as unsure", "<b>3</b> of 4 decided")
		said, err := s.Judgements(t.Context())
		must(t, err)
		count := map[customer.Verdict]int{}
		for _, j := range said {
			count[j.Verdict]++
			if j.By != "kim" || j.Origin != "review" {
				t.Errorf("judgement %+v", j)
			}
		}
		if count[customer.SaysNonMatch] != 4 || count[customer.SaysUnsure] != 1 {
			t.Errorf("judgements %v", said)
		}
		if got := v.Summary(); got.Decisions != 3 || got.MergedCustomers != 2 || got.Judgements != 5 {
			t.Errorf("summary %+v", got)
		}
		findings, err := s.Check(t.Context())
		must(t, err)
		if len(findings) > 0 {
			t.Errorf("the store is not clean: %v", findings)
		}
	})
}

// TestUndo takes back every decision in turn, and decides again.
func TestUndo(t *testing.T) {
	eachStore(t, func(t *testing.T, address string) {
		s := openStore(t, address, "kim")
		list := fill(t, s, 2)
		v := visit(t, s)
		for _, do := range []string{"merge", "different", "unsure"} {
			v.open("two-00000")
			v.decide(do)
			v.post("/undo", nil)
			v.shows("Taken back. It waits again.", "<b>0</b> of 3 decided", "Eve Lee 0")
			if v.at != "/c/"+keyOf("two-00000") {
				t.Errorf("after %s: at %s", do, v.at)
			}
			if a, b := load(t, s, list[0].ID), load(t, s, list[1].ID); a.MergedInto+b.MergedInto != 0 || b.Email != "ann1@example.org" {
				t.Errorf("after %s: %+v %+v", do, a, b)
			}
		}
		v.post("/undo", nil) // nothing is left: nothing happens
		v.open("two-00000")
		v.decide("merge")
		v.shows("Merged")
		if load(t, s, list[1].ID).MergedInto+load(t, s, list[0].ID).MergedInto == 0 {
			t.Error("it was not merged after all")
		}
	})
}

// TestRefusedDecisions: what makes no sense or is overtaken changes nothing, and
// what was filled in stays.
func TestRefusedDecisions(t *testing.T) {
	s := openStore(t, ":memory:", "kim")
	list := fill(t, s, 2)
	four := list[4:8]
	v := visit(t, s)
	v.open("four")
	var alone []string
	for i, c := range four {
		alone = append(alone, "group."+customer.FormatID(c.ID), string(rune('A'+i)))
	}
	v.decide("merge", alone...)
	v.shows("Not decided", "merge needs two rows of the same group")
	v.decide("merge", "pick", customer.FormatID(four[0].ID)+"|email", "pick", customer.FormatID(four[1].ID)+"|email")
	v.shows("two values are chosen")
	v.open("two-00000")
	release, err := s.Lock(t.Context(), "import by lee", 0)
	must(t, err)
	v.decide("merge", "comment", "kept")
	v.shows("another run is writing to this store: import by lee; try again in a moment", `value="kept"`)
	must(t, release())
	change(t, s, list[0].ID, func(c *customer.Customer) { c.MiddleName = "M" })
	v.decide("merge")
	v.shows("a customer changed since this was shown", "Ann M Lee 0")
	v.decide("different")
	v.shows("Kept apart")
	v.get("/c/nothing")
	v.shows("not among what waits")
	if sum := v.Summary(); sum.MergedCustomers != 0 || sum.Decisions != 1 {
		t.Errorf("summary %+v", sum)
	}
}

// TestDecidedElsewhere: what was decided with another command is passed over.
func TestDecidedElsewhere(t *testing.T) {
	s := openStore(t, ":memory:", "kim")
	list := fill(t, s, 3)
	v := visit(t, s)
	must(t, s.Judge(t.Context(), []customer.Judgement{{LeftID: list[0].ID, RightID: list[1].ID, Verdict: customer.SaysNonMatch}}))
	v.open("two-00000")
	v.shows("One was decided elsewhere, and passed over.", "<b>1</b> of 4 decided")
	if v.at != "/c/"+keyOf("two-00001") {
		t.Errorf("at %s", v.at)
	}
	shown := v.at
	must(t, s.Judge(t.Context(), []customer.Judgement{{LeftID: list[2].ID, RightID: list[3].ID, Verdict: customer.SaysNonMatch}}))
	v.decide("merge")
	v.shows("That one was decided elsewhere.")
	if v.at == shown {
		t.Error("it is still shown")
	}
	v.open("two-00000")
	v.shows("there is nothing left to decide")
}

// TestTwoReviewers: each is sent to another cluster, sees what the other looks
// at, and cannot decide it.
func TestTwoReviewers(t *testing.T) {
	eachStore(t, func(t *testing.T, address string) {
		one := openStore(t, address, "kim")
		fill(t, one, 3)
		kim, lee := visit(t, one), visit(t, openStore(t, address, "lee"))
		kim.open("two-00000")
		lee.open("two-00000")
		lee.shows("<b>kim</b> is looking at this one", "disabled")
		lee.decide("merge")
		lee.shows("Not decided: kim is looking at this one, until")
		lee.get("/")
		lee.shows("kim is looking at it")
		seen := map[string]bool{}
		kim.open("four")
		lee.open("two-00000")
		for range 2 {
			for _, v := range []*visitor{kim, lee} {
				if v.at == "/" {
					continue
				}
				if seen[v.at] {
					t.Errorf("%s was given to both", v.at)
				}
				seen[v.at] = true
				v.decide("different")
			}
		}
		if len(seen) < 3 || kim.Summary().Decisions+lee.Summary().Decisions != 4 {
			t.Errorf("seen %v, decided %d and %d", seen, kim.Summary().Decisions, lee.Summary().Decisions)
		}
		must(t, kim.desk.leave(t.Context()))
		must(t, lee.desk.leave(t.Context()))
		if claims, err := one.Claims(t.Context()); err != nil || len(claims) != 0 {
			t.Errorf("claims %v, %v", claims, err)
		}
	})
}

// TestSearchedAgain: a newer dedupe run lays out what waits then; decisions made
// before can still be taken back.
func TestSearchedAgain(t *testing.T) {
	s := openStore(t, ":memory:", "kim")
	list := fill(t, s, 3)
	v := visit(t, s)
	v.open("two-00000")
	v.decide("different")
	must(t, s.SaveMatching(t.Context(), store.Matching{Run: "newer", Clusters: []customer.Cluster{clusterOf("again", 0.9, list[4:6])}}))
	v.open("two-00001")
	v.shows("Duplicates were searched again", "1 cluster", "<b>0</b> of 1 decided")
	v.open("again")
	v.decide("merge")
	v.shows("Merged (merge 1).", "Nothing waits here any more.")
	v.post("/undo", nil)
	v.shows("Taken back", "Eve Lee 2")
	v.post("/undo", nil)
	v.shows("Taken back", "1 cluster")
}

// TestTheList orders, narrows and pages.
func TestTheList(t *testing.T) {
	s := openStore(t, ":memory:", "kim")
	fill(t, s, 120)
	v := visit(t, s)
	v.shows("121 clusters, page 1 of 3", "Next page")
	v.get("/?page=3")
	v.shows("page 3 of 3", "Previous page")
	v.get("/?page=99")
	v.shows("page 3 of 3")
	v.post("/filter", url.Values{"sheet": {"clusters"}, "order": {"size"}})
	if first := strings.Index(v.body, "Ida"); first < 0 || first > strings.Index(v.body, "Lee 5") {
		t.Error("the largest is not the first")
	}
	v.post("/filter", url.Values{"order": {"doubt"}})
	if at := strings.Index(v.body, "Lee 119"); at < 0 || at > strings.Index(v.body, "Lee 118") {
		t.Error("the least certain is not the first")
	}
	v.post("/filter", url.Values{"search": {" ANN77@example.org "}})
	v.shows("1 cluster", "Lee 38")
	v.post("/filter", url.Values{"search": {"nobody"}})
	v.shows("0 clusters", "Nothing here fits the search.")
	v.post("/filter", url.Values{"reason": {"weak_link"}, "order": {"likely"}, "show": {"x"}})
	v.shows("121 clusters")
	v.post("/filter", url.Values{"sheet": {"possible"}})
	v.shows("1 possible match", "70.0 %", "most likely first")
	v.post("/filter", url.Values{"sheet": {"clusters"}, "show": {"decided"}})
	v.shows("0 clusters", "Nothing was decided yet.")
	v.open("two-00003")
	v.decide("skip")
	v.decide("different")
	v.post("/filter", url.Values{"show": {"decided"}})
	v.shows("1 cluster", "kept apart")
}

// TestTheEnd: finishing lets go of what was looked at and ends Serve.
func TestTheEnd(t *testing.T) {
	s := openStore(t, ":memory:", "kim")
	fill(t, s, 1)
	v := visit(t, s)
	v.open("two-00000")
	v.decide("merge")
	v.post("/finish", nil)
	v.shows("The review has ended", "rollcall merge undo --run "+v.Summary().Run)
	select {
	case <-v.finished:
	default:
		t.Error("it goes on")
	}
	v.post("/finish", nil) // once more harms nobody
}

// TestUndoInTheWay: an undo that cannot be done is said on the page that it was
// asked on.
func TestUndoInTheWay(t *testing.T) {
	s := openStore(t, ":memory:", "kim")
	fill(t, s, 2)
	v := visit(t, s)
	v.open("two-00000")
	v.decide("merge")
	at := v.at
	release, err := s.Lock(t.Context(), "import by lee", 0)
	must(t, err)
	v.post("/undo", url.Values{"from": {strings.TrimPrefix(at, "/c/")}})
	v.shows("import by lee; try again in a moment", "<b>1</b> of 3 decided")
	if v.at != at {
		t.Errorf("at %s, not %s", v.at, at)
	}
	must(t, release())
	v.post("/undo", nil)
	v.shows("Taken back")
}
