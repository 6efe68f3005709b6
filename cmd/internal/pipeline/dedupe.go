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
	"rollcall/store"
	"rollcall/store/customer"
)

// DedupeOptions say how duplicates are found.
type DedupeOptions struct {
	Config dedupe.Config
	Model  string // path of a frozen model to use; made there when it does not exist
}

// dedupeGC makes the garbage collector run more often while duplicates are
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
	Reports         map[string]string `json:"reports"`
}

// Dedupe compares all live customers and keeps the pairs, the clusters and the
// model in the store and in the report folder.
func (s *Session) Dedupe(ctx context.Context, opt DedupeOptions) (*DedupeSummary, error) {
	sum := &DedupeSummary{Step: "dedupe"}
	err := s.perform(ctx, step{kind: "dedupe", config: map[string]any{"model": opt.Model}}, func(run *customer.Run) (any, error) {
		sum.Run = run.ID
		return sum, s.findDuplicates(ctx, opt, run, sum)
	})
	return sum, err
}

func (s *Session) findDuplicates(ctx context.Context, opt DedupeOptions, run *customer.Run, sum *DedupeSummary) error {
	dir, err := s.folder(run.ID)
	if err != nil {
		return err
	}
	in, seq, err := s.dedupeInput(ctx, opt)
	if err != nil {
		return err
	}
	defer debug.SetGCPercent(debug.SetGCPercent(dedupeGC))
	result, err := dedupe.Run(ctx, opt.Config, in)
	if err != nil {
		return err
	}
	sum.count(result)
	if err := s.keepMatching(ctx, result, run.ID, seq); err != nil {
		return err
	}
	if opt.Model != "" && in.Model == nil {
		if err := writeFile(opt.Model, func(w io.Writer) error { _, err := w.Write(result.Model); return err }); err != nil {
			return err
		}
	}
	return s.reportDuplicates(dir, result, sum)
}

// dedupeInput gathers what dedupe compares: every customer, merged-away ones
// as alternates, the previous clusters, and what people said.
func (s *Session) dedupeInput(ctx context.Context, opt DedupeOptions) (dedupe.Input, int64, error) {
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
	if opt.Model != "" {
		in.Model, err = os.ReadFile(opt.Model)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return in, 0, err
		}
	}
	all := store.Query{Merged: true}
	in.Customers = s.counted(s.Store.List(ctx, all), "reading customers", s.totalOf(ctx, all))
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

func (s *Session) keepMatching(ctx context.Context, r *dedupe.Result, run string, seq int64) error {
	return s.Store.SaveMatching(ctx, store.Matching{
		Run: run, Records: int64(r.Records), CandidatePairs: r.CandidatePairs, Comparisons: r.Comparisons,
		Pairs: r.Pairs, Clusters: r.Clusters, Model: r.Model, Seq: seq,
	})
}

func (s *Session) reportDuplicates(dir string, r *dedupe.Result, sum *DedupeSummary) error {
	sum.Reports = map[string]string{}
	files := []struct {
		name  string
		write func(io.Writer) error
	}{
		{"pairs", func(w io.Writer) error { return dedupe.WritePairs(w, r) }},
		{"clusters", func(w io.Writer) error { return dedupe.WriteClusters(w, r) }},
	}
	for _, f := range files {
		path := filepath.Join(dir, f.name+".csv")
		if err := writeFile(path, f.write); err != nil {
			return err
		}
		sum.Reports[f.name] = path
	}
	path := filepath.Join(dir, "dedupe.json")
	if err := writeJSON(path, r.Report); err != nil {
		return err
	}
	sum.Reports["model"] = path
	return s.writeSummary(dir, sum)
}
