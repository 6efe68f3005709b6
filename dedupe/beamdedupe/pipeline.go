// Package beamdedupe finds duplicates among customers on Apache Beam: the steps of
// package dedupe, called on tables of a few thousand records each, with the counts
// that they make added up by the engine. The files that it writes are, byte for byte,
// those of rollcall dedupe over the same customers.
package beamdedupe

import (
	"context"
	"errors"
	"fmt"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/component"
	"rollcall/dedupe/beamdedupe/source"
	"rollcall/store/customer"
)

// Options say what a pipeline reads, how it searches and what it writes.
type Options struct {
	Inputs     []string     // files of JSON Lines; or
	Store      source.Store // the store to read
	Ranges     int          // of ids, that the store is read in
	Config     dedupe.Config
	Model      string   // path of a frozen model; "": one is learned
	Previous   []string // files of clusters of the run before
	Judgements []customer.Judgement
	Components component.Options
	Files      Files
}

var errNoInput = errors.New("nothing to read: give files or a store")

// Build adds the whole search to a pipeline. Errors are those of reaching the store.
func Build(ctx context.Context, s beam.Scope, o Options) error {
	people, unread, err := o.people(ctx, s)
	if err != nil {
		return err
	}
	records, twice := assembled(s, people)
	in := learning{records: records}
	k := known{cfg: o.Config, judgements: o.Judgements}
	var model beam.PCollection
	if o.Model != "" {
		model = in.frozen(s, o.Config, o.Model)
	} else {
		model = in.learn(s, k)
	}
	f := scored(s, k, in, model)
	clusters := clustered(s, k, in, model, f.pairs, previousClusters(s, o.Previous), o.Components)
	o.Files.write(s, results{base: in.base, model: model, clusters: clusters, dead: beam.Flatten(s, unread, twice), found: f})
	return nil
}

// people reads the customers.
func (o *Options) people(ctx context.Context, s beam.Scope) (people, dead beam.PCollection, err error) {
	switch {
	case len(o.Inputs) > 0:
		people, dead = source.Files(s, o.Inputs, o.Config.Region)
		return people, dead, nil
	case o.Store.Address != "":
		people, dead, err = source.Ranges(ctx, s, o.Store, o.Ranges, o.Config.Region)
		if err != nil {
			err = fmt.Errorf("read the store: %w", err)
		}
		return people, dead, err
	}
	return people, dead, errNoInput
}

// frozen makes blocks by a model that is given, which it returns as a fact.
func (in *learning) frozen(s beam.Scope, cfg dedupe.Config, path string) beam.PCollection {
	model := fileFact(s, path)
	in.base, _ = profiled(s, cfg, in.records, &model)
	in.blocks = shared(s, in.records, in.base, settled(s, in.records, in.base, model))
	return model
}

// learn makes blocks and a model of what the records show.
func (in *learning) learn(s beam.Scope, k known) beam.PCollection {
	in.base, in.drawn = profiled(s, k.cfg, in.records, nil)
	in.start = started(s, k.cfg, in.records, in.base)
	rules := chosen(s, k.cfg, in.records, in.base, in.start)
	plan, live := plans(s, k.cfg, in.records, in.base, rules)
	in.plan, in.blocks = plan, shared(s, in.records, in.base, live)
	return learned(s, k, *in)
}
