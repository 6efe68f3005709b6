package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"time"

	"rollcall/cmd/internal/pipeline"
	"rollcall/dedupe/merge"
	"rollcall/store"
	"rollcall/store/connect"
	"rollcall/store/postgres/pgtest"
)

// The bars for 20,000 clusters, 50,000 customers and 100,000 related records.
const (
	mergeBar = 30 * time.Second
	undoBar  = 60 * time.Second
)

// mergeOptions say what is merged, and where.
type mergeOptions struct {
	clusters int
	store    string // sqlite, postgres or both
	server   string // URL of a PostgreSQL server; "": one of its own
	fill     string // a store to fill, and nothing else
	dir      string
}

// runMerge measures merging clusters of two and three customers, and undoing
// it, reports included.
func runMerge(ctx context.Context, args []string, out io.Writer) error {
	var o mergeOptions
	flags := flag.NewFlagSet("merge", flag.ContinueOnError)
	flags.IntVar(&o.clusters, "clusters", 20_000, "clusters of two and three customers, two related records each")
	flags.StringVar(&o.store, "store", "both", "sqlite, postgres or both")
	serverFlag(flags, &o.server)
	flags.StringVar(&o.fill, "fill", "", "only put the base into this store: a path or a PostgreSQL URL")
	if err := parse(flags, args); err != nil {
		return err
	}
	if o.fill != "" {
		return fillStore(ctx, o.fill, o.clusters)
	}
	return inFolder(flags.Name(), &o.dir, func() error { return o.run(ctx, out) })
}

func (o *mergeOptions) run(ctx context.Context, out io.Writer) error {
	measured := false
	if o.store == "sqlite" || o.store == "both" {
		measured = true
		if err := o.measure(ctx, filepath.Join(o.dir, "merge.db"), out); err != nil {
			return fmt.Errorf("sqlite: %w", err)
		}
	}
	if o.store == "postgres" || o.store == "both" {
		measured = true
		if err := o.onServer(ctx, out); err != nil {
			return fmt.Errorf("postgres: %w", err)
		}
	}
	if !measured {
		return errors.New("--store takes sqlite, postgres or both")
	}
	return nil
}

func (o *mergeOptions) onServer(ctx context.Context, out io.Writer) error {
	server := o.server
	if server == "" {
		url, stop, err := pgtest.Start()
		if err != nil {
			return err
		}
		defer stop()
		server = url
	}
	url, drop, err := pgtest.Database(server)
	if err != nil {
		return err
	}
	defer drop()
	return o.measure(ctx, url, out)
}

// measure fills a store, merges everything and undoes it.
func (o *mergeOptions) measure(ctx context.Context, url string, out io.Writer) error {
	if err := fillStore(ctx, url, o.clusters); err != nil {
		return err
	}
	s, err := connect.Open(ctx, url, store.Options{User: "bench", Mode: store.Write})
	if err != nil {
		return err
	}
	session := &pipeline.Session{Store: s, Reports: filepath.Join(o.dir, "reports"), Stopping: func() bool { return false }, Log: slog.New(slog.DiscardHandler)}
	return errors.Join(bothWays(ctx, session, out), s.Close())
}

// bothWays merges what the store's clusters say, and undoes it.
func bothWays(ctx context.Context, session *pipeline.Session, out io.Writer) error {
	status, err := session.Store.Status(ctx)
	if err != nil {
		return err
	}
	start := time.Now()
	merged, err := session.Merge(ctx, pipeline.MergeOptions{Policy: merge.DefaultPolicy(), OnConflict: "review", Yes: true})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %d clusters, %d customers merged away, %d records moved, %d waiting: %.1f s (bar %.0f s)\n",
		status.Engine, merged.MergedClusters, merged.MergedCustomers, merged.Moved, merged.Waiting, time.Since(start).Seconds(), mergeBar.Seconds())
	start = time.Now()
	undone, err := session.Undo(ctx, pipeline.UndoOptions{Run: merged.Run})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %d merges undone, %d customers back, %d records moved back, %d conflicts: %.1f s (bar %.0f s)\n",
		status.Engine, undone.Undone, undone.Restored, undone.Back, len(undone.Conflicts), time.Since(start).Seconds(), undoBar.Seconds())
	return nil
}
