package pipeline

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rollcall/dedupe/merge"
	"rollcall/store"
	"rollcall/store/customer"
)

// judgedDifferent is why a cluster waits in which a person said of two members,
// but not of all, that they are different.
const judgedDifferent = "judged_different"

// candidate is a cluster on its way to a merge.
type candidate struct {
	cluster customer.Cluster
	plan    *merge.Plan // nil: nothing to merge or decide any more
	reasons []string    // why it waits for a person
}

// merges holds the clusters of a run by what becomes of them. Those that merge
// by themselves are kept as clusters only and planned again in their turn, so
// that memory does not grow with them.
type merges struct {
	policy      merge.Policy
	said        verdicts
	ready       []customer.Cluster
	secondaries int // of the ready ones
	waiting     []candidate
}

// sortOut plans every cluster of a dedupe run and says which of them merge by
// themselves.
func (s *Session) sortOut(ctx context.Context, opt MergeOptions, last *store.Matching) (*merges, error) {
	said, err := s.verdicts(ctx)
	if err != nil {
		return nil, err
	}
	planned := &merges{policy: opt.Policy, said: said}
	for chunk := range slices.Chunk(last.Clusters, mergeChunk) {
		list, err := s.plan(ctx, planned, chunk)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			planned.take(c, opt.OnConflict)
		}
		if s.Stopping() {
			return nil, ErrInterrupted
		}
	}
	return planned, nil
}

func (m *merges) take(c candidate, onConflict string) {
	switch {
	case c.plan == nil:
	case len(remaining(c.reasons, onConflict)) == 0:
		m.ready = append(m.ready, c.cluster)
		m.secondaries += len(c.plan.Secondaries)
	default:
		m.waiting = append(m.waiting, c)
	}
}

// remaining returns the reasons that are left when conflicts are settled by the
// policy.
func remaining(reasons []string, onConflict string) []string {
	if onConflict != "policy" {
		return reasons
	}
	var rest []string
	for _, r := range reasons {
		if !strings.HasPrefix(r, merge.ReasonDiffers) {
			rest = append(rest, r)
		}
	}
	return rest
}

// plan loads the members of some clusters and plans each.
func (s *Session) plan(ctx context.Context, planned *merges, clusters []customer.Cluster) ([]candidate, error) {
	var ids []int64
	for _, c := range clusters {
		for _, m := range c.Members {
			ids = append(ids, m.ID)
		}
	}
	customers, err := s.Store.Load(ctx, ids, store.Everything)
	if err != nil {
		return nil, err
	}
	list := make([]candidate, 0, len(clusters))
	for _, cluster := range clusters {
		n := len(cluster.Members)
		c, err := planned.candidate(cluster, customers[:n])
		if err != nil {
			return nil, err
		}
		customers = customers[n:]
		list = append(list, c)
	}
	return list, nil
}

// candidate plans a cluster of the customers as they stand. It has no plan when
// fewer than two are still apart, or a person said that all of them are
// different.
func (m *merges) candidate(cluster customer.Cluster, customers []*customer.Customer) (candidate, error) {
	c := candidate{cluster: cluster}
	var members []merge.Member
	for _, now := range customers {
		if now.MergedInto == 0 && !now.Obfuscated {
			members = append(members, merge.Member{Customer: now})
		}
	}
	if len(members) < 2 {
		return c, nil
	}
	plan, err := merge.NewPlan(m.policy, members, merge.Options{})
	if err != nil {
		return c, fmt.Errorf("cluster %s: %w", cluster.ID, err)
	}
	pairs, different := m.said.apart(plan)
	if different == pairs {
		return c, nil
	}
	c.plan, c.reasons = plan, merge.Gate(m.policy, cluster, plan)
	if different > 0 {
		c.reasons = append(c.reasons, judgedDifferent)
	}
	return c, nil
}
