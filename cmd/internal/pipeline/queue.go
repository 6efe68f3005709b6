package pipeline

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"rollcall/dedupe"
	"rollcall/dedupe/merge"
	"rollcall/dedupe/merge/workbook"
	"rollcall/store"
	"rollcall/store/customer"
)

// Queue is what waits for a person after a dedupe run: all of it, without the
// customers' values, so that it can be kept in memory while people decide.
type Queue struct {
	Dedupe   string        // the run whose clusters these are
	Clusters []WaitingCase // those with most at stake first, as in the workbook
	Possible []WaitingCase // possible matches, the most probable first
	Total    int           // possible matches, of which Possible may be the first ones

	policy merge.Policy
	model  func() (*dedupe.Model, error) // read when it is first asked for: that of a large base is a megabyte
}

// WaitingCase is a cluster that waits, or a possible match as a cluster of two.
type WaitingCase struct {
	Cluster customer.Cluster
	Pair    *customer.Pair // of a possible match; nil for a cluster
	Reasons []string       // of merge.Gate, when it was looked at
	Stake   workbook.Stake
	Names   []string // who it is about, each once; customer values
	Search  string   // names, emails, phones and ids, folded by store.Fold
}

// Queue looks through the clusters of the last dedupe run for those that wait
// for a person, and its possible matches. The store is not changed.
func (s *Session) Queue(ctx context.Context, policy merge.Policy) (*Queue, error) {
	last, err := s.lastMatching(ctx)
	if err != nil {
		return nil, err
	}
	said, err := s.verdicts(ctx)
	if err != nil {
		return nil, err
	}
	encoded := last.Model
	q := &Queue{Dedupe: last.Run, policy: policy, model: sync.OnceValues(func() (*dedupe.Model, error) { return dedupe.ParseModel(encoded) })}
	planned := &merges{policy: policy, said: said}
	if err := s.queueClusters(ctx, q, planned, last.Clusters); err != nil {
		return nil, err
	}
	asked := map[int64]string{}
	for _, c := range q.Clusters {
		for _, m := range c.Cluster.Members {
			asked[m.ID] = c.Cluster.ID
		}
	}
	return q, s.queuePossible(ctx, q, planned, openPairs(last.Pairs, asked, said))
}

func (s *Session) queueClusters(ctx context.Context, q *Queue, planned *merges, clusters []customer.Cluster) error {
	advance, finish := s.Progress.begin("looking through clusters")
	defer finish()
	done := 0
	for chunk := range slices.Chunk(clusters, mergeChunk) {
		list, err := s.plan(ctx, planned, chunk)
		if err != nil {
			return err
		}
		for _, c := range list {
			if c.plan != nil && len(c.reasons) > 0 {
				q.Clusters = append(q.Clusters, newCase(workbook.Waiting{Cluster: c.cluster, Plan: c.plan, Reasons: c.reasons}))
			}
		}
		done += len(chunk)
		advance(int64(done))
		if s.Stopping() {
			return ErrInterrupted
		}
	}
	slices.SortFunc(q.Clusters, func(a, b WaitingCase) int {
		return cmp.Or(a.Stake.Compare(b.Stake), strings.Compare(a.Cluster.ID, b.Cluster.ID))
	})
	return nil
}

func (s *Session) queuePossible(ctx context.Context, q *Queue, planned *merges, pairs []customer.Pair) error {
	shown := pairs[:min(len(pairs), shownPossible)]
	byID := make(map[string]*customer.Pair, len(shown))
	for i := range shown {
		byID[workbook.PairID(shown[i])] = &shown[i]
	}
	for chunk := range slices.Chunk(shown, mergeChunk) {
		list, err := s.planPairs(ctx, planned, chunk)
		if err != nil {
			return err
		}
		for _, w := range list {
			c := newCase(w)
			c.Pair = byID[w.Cluster.ID]
			q.Possible = append(q.Possible, c)
		}
	}
	q.Total = len(pairs) - len(shown) + len(q.Possible)
	return nil
}

func newCase(w workbook.Waiting) WaitingCase {
	c := WaitingCase{Cluster: w.Cluster, Reasons: w.Reasons, Stake: workbook.StakeOf(w)}
	var names, search []string
	for _, m := range w.Plan.Members() {
		name := strings.Join(strings.Fields(m.FirstName+" "+m.LastName), " ")
		names = append(names, cmp.Or(name, m.OrgName, m.ImportID))
		search = append(search, name, m.OrgName, m.Email, m.PhoneNumber, m.ImportID, m.CustomerID, customer.FormatID(m.ID))
	}
	c.Names = distinct(names)
	c.Search = store.Fold(strings.Join(append(search, w.Cluster.ID), "\n"))
	return c
}

// distinct returns each text once, in the order of their first.
func distinct(texts []string) []string {
	var list []string
	for _, text := range texts {
		if !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}
