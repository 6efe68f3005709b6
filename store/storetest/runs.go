package storetest

import (
	"encoding/json"
	"slices"
	"time"

	"rollcall/store"
	"rollcall/store/customer"
)

var runCases = []testCase{
	{"a new run gets an id, a start, a user and a status", func(l *lab) {
		s := l.open()
		run := customer.Run{Kind: "import", Parent: "p", Input: "fingerprint", Config: json.RawMessage(`{"a": 1}`)}
		l.must(s.Begin(l.ctx, &run))
		want := customer.Run{ID: run.ID, Kind: "import", Parent: "p", Status: customer.Running, StartedOn: l.now, By: "ann",
			Input: "fingerprint", Config: json.RawMessage(`{"a": 1}`)}
		same(l, "given", run, want)
		got, err := s.RunByID(l.ctx, run.ID)
		l.must(err)
		same(l, "kept", *got, want)
	}},
	{"ids sort by time, even of runs that start at once", func(l *lab) {
		s := l.open()
		var ids []string
		for n := range 20 {
			ids = append(ids, l.begin(s, "import"))
			if n%5 == 4 {
				l.tick()
			}
		}
		same(l, "sorted and different", slices.IsSorted(ids) && len(slices.Compact(slices.Clone(ids))) == 20, true)
	}},
	{"a finished run keeps how it ended and the rest as it was", func(l *lab) {
		s := l.open()
		run := customer.Run{Kind: "dedupe", Input: "f", Config: json.RawMessage(`{}`), Checkpoint: json.RawMessage(`{"row":7}`)}
		l.must(s.Begin(l.ctx, &run))
		started := l.now
		ended := l.tick()
		end := customer.Run{ID: run.ID, Kind: "other", Input: "other", Status: customer.Stopped, Summary: json.RawMessage(`{"rows":1}`), EndedOn: ended, Seq: 42}
		l.must(s.Finish(l.ctx, &end))
		got, err := s.RunByID(l.ctx, run.ID)
		l.must(err)
		same(l, "run", *got, customer.Run{ID: run.ID, Kind: "dedupe", Status: customer.Stopped, StartedOn: started, EndedOn: ended, By: "ann",
			Input: "f", Config: json.RawMessage(`{}`), Summary: json.RawMessage(`{"rows":1}`), Checkpoint: json.RawMessage(`{"row":7}`), Seq: 42})
	}},
	{"a run finished without an end ends now, at the present sequence", func(l *lab) {
		s := l.open()
		run := customer.Run{ID: l.add(s, person(1)), Status: customer.Done}
		l.tick()
		l.must(s.Finish(l.ctx, &run))
		got, err := s.RunByID(l.ctx, run.ID)
		l.must(err)
		same(l, "ended", got.EndedOn, l.now)
		same(l, "sequence", got.Seq, l.seq(s))
		same(l, "given back", run.EndedOn, l.now)
	}},
	{"an unknown run is not found", func(l *lab) {
		s := l.open()
		_, err := s.RunByID(l.ctx, "nothing")
		l.fails(err, store.ErrNotFound)
		l.fails(s.Finish(l.ctx, &customer.Run{ID: "nothing", Status: customer.Done}), store.ErrNotFound)
	}},
	{"runs are listed newest first and narrowed", func(l *lab) {
		s := l.open()
		for _, run := range []customer.Run{{Kind: "import", Input: "a"}, {Kind: "import", Input: "b", Parent: "p"}, {Kind: "dedupe", Parent: "p"}} {
			l.must(s.Begin(l.ctx, &run))
			l.tick()
		}
		all := l.kinds(s, store.RunQuery{})
		same(l, "all", all, []string{"dedupe", "import b", "import a"})
		same(l, "kind", l.kinds(s, store.RunQuery{Kind: "import"}), []string{"import b", "import a"})
		same(l, "parent", l.kinds(s, store.RunQuery{Parent: "p"}), []string{"dedupe", "import b"})
		same(l, "input", l.kinds(s, store.RunQuery{Input: "a", Kind: "import"}), []string{"import a"})
		same(l, "limit", l.kinds(s, store.RunQuery{Limit: 1}), []string{"dedupe"})
		same(l, "status", len(l.kinds(s, store.RunQuery{Status: customer.Done})), 0)
		same(l, "running", len(l.kinds(s, store.RunQuery{Status: customer.Running})), 3)
	}},
	{"runs that start at once are listed last begun first", func(l *lab) {
		s := l.open()
		var want []string
		for range 5 {
			want = append([]string{l.begin(s, "import")}, want...)
		}
		runs, err := s.ListRuns(l.ctx, store.RunQuery{})
		l.must(err)
		var got []string
		for _, r := range runs {
			got = append(got, r.ID)
		}
		same(l, "runs", got, want)
	}},
	{"times of a run are UTC", func(l *lab) {
		s := l.open()
		l.now = l.now.In(time.FixedZone("west", -5*3600))
		got, err := s.RunByID(l.ctx, l.begin(s, "import"))
		l.must(err)
		same(l, "started", got.StartedOn, epoch)
	}},
}

// kinds lists runs as their kind and input.
func (l *lab) kinds(s store.Runs, q store.RunQuery) []string {
	l.Helper()
	runs, err := s.ListRuns(l.ctx, q)
	l.must(err)
	var list []string
	for _, r := range runs {
		text := r.Kind
		if r.Input != "" {
			text += " " + r.Input
		}
		list = append(list, text)
	}
	return list
}
