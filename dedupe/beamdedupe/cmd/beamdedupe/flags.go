package main

import (
	"context"
	"flag"
	"os"
	"strings"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe"
	"rollcall/dedupe/beamdedupe/component"
	"rollcall/dedupe/beamdedupe/source"
	"rollcall/store"
)

// flags are those of this command; Beam adds its own (--runner, --endpoint,
// --environment_type, ...).
type flags struct {
	input, db, tenant, out         string
	config, model, previous, judge string
	shards, ranges, rounds         int
	edges                          int64
	workers                        int
	verbose                        bool
}

func (o *flags) define(set *flag.FlagSet) {
	set.StringVar(&o.input, "input", "", "files of customers in JSON Lines, as a pattern: what rollcall export --shards writes (.gz and .zst too)")
	set.StringVar(&o.db, "db", "", "or the store to read, by ranges of ids: postgres://..., or a path")
	set.StringVar(&o.tenant, "tenant", store.DefaultTenant, "the store's tenant")
	set.StringVar(&o.out, "out", "", "the folder that pairs, clusters, dead letters, model and summary go to")
	set.StringVar(&o.config, "config", "", "settings, as rollcall dedupe --config takes them")
	set.StringVar(&o.model, "model", "", "use this frozen model instead of learning one")
	set.StringVar(&o.previous, "previous", "", "the clusters of the run before, as a pattern of files: their ids stay")
	set.StringVar(&o.judge, "judgements", "", "what people said of pairs, in JSON Lines: left, right (ids), verdict, on")
	set.IntVar(&o.shards, "shards", 4, "files of pairs, and of clusters")
	set.IntVar(&o.ranges, "ranges", 16, "ranges of ids that the store is read in")
	set.IntVar(&o.rounds, "rounds", 6, "rounds of label propagation, where there are more matches than --max-edges")
	set.Int64Var(&o.edges, "max-edges", 20_000_000, "matches up to which one worker finds the components")
	set.IntVar(&o.workers, "serve-workers", 0, "instead of searching, start workers for job servers on this machine that ask at this port")
	set.BoolVar(&o.verbose, "verbose", false, "say what the runner does")
}

// options reads what the flags name and checks it.
func (o *flags) options(ctx context.Context) (out beamdedupe.Options, err error) {
	if o.out == "" || (o.input == "") == (o.db == "") {
		return out, usagef("give --out, and one of --input and --db")
	}
	if o.shards < 1 || o.shards > 99999 || o.ranges < 1 || o.rounds < 1 {
		return out, usagef("--shards, --ranges and --rounds are counts from 1 on")
	}
	out = beamdedupe.Options{Model: o.model, Ranges: o.ranges, Store: source.Store{Address: o.db, Tenant: o.tenant},
		Components: component.Options{Limit: o.edges, Rounds: o.rounds}, Files: beamdedupe.FilesIn(strings.TrimRight(o.out, "/"), o.shards)}
	if out.Config, err = readConfig(o.config); err != nil {
		return out, err
	}
	if o.input != "" {
		if out.Inputs, err = source.Match(ctx, o.input); err != nil {
			return out, err
		}
	}
	if o.previous != "" {
		if out.Previous, err = source.Match(ctx, o.previous); err != nil {
			return out, err
		}
	}
	return out, o.known(ctx, &out)
}

func readConfig(path string) (dedupe.Config, error) {
	if path == "" {
		return dedupe.Config{}, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return dedupe.Config{}, err
	}
	return dedupe.ParseConfig(path, data)
}

// known reads the judgements: from their file, or from the store.
func (o *flags) known(ctx context.Context, out *beamdedupe.Options) (err error) {
	switch {
	case o.judge != "":
		out.Judgements, err = source.Judgements(ctx, o.judge)
	case o.db != "":
		out.Judgements, err = out.Store.Judgements(ctx)
	}
	return err
}
