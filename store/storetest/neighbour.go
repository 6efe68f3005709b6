package storetest

import (
	"encoding/json"

	"rollcall/store"
	"rollcall/store/customer"
)

// neighbour is the other tenant in the databases of the suite.
const neighbour = "neighbour"

// neighbour populates the other tenant and returns its state.
func (l *lab) neighbour() string {
	l.Helper()
	s := l.openTenant(neighbour)
	var list []*customer.Customer
	for n := 1; n <= 12; n++ {
		c := rich(n)
		c.FirstName, c.LastName = "Hedwig", "Nachbarin"
		list = append(list, c)
	}
	run := l.add(s, list...)
	l.must(s.Take(l.ctx, store.Batch{Run: run, Memories: []store.Memory{memory("k", 1), memory("import:RE-1", 1), memory("email:person2@example.org", 2)}}))
	l.change(s, list[0], func(c *customer.Customer) { c.Title = "Frau" })
	l.merge(s, list[4], list[5])
	l.undo(s, l.merge(s, list[6], list[7]).Merge)
	l.must(s.SaveMatching(l.ctx, matching(run, 3)))
	l.must(s.Judge(l.ctx, []customer.Judgement{{LeftID: 1, RightID: 2, Verdict: customer.SaysNonMatch, Comment: "sisters"}}))
	return l.stateOf(neighbour)
}

// stateOf returns everything that a tenant's store tells, as JSON lines.
func (l *lab) stateOf(tenant string) string {
	l.Helper()
	s := l.openTenant(tenant)
	var parts []any
	for _, c := range all(l, s.List(l.ctx, store.Query{Merged: true, Include: store.Include{Kinds: customer.Kinds, Associated: true, MergeHistory: true}})) {
		parts = append(parts, c)
	}
	for _, change := range l.changes(s, store.JournalQuery{}) {
		parts = append(parts, change)
	}
	memories, err := s.Recall(l.ctx, []string{"k", "import:RE-1", "email:person2@example.org", "k2"})
	l.must(err)
	runs, err := s.ListRuns(l.ctx, store.RunQuery{})
	l.must(err)
	merges, err := s.ListMerges(l.ctx, store.MergeQuery{Images: true})
	l.must(err)
	matching, err := s.LastMatching(l.ctx, true)
	l.must(err)
	judgements, err := s.Judgements(l.ctx)
	l.must(err)
	status, err := s.Status(l.ctx)
	l.must(err)
	text := ""
	for _, part := range append(parts, memories, runs, merges, matching.Pairs, matching.Clusters, matching.Run, judgements, status.Rows, l.seq(s)) {
		line, err := json.Marshal(part)
		l.must(err)
		text += string(line) + "\n"
	}
	return text
}
