package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"

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

// mergeConfig is what a merge run remembers of how it was asked for.
type mergeConfig struct {
	OnConflict string       `json:"on_conflict"`
	Dedupe     string       `json:"dedupe"` // the run whose clusters are merged
	Policy     merge.Policy `json:"policy"`
}

// Merge merges the clusters of the last dedupe run that need no person, and
// writes the others into the conflicts workbook.
func (s *Session) Merge(ctx context.Context, opt MergeOptions) (*MergeSummary, error) {
	sum := &MergeSummary{Step: "merge", DryRun: opt.DryRun, Reports: map[string]string{}}
	last, err := s.lastMatching(ctx)
	if err != nil {
		return nil, err
	}
	if opt.DryRun {
		_, err := s.planMerges(ctx, opt, last, sum)
		return sum, err
	}
	err = s.perform(ctx, step{kind: "merge", config: mergeConfig{opt.OnConflict, last.Run, opt.Policy}}, func(run *customer.Run) (any, error) {
		sum.Run = run.ID
		return sum, s.mergeClusters(ctx, opt, last, sum)
	})
	return sum, err
}

// lastMatching returns what the last dedupe run found.
func (s *Session) lastMatching(ctx context.Context) (*store.Matching, error) {
	last, err := s.Store.LastMatching(ctx, true)
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("%w: nothing to merge yet: run rollcall dedupe first", ErrUsage)
	}
	return last, err
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
	if err := s.executeReported(ctx, dir, planned, sum); err != nil {
		return err
	}
	if err := s.reportConflicts(ctx, dir, planned, last, sum); err != nil {
		return err
	}
	return s.writeSummary(dir, sum)
}

// planMerges plans every cluster and checks the limits, before anything is
// changed.
func (s *Session) planMerges(ctx context.Context, opt MergeOptions, last *store.Matching, sum *MergeSummary) (*merges, error) {
	planned, err := s.sortOut(ctx, opt, last)
	if err != nil {
		return nil, err
	}
	for _, c := range planned.waiting {
		sum.Conflicts += len(c.plan.Blocking())
	}
	if err := s.countWaiting(ctx, planned, sum); err != nil {
		return nil, err
	}
	return planned, s.checkLimits(ctx, opt, planned, sum)
}

func (s *Session) checkLimits(ctx context.Context, opt MergeOptions, planned *merges, sum *MergeSummary) error {
	if opt.OnConflict == "fail" && len(planned.waiting) > 0 {
		return fmt.Errorf("%w: %d clusters wait for a person and --on-conflict is fail: nothing was merged", ErrStopped, len(planned.waiting))
	}
	base, err := s.Store.Count(ctx, store.Query{})
	if err != nil {
		return err
	}
	if sum.DryRun {
		sum.MergedClusters, sum.MergedCustomers = len(planned.ready), planned.secondaries
	}
	if opt.Yes {
		return nil
	}
	if err := merge.Limit(opt.Policy, int(base), planned.secondaries, opt.MaxMerges); err != nil {
		return fmt.Errorf("%w before merging: %w", ErrStopped, err)
	}
	return nil
}

// executeReported merges clusters and writes which ones into merged.csv.
func (s *Session) executeReported(ctx context.Context, dir string, planned *merges, sum *MergeSummary) error {
	merged, err := createMerged(dir)
	if err != nil {
		return err
	}
	sum.Reports["merged"] = merged.path
	return errors.Join(s.execute(ctx, planned, merged, sum), merged.close())
}

// execute merges clusters, a chunk a transaction.
func (s *Session) execute(ctx context.Context, planned *merges, merged *mergedFile, sum *MergeSummary) error {
	advance, finish := s.Progress.beginOf("merging", len(planned.ready))
	defer finish()
	for chunk := range slices.Chunk(planned.ready, mergeChunk) {
		list, err := s.plan(ctx, planned, chunk)
		if err != nil {
			return err
		}
		plans := make([]store.MergePlan, 0, len(list))
		for _, c := range list {
			if c.plan == nil {
				sum.Stale++ // merged away or judged since it was looked at
				continue
			}
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
			if err := merged.add(plans[i], o); err != nil {
				return err
			}
		}
		if err := merged.flush(); err != nil {
			return err
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
