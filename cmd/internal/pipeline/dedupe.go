package pipeline

import (
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime/debug"

	"rollcall/dedupe"
	"rollcall/dedupe/blocking"
	"rollcall/dedupe/record"
	"rollcall/store"
	"rollcall/store/customer"
)

// DedupeOptions say how duplicates are found.
type DedupeOptions struct {
	Config dedupe.Config
	Model  string // path of a frozen model to use; made there when it does not exist
	Since  string // compare only what changed since: last, a run's id or a time; "": all
}

// dedupeGC makes the garbage collector run more often while all customers are
// searched, which takes some 7 % more time and keeps a million customers below
// 1.5 GB.
const dedupeGC = 50

// DedupeSummary is what a dedupe run found.
type DedupeSummary struct {
	Step            string            `json:"step"`
	Run             string            `json:"run"`
	Records         int               `json:"records"`
	CandidatePairs  int64             `json:"candidate_pairs"`
	Matches         int               `json:"matches"`
	PossibleMatches int               `json:"possible_matches"`
	Clusters        int               `json:"clusters"`
	Duplicates      int               `json:"duplicates"` // customers beyond the first of each cluster
	Since           string            `json:"since,omitempty"`
	Changed         *int              `json:"changed,omitempty"` // customers that were compared with all
	Full            string            `json:"full,omitempty"`    // why all were compared nevertheless
	Match           float64           `json:"match,omitempty"`   // thresholds, where they are not the default
	Review          float64           `json:"review,omitempty"`
	Reports         map[string]string `json:"reports"`
}

// Dedupe compares all live customers and keeps the pairs, the clusters and the
// model in the store and in the report folder.
func (s *Session) Dedupe(ctx context.Context, opt DedupeOptions) (*DedupeSummary, error) {
	sum := &DedupeSummary{Step: "dedupe", Match: opt.Config.Match, Review: opt.Config.Review}
	err := s.perform(ctx, step{kind: "dedupe", config: dedupeConfig{opt.Model, opt.Since}}, func(run *customer.Run) (any, error) {
		sum.Run = run.ID
		return sum, s.findDuplicates(ctx, opt, run, sum)
	})
	return sum, err
}

// dedupeConfig is what a dedupe run keeps of its options.
type dedupeConfig struct {
	Model string `json:"model"`
	Since string `json:"since,omitempty"`
}

func (s *Session) findDuplicates(ctx context.Context, opt DedupeOptions, run *customer.Run, sum *DedupeSummary) error {
	defer debug.SetGCPercent(debug.SetGCPercent(dedupeGC))
	dir, err := s.folder(run.ID)
	if err != nil {
		return err
	}
	result, keep, err := s.search(ctx, opt, run.ID, sum)
	if err != nil {
		return err
	}
	sum.count(result)
	kept := meanwhile(func() (bool, error) { return true, keep() })
	err = s.reportDuplicates(dir, result, sum)
	if _, failed := kept(); err != nil || failed != nil {
		return errors.Join(failed, err)
	}
	return keepModel(opt.Model, result.Model)
}

// search finds the duplicates. keep keeps them in the store.
func (s *Session) search(ctx context.Context, opt DedupeOptions, run string, sum *DedupeSummary) (found *dedupe.Result, keep func() error, err error) {
	model, err := readModel(opt.Model)
	if err != nil {
		return nil, nil, err
	}
	if opt.Since != "" {
		done, err := s.update(ctx, opt, run)
		sum.Since, sum.Full = opt.Since, done.full
		if err != nil {
			return nil, nil, err
		}
		if done.full == "" {
			sum.Changed = &done.changed
			return done.result, done.keep, nil
		}
		s.Log.Info("all customers are searched", "run", run, "why", done.full)
		if model == nil {
			model = done.model
		}
	}
	return s.searchAll(ctx, opt, run, model)
}

// searchAll compares all live customers.
func (s *Session) searchAll(ctx context.Context, opt DedupeOptions, run string, model []byte) (*dedupe.Result, func() error, error) {
	settings, err := opt.Config.Settings()
	if err != nil {
		return nil, nil, err
	}
	in, seq, err := s.dedupeInput(ctx)
	if err != nil {
		return nil, nil, err
	}
	in.Model = model
	result, err := dedupe.Run(ctx, opt.Config, in)
	if err != nil {
		return nil, nil, err
	}
	return result, func() error {
		return s.Store.SaveMatching(ctx, store.Matching{
			Run: run, Records: int64(result.Records), CandidatePairs: result.CandidatePairs, Comparisons: result.Comparisons,
			Pairs: result.Pairs, Clusters: result.Clusters, Model: result.Model, Settings: settings, Seq: seq, Keys: storedKeys(result.Entries),
		})
	}, nil
}

// storedKeys yields blocking keys as the store takes them.
func storedKeys(entries iter.Seq[blocking.Entry]) iter.Seq[store.Keyed] {
	return func(yield func(store.Keyed) bool) {
		for e := range entries {
			if !yield(store.Keyed{Key: e.Key, Customer: e.ID}) {
				return
			}
		}
	}
}

// readModel reads a frozen model; nil: there is none at the path, or no path.
func readModel(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return data, err
}

// keepModel writes a model where a path is given and nothing is there yet.
func keepModel(path string, model []byte) error {
	if path == "" {
		return nil
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return writeFile(path, func(w io.Writer) error { _, err := w.Write(model); return err })
}

// dedupeInput gathers what dedupe compares: every customer, merged-away ones
// as alternates, the previous clusters, and what people said.
func (s *Session) dedupeInput(ctx context.Context) (dedupe.Input, int64, error) {
	var in dedupe.Input
	seq, err := s.Store.Seq(ctx)
	if err != nil {
		return in, 0, err
	}
	said, err := s.verdicts(ctx)
	if err != nil {
		return in, 0, err
	}
	in.Judgements = said.judgements()
	last, err := s.Store.LastMatching(ctx, false)
	switch {
	case err == nil:
		in.Previous = last.Clusters
	case !errors.Is(err, store.ErrNotFound):
		return in, 0, err
	}
	all := store.Query{Merged: true}
	read := all
	read.Only = record.Reads
	in.Customers = s.counted(s.Store.List(ctx, read), "reading customers", s.totalOf(ctx, all))
	return in, seq, nil
}

// counted shows progress over a stream.
func (s *Session) counted(list iter.Seq2[*customer.Customer, error], what string, total int) iter.Seq2[*customer.Customer, error] {
	return func(yield func(*customer.Customer, error) bool) {
		advance, finish := s.Progress.beginOf(what, total)
		defer finish()
		var n int64
		for c, err := range list {
			n++
			advance(n)
			if !yield(c, err) {
				return
			}
		}
	}
}

func (sum *DedupeSummary) count(r *dedupe.Result) {
	sum.Records, sum.CandidatePairs, sum.Clusters = r.Records, r.CandidatePairs, len(r.Clusters)
	for _, p := range r.Pairs {
		if p.Decision == customer.Matched {
			sum.Matches++
		} else {
			sum.PossibleMatches++
		}
	}
	for _, c := range r.Clusters {
		sum.Duplicates += len(c.Members) - 1
	}
}

func (s *Session) reportDuplicates(dir string, r *dedupe.Result, sum *DedupeSummary) error {
	pairs, clusters := filepath.Join(dir, "pairs.csv"), filepath.Join(dir, "clusters.csv")
	sum.Reports = map[string]string{"pairs": pairs, "clusters": clusters}
	written := meanwhile(func() (bool, error) {
		return true, writeFile(pairs, func(w io.Writer) error { return dedupe.WritePairs(w, r) })
	})
	err := writeFile(clusters, func(w io.Writer) error { return dedupe.WriteClusters(w, r) })
	if _, other := written(); err != nil || other != nil {
		return errors.Join(err, other)
	}
	path := filepath.Join(dir, "dedupe.json")
	if err := writeJSON(path, r.Report); err != nil {
		return err
	}
	sum.Reports["model"] = path
	return s.writeSummary(dir, sum)
}
