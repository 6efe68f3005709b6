package pipeline

import (
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"rollcall/dedupe"
	"rollcall/store"
	"rollcall/store/customer"
)

// TestSearchesOfChanges: one search of all, then searches of what changed by edits,
// creations, merges, undos, judgements and obfuscation, come to what one search of
// all with the same model finds in the end: in matches, in partitions, in the files.
func TestSearchesOfChanges(t *testing.T) {
	eachStore(t, func(t *testing.T, seeds uint64, open func(string) *base) {
		for seed := range max(2, seeds/8) {
			b := open(fmt.Sprint("s", seed))
			b.fill(seed, 60)
			opt := DedupeOptions{Model: filepath.Join(t.TempDir(), "model.json")}
			_, err := b.Dedupe(b.Context(), opt)
			b.must(err)
			opt.Since = LastDedupe
			for round := range 12 {
				for range 1 + b.random.IntN(5) {
					b.happens(round)
				}
				want := b.searched(opt)
				sum, err := b.Dedupe(b.Context(), opt)
				b.must(err)
				if sum.Full != "" && sum.Full != FullIndex || sum.Full == "" && sum.Changed == nil {
					t.Fatalf("seed %d, round %d: all were searched: %s", seed, round, sum.Full)
				}
				b.sameOutcome(fmt.Sprintf("seed %d, round %d", seed, round), want)
			}
			b.clean()
		}
	})
}

// happens does one random thing to the customers.
func (b *base) happens(round int) {
	b.Helper()
	switch b.random.IntN(7) {
	case 0, 1:
		c := b.one()
		other := b.anyone(900)
		c.FirstName, c.LastName, c.Email, c.PhoneNumber = other.FirstName, other.LastName, other.Email, other.PhoneNumber
		b.revise(c)
	case 2:
		b.add([]*customer.Customer{b.anyone(1000 + round*100 + b.random.IntN(100) + int(b.count())*10_000)})
	case 3:
		b.mergeAny(b.policy())
	case 4:
		b.undoAnyEdited()
	case 5:
		left, right := b.one(), b.one()
		if left.ID != right.ID {
			verdict := customer.Verdict(b.pick("match", "non-match", "unsure"))
			b.must(b.Store.Judge(b.Context(), []customer.Judgement{{LeftID: left.ID, RightID: right.ID, Verdict: verdict}}))
		}
	case 6:
		if b.random.IntN(3) == 0 {
			_, err := b.Obfuscate(b.Context(), []int64{b.one().ID})
			b.must(err)
		}
	}
}

func (b *base) count() int64 {
	n, err := b.Store.Count(b.Context(), store.Query{Merged: true})
	b.must(err)
	return n
}

// one returns a customer, merged away or not, that is not obfuscated.
func (b *base) one() *customer.Customer {
	b.Helper()
	var list []*customer.Customer
	for c, err := range b.Store.List(b.Context(), store.Query{Merged: true}) {
		b.must(err)
		if !c.Obfuscated {
			list = append(list, c)
		}
	}
	return list[b.random.IntN(len(list))].Clone()
}

// revise writes a customer that was edited.
func (b *base) revise(c *customer.Customer) {
	b.Helper()
	run := &customer.Run{Kind: "set"}
	b.must(b.Store.Begin(b.Context(), run))
	was := c.Version
	c.Version++
	b.must(b.Store.Take(b.Context(), store.Batch{Run: run.ID, Changed: []store.Revision{{Customer: c, Base: was}},
		Journal: []customer.Change{{Customer: c.ID, Version: c.Version, Op: "set"}}}))
	b.must(b.Store.Finish(b.Context(), run))
}

// undoAnyEdited undoes one of the live merges, edits in between or not.
func (b *base) undoAnyEdited() {
	b.Helper()
	list, err := b.Store.ListMerges(b.Context(), store.MergeQuery{})
	b.must(err)
	list = slices.DeleteFunc(list, func(m customer.Merge) bool { return !m.UndoneOn.IsZero() })
	if len(list) > 0 {
		_, err = b.Undo(b.Context(), UndoOptions{Merge: list[b.random.IntN(len(list))].ID, Cascade: true, NoJudge: b.coin()})
		b.must(err)
	}
}

// searched returns what one search of all finds with the model, keeping nothing.
func (b *base) searched(opt DedupeOptions) *dedupe.Result {
	b.Helper()
	in, _, err := b.dedupeInput(b.Context())
	b.must(err)
	in.Model, err = readModel(opt.Model)
	b.must(err)
	r, err := dedupe.Run(b.Context(), opt.Config, in)
	b.must(err)
	return r
}

// sameOutcome holds what the store keeps against a search of all, cluster ids apart.
func (b *base) sameOutcome(what string, want *dedupe.Result) {
	b.Helper()
	got, err := b.Store.LastMatching(b.Context(), true)
	b.must(err)
	if got.Records != int64(want.Records) || len(got.Pairs) != len(want.Pairs) || len(got.Pairs) > 0 && !reflect.DeepEqual(got.Pairs, want.Pairs) {
		b.Fatalf("%s: %d records with pairs\n%+v\none search finds %d with\n%+v", what, got.Records, got.Pairs, want.Records, want.Pairs)
	}
	for _, clusters := range [][]customer.Cluster{got.Clusters, want.Clusters} {
		for i := range clusters {
			clusters[i].ID = ""
		}
	}
	if len(got.Clusters)+len(want.Clusters) > 0 && !reflect.DeepEqual(got.Clusters, want.Clusters) {
		b.Fatalf("%s: clusters\n%+v\none search finds\n%+v", what, got.Clusters, want.Clusters)
	}
}

// TestWhyAllAreSearched: a search of changes says why it had to search all.
func TestWhyAllAreSearched(t *testing.T) {
	eachStore(t, func(t *testing.T, _ uint64, open func(string) *base) {
		b := open("why")
		b.fill(1, 30)
		search := func(want string, opt DedupeOptions) {
			t.Helper()
			sum, err := b.Dedupe(b.Context(), opt)
			b.must(err)
			if sum.Full != want || (sum.Changed == nil) != (want != "") {
				t.Errorf("%+v: full %q, changed %v, want %q", opt, sum.Full, sum.Changed, want)
			}
		}
		last := DedupeOptions{Since: LastDedupe}
		search(FullFirst, last)
		search("", last)
		stricter := last
		stricter.Config.Match = 0.99
		search(FullSettings, stricter)
		search(FullSettings, last)
		model := filepath.Join(t.TempDir(), "model.json")
		search("", DedupeOptions{Since: LastDedupe, Model: model})
		search("", DedupeOptions{Since: LastDedupe, Model: model})
		search("", DedupeOptions{Since: "2001-01-01"})
		b.found(nil)
		search(FullKeys, last)
		older := store.Matching{Run: "older", Records: 30, Model: []byte(`{"version":1}`), Keys: slices.Values([]store.Keyed{{Key: 1, Customer: 1}})}
		b.must(b.Store.SaveMatching(b.Context(), older))
		search(FullModel, last)
		b.must(b.Store.SaveMatching(b.Context(), store.Matching{Run: "loaded", Records: 30, Model: b.searched(DedupeOptions{}).Model, Settings: settingsOf(t, last)}))
		search(FullKeys, last)
		if _, err := b.Dedupe(b.Context(), DedupeOptions{Since: "yesterday"}); err == nil {
			t.Error("yesterday is no time")
		}
	})
}

func settingsOf(t *testing.T, opt DedupeOptions) string {
	t.Helper()
	text, err := opt.Config.Settings()
	if err != nil {
		t.Fatal(err)
	}
	return text
}
