package storetest

import (
	"time"

	"rollcall/store"
	"rollcall/store/customer"
)

// aged is a store with an old merge, an old undone merge, an old change, and a
// young merge and change; between is the moment between old and young.
type aged struct {
	store.Store
	list              []*customer.Customer
	old, undone, late store.MergeOutcome
	between           time.Time
}

func (l *lab) aged() *aged {
	l.Helper()
	a := &aged{Store: l.open()}
	for n := range 6 {
		a.list = append(a.list, rich(n+1))
	}
	l.add(a, a.list...)
	l.tick()
	a.old = l.merge(a, a.list[0], a.list[1])
	a.undone = l.merge(a, a.list[2], a.list[3])
	l.undo(a, a.undone.Merge)
	l.change(a, a.list[4], func(c *customer.Customer) { c.Title = "Ms." })
	a.between = l.tick()
	a.late = l.merge(a, a.list[4], a.list[5])
	l.change(a, a.list[2], func(c *customer.Customer) { c.Title = "Mx." })
	return a
}

func (l *lab) prune(s store.Keeper, before time.Time) store.Pruning {
	l.Helper()
	p, err := s.Prune(l.ctx, before)
	l.must(err)
	return p
}

var pruneCases = []testCase{
	{"the old journal and what undos need of it go", func(l *lab) {
		a := l.aged()
		seq, portable := l.seq(a), l.portable(a)
		p := l.prune(a, a.between)
		same(l, "merges", p.Merges, 2)
		same(l, "changes", p.Changes, 7) // two merges, an undo and a change
		same(l, "undos that end", len(p.Undos), 1)
		same(l, "merge", p.Undos[0].Merge, a.old.Merge)
		same(l, "made on", p.Undos[0].On, a.between.Add(-time.Hour))
		list, err := a.ListMerges(l.ctx, store.MergeQuery{Images: true})
		l.must(err)
		for _, m := range list {
			same(l, "pruned", m.Pruned, m.ID != a.late.Merge)
			same(l, "images", len(m.Before) == 0, m.Pruned)
			same(l, "moves", len(m.Moved) == 0, m.Pruned)
			same(l, "secondaries", len(m.Secondaries), 1)
		}
		same(l, "entries that stay", len(l.changes(a, store.JournalQuery{})), 3)
		same(l, "sequence", l.seq(a), seq)
		same(l, "portable", l.portable(a), portable)
		same(l, "ids of the merged", l.hits(a, customer.ByImportID, "RE-2"), []store.Hit{{Named: 2, Survivor: 1}})
		same(l, "history of the survivor", len(l.load(a, 1).MergeHistory), 1)
	}},
	{"what can be pruned is told and stays", func(l *lab) {
		a := l.aged()
		before := l.changes(a, store.JournalQuery{})
		told, err := a.Prunable(l.ctx, a.between)
		l.must(err)
		same(l, "journal", l.changes(a, store.JournalQuery{}), before)
		same(l, "pruning", l.prune(a, a.between), told)
	}},
	{"a young merge can be undone afterwards", func(l *lab) {
		a := l.aged()
		l.prune(a, a.between)
		l.undo(a, a.late.Merge)
		same(l, "live", l.load(a, a.list[5].ID).MergedInto, 0)
	}},
	{"pruning twice, and before everything, does nothing", func(l *lab) {
		a := l.aged()
		same(l, "before everything", l.prune(a, epoch.Add(-time.Hour)), store.Pruning{})
		l.prune(a, a.between)
		same(l, "twice", l.prune(a, a.between), store.Pruning{})
		same(l, "earlier", l.prune(a, a.between.Add(-time.Minute)), store.Pruning{})
	}},
	{"a pruned store has no findings, a broken ledger is still found", func(l *lab) {
		a := l.aged()
		finish := func(id, summary string) {
			run, err := a.RunByID(l.ctx, id)
			l.must(err)
			run.Status, run.Summary = customer.Done, []byte(summary)
			l.must(a.Finish(l.ctx, run))
		}
		imported := l.begin(a, "import")
		now := l.load(a, 1)
		next := now.Clone()
		next.Title, next.Version = "Prof.", now.Version+1
		l.must(a.Take(l.ctx, store.Batch{Run: imported, Changed: []store.Revision{{Customer: next, Base: now.Version}},
			Journal: []customer.Change{{Customer: 1, Version: next.Version, Op: "import", Fields: customer.Diff(now, next)}}}))
		finish(imported, `{"rows":{"read":1,"created":0,"updated":1}}`)
		l.tick()
		l.prune(a, l.tick())
		findings, err := a.Check(l.ctx)
		l.must(err)
		same(l, "findings", findings, []store.Finding(nil))
		finish(l.begin(a, "import"), `{"rows":{"read":1,"created":0,"updated":1}}`)
		findings, err = a.Check(l.ctx)
		l.must(err)
		same(l, "findings", len(findings), 1)
	}},
	{"judgements, memories and runs stay", func(l *lab) {
		a := l.aged()
		l.must(a.Judge(l.ctx, []customer.Judgement{{LeftID: 1, RightID: 3, Verdict: customer.SaysNonMatch}}))
		l.must(a.SaveMatching(l.ctx, store.Matching{Run: l.begin(a, "dedupe"), Records: 6, Model: []byte(`{"m":1}`), Seq: 3}))
		runs, err := a.ListRuns(l.ctx, store.RunQuery{})
		l.must(err)
		l.prune(a, l.tick())
		after, err := a.ListRuns(l.ctx, store.RunQuery{})
		l.must(err)
		same(l, "runs", after, runs)
		judged, err := a.Judgements(l.ctx)
		l.must(err)
		same(l, "judgements", len(judged), 2) // the undo's too
		last, err := a.LastMatching(l.ctx, true)
		l.must(err)
		same(l, "model", string(last.Model), `{"m":1}`)
		same(l, "mark", last.Seq, 3)
	}},
	{"another tenant keeps its own", func(l *lab) {
		a := l.aged()
		other := l.openTenant("other")
		b, c := rich(1), rich(2)
		l.add(other, b, c)
		m := l.merge(other, b, c)
		l.prune(a, l.tick())
		list, err := other.ListMerges(l.ctx, store.MergeQuery{ID: m.Merge, Images: true})
		l.must(err)
		same(l, "pruned", list[0].Pruned, false)
		same(l, "images", len(list[0].Before), 2)
		same(l, "journal", len(l.changes(other, store.JournalQuery{})), 2)
	}},
	{"a store opened for reading refuses to prune", func(l *lab) {
		l.aged()
		opts := l.options()
		opts.Mode = store.Read
		_, err := l.openAs(opts).Prune(l.ctx, l.now)
		l.refused(err)
	}},
}
