package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/dedupe/merge"
	"rollcall/store"
	"rollcall/store/customer"
)

// MergeOptions say how clusters are merged without a person.
type MergeOptions struct {
	Policy     merge.Policy
	OnConflict string // review (default): what conflicts waits; policy: its proposals are taken; fail: nothing is merged when anything waits
	MaxMerges  int    // secondaries; 0: no limit of its own
	Yes        bool   // merge although a limit is passed
	DryRun     bool
}

// MergeSummary is what a merge run did.
type MergeSummary struct {
	Step            string            `json:"step"`
	Run             string            `json:"run,omitempty"`
	DryRun          bool              `json:"dry_run,omitempty"`
	MergedClusters  int               `json:"merged_clusters"`
	MergedCustomers int               `json:"merged_customers"` // secondaries
	Moved           int               `json:"moved"`            // related records
	Conflicts       int               `json:"conflicts"`        // fields that wait for a person
	Waiting         int               `json:"waiting"`          // clusters
	NewWaiting      int               `json:"new_waiting"`
	Stale           int               `json:"stale"` // clusters with a member that changed while they were merged
	WaitingReasons  []WaitingReason   `json:"waiting_reasons,omitempty"`
	WaitingClusters []string          `json:"waiting_clusters,omitempty"`
	Reports         map[string]string `json:"reports"`
}

// WaitingReason is how many clusters wait for one reason.
type WaitingReason struct {
	Reason string `json:"reason"`
	Count  int    `json:"count"`
}

// mergeChunk is how many clusters are planned or merged at once.
const mergeChunk = 500

// candidate is a cluster on its way to a merge.
type candidate struct {
	cluster customer.Cluster
	plan    *merge.Plan
	reasons []string
}

// Merge merges the clusters of the last dedupe run that need no person, and
// writes the others into the conflicts workbook.
func (s *Session) Merge(ctx context.Context, opt MergeOptions) (*MergeSummary, error) {
	sum := &MergeSummary{Step: "merge", DryRun: opt.DryRun, Reports: map[string]string{}}
	last, err := s.Store.LastMatching(ctx, true)
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("%w: nothing to merge yet: run rollcall dedupe first", ErrUsage)
	}
	if err != nil {
		return nil, err
	}
	if opt.DryRun {
		_, err := s.planMerges(ctx, opt, last, sum)
		return sum, err
	}
	err = s.perform(ctx, step{kind: "merge", config: map[string]any{"on_conflict": opt.OnConflict, "dedupe": last.Run}}, func(run *customer.Run) (any, error) {
		sum.Run = run.ID
		return sum, s.mergeClusters(ctx, opt, last, sum)
	})
	return sum, err
}

func (s *Session) mergeClusters(ctx context.Context, opt MergeOptions, last *store.Matching, sum *MergeSummary) error {
	dir, err := s.folder(sum.Run)
	if err != nil {
		return err
	}
	planned, err := s.planMerges(ctx, opt, last, sum)
	if err != nil {
		return err
	}
	if err := s.execute(ctx, planned, sum); err != nil {
		return err
	}
	if err := s.reportConflicts(ctx, dir, planned, last, sum); err != nil {
		return err
	}
	return s.writeSummary(dir, sum)
}

// merges holds the clusters of a run by what becomes of them. Those that merge
// by themselves are kept as clusters only and planned again in their turn, so
// that memory does not grow with them.
type merges struct {
	ready   []customer.Cluster
	waiting []candidate
	policy  merge.Policy // for the ready ones
}

// planMerges plans every cluster and checks the limits, before anything is
// changed.
func (s *Session) planMerges(ctx context.Context, opt MergeOptions, last *store.Matching, sum *MergeSummary) (*merges, error) {
	planned := &merges{policy: opt.Policy}
	secondaries := 0
	for chunk := range slices.Chunk(last.Clusters, mergeChunk) {
		list, err := s.plan(ctx, opt.Policy, chunk)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			switch {
			case c.plan == nil: // fewer than two members are still apart
			case len(settled(c.reasons, opt.OnConflict)) == 0:
				planned.ready = append(planned.ready, c.cluster)
				secondaries += len(c.plan.Secondaries)
			default:
				planned.waiting = append(planned.waiting, c)
				sum.Conflicts += len(c.plan.Blocking())
			}
		}
		if s.Stopping() {
			return nil, ErrInterrupted
		}
	}
	if err := s.countWaiting(ctx, planned, sum); err != nil {
		return nil, err
	}
	return planned, s.checkLimits(ctx, opt, planned, secondaries, sum)
}

func (s *Session) checkLimits(ctx context.Context, opt MergeOptions, planned *merges, secondaries int, sum *MergeSummary) error {
	if opt.OnConflict == "fail" && len(planned.waiting) > 0 {
		return fmt.Errorf("%w: %d clusters wait for a person and --on-conflict is fail: nothing was merged", ErrStopped, len(planned.waiting))
	}
	base, err := s.Store.Count(ctx, store.Query{})
	if err != nil {
		return err
	}
	if sum.DryRun {
		sum.MergedClusters, sum.MergedCustomers = len(planned.ready), secondaries
	}
	if opt.Yes {
		return nil
	}
	if err := merge.Limit(opt.Policy, int(base), secondaries, opt.MaxMerges); err != nil {
		return fmt.Errorf("%w before merging: %w", ErrStopped, err)
	}
	return nil
}

// settled returns the reasons that remain when conflicts are left to the
// policy.
func settled(reasons []string, onConflict string) []string {
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
func (s *Session) plan(ctx context.Context, policy merge.Policy, clusters []customer.Cluster) ([]candidate, error) {
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
		c := candidate{cluster: cluster}
		var members []merge.Member
		for i := range cluster.Members {
			if now := customers[i]; now.MergedInto == 0 && !now.Obfuscated {
				members = append(members, merge.Member{Customer: now})
			}
		}
		customers = customers[len(cluster.Members):]
		if len(members) > 1 {
			if c.plan, err = merge.NewPlan(policy, members, merge.Options{}); err != nil {
				return nil, fmt.Errorf("cluster %s: %w", cluster.ID, err)
			}
			c.reasons = merge.Gate(policy, cluster, c.plan)
		}
		list = append(list, c)
	}
	return list, nil
}

// execute merges clusters, a chunk a transaction.
func (s *Session) execute(ctx context.Context, planned *merges, sum *MergeSummary) error {
	advance, finish := s.Progress.begin("merging")
	defer finish()
	for chunk := range slices.Chunk(planned.ready, mergeChunk) {
		list, err := s.plan(ctx, planned.policy, chunk)
		if err != nil {
			return err
		}
		plans := make([]store.MergePlan, 0, len(list))
		for _, c := range list {
			plans = append(plans, stored(c.cluster.ID, c.plan))
		}
		outcomes, err := s.Store.Merge(ctx, sum.Run, plans)
		if err != nil {
			return err
		}
		for i, o := range outcomes {
			if o.Err != nil {
				sum.Stale++
				continue
			}
			sum.MergedClusters++
			sum.MergedCustomers += len(plans[i].Merge.Secondaries)
			sum.Moved += len(o.Moved)
		}
		advance(int64(sum.MergedClusters))
		if s.Stopping() {
			return ErrInterrupted
		}
	}
	return nil
}

// stored turns a plan into what the store executes.
func stored(cluster string, p *merge.Plan) store.MergePlan {
	m := customer.Merge{Cluster: cluster, Survivor: p.Survivor.ID, Choices: p.Choices, Before: []customer.Image{{Customer: p.Survivor}}}
	for _, c := range p.Secondaries {
		m.Secondaries = append(m.Secondaries, c.ID)
		m.Before = append(m.Before, customer.Image{Customer: c})
	}
	return store.MergePlan{Merge: m, Result: p.Result}
}
