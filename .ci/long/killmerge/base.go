package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"time"

	"rollcall/.ci/long/internal/ground"
	"rollcall/store"
	"rollcall/store/connect"
	"rollcall/store/customer"
)

// base is a store full of clusters.
type base struct {
	*series
	url    string
	before []byte // the portable export
}

func (s *series) newBase(fresh func() (string, error)) (*base, error) {
	url, err := fresh()
	if err != nil {
		return nil, err
	}
	b := &base{series: s, url: url}
	if err := ground.Run("", s.Path("bench"), "merge", "--clusters", fmt.Sprint(s.clusters), "--fill", url); err != nil {
		return nil, err
	}
	b.before, err = b.export()
	return b, err
}

// arguments are those of a command on this base.
func (b *base) arguments(args ...string) []string {
	return append(args, "--db", b.url, "--wait", "1m", "--quiet")
}

func (b *base) rollcall(args ...string) error {
	return ground.Run(b.Dir, b.Path("rollcall"), b.arguments(args...)...)
}

func (b *base) export() ([]byte, error) {
	if err := b.rollcall("export", "export.csv", "--columns", "portable"); err != nil {
		return nil, err
	}
	return os.ReadFile(b.Path("export.csv"))
}

// killAndFinish kills runs at random moments of what is left to do, at most so
// many, until one comes to its end; then it undoes everything. some are the
// kills that hit in the middle.
func (b *base) killAndFinish(ctx context.Context, whole time.Duration, most int) (killed, some int, err error) {
	left := 1.0
	for {
		ended, err := b.killAfter(most > killed, time.Duration(b.random.Float64()*left*float64(whole)))
		if err != nil {
			return killed, some, err
		}
		done, err := b.merged(ctx)
		if err != nil {
			return killed, some, err
		}
		if err := b.rollcall("db", "check"); err != nil {
			return killed, some, err
		}
		if ended {
			return killed, some, b.finished(ctx)
		}
		killed++
		if done > 0 && done < b.clusters {
			some++
		}
		left = 1.1 - float64(done)/float64(b.clusters)
	}
}

// killAfter starts a merge run and, where it may, kills it after a while. ended
// says that it came to its end before.
func (b *base) killAfter(may bool, wait time.Duration) (ended bool, err error) {
	if !may {
		return true, b.rollcall("merge", "auto", "--yes")
	}
	cmd := exec.Command(b.Path("rollcall"), b.arguments("merge", "auto", "--yes")...)
	cmd.Dir = b.Dir
	if err := cmd.Start(); err != nil {
		return false, err
	}
	killed, err := ground.KillAfter(cmd, wait)
	return !killed, err
}

// reading opens the base's store for f.
func (b *base) reading(ctx context.Context, f func(s store.Store) error) error {
	s, err := connect.Open(ctx, b.url, store.Options{Mode: store.Read})
	if err != nil {
		return err
	}
	return errors.Join(f(s), s.Close())
}

// merged counts the merged clusters; one that is merged in part is an error.
func (b *base) merged(ctx context.Context) (done int, err error) {
	err = b.reading(ctx, func(s store.Store) error {
		found, err := s.LastMatching(ctx, false)
		if err != nil {
			return err
		}
		for chunk := range slices.Chunk(found.Clusters, 1000) {
			n, err := whole(ctx, s, chunk)
			if err != nil {
				return err
			}
			done += n
		}
		merges, err := s.ListMerges(ctx, store.MergeQuery{})
		if err == nil && len(merges) != done {
			err = fmt.Errorf("%d clusters are merged, and %d merges kept", done, len(merges))
		}
		return err
	})
	return done, err
}

// whole counts those of some clusters that are merged.
func whole(ctx context.Context, s store.Customers, clusters []customer.Cluster) (done int, err error) {
	var ids []int64
	for _, c := range clusters {
		for _, m := range c.Members {
			ids = append(ids, m.ID)
		}
	}
	list, err := s.Load(ctx, ids, store.Everything)
	if err != nil {
		return 0, err
	}
	for _, c := range clusters {
		away, records := 0, 0
		for _, m := range list[:len(c.Members)] {
			if m.MergedInto != 0 {
				away++
			} else {
				records = len(m.Related)
			}
		}
		list = list[len(c.Members):]
		switch {
		case away == len(c.Members)-1 && records == 2*len(c.Members):
			done++
		case away != 0 || records != 2:
			return 0, fmt.Errorf("cluster %s is half merged: %d of %d away, %d records on a live one", c.ID, away, len(c.Members), records)
		}
	}
	return done, nil
}

// finished checks that everything is merged, that a further run does nothing,
// and that undoing every run gives back the same bytes.
func (b *base) finished(ctx context.Context) error {
	done, err := b.merged(ctx)
	if err != nil {
		return err
	}
	if done != b.clusters {
		return fmt.Errorf("a run ended, and %d of %d clusters are merged", done, b.clusters)
	}
	runs, err := b.runs(ctx)
	if err != nil {
		return err
	}
	for _, run := range runs {
		if err := b.rollcall("merge", "undo", "--run", run); err != nil {
			return err
		}
	}
	after, err := b.export()
	if err == nil && !bytes.Equal(b.before, after) {
		err = errors.New("the export after undoing everything differs")
	}
	return err
}

// runs lists the merge runs, killed ones too.
func (b *base) runs(ctx context.Context) (ids []string, err error) {
	err = b.reading(ctx, func(s store.Store) error {
		list, err := s.ListRuns(ctx, store.RunQuery{Kind: "merge"})
		for _, r := range list {
			ids = append(ids, r.ID)
		}
		return err
	})
	return ids, err
}
