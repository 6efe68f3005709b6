package pipeline

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"runtime/debug"
	"slices"
	"sync"

	"rollcall/dedupe"
	"rollcall/dedupe/blocking"
	"rollcall/store"
	"rollcall/store/customer"
)

// Why an incremental search searched all customers after all.
const (
	FullFirst    = "no_earlier_outcome"
	FullKeys     = "no_index_of_keys" // the last outcome brought none: it was loaded
	FullModel    = "model_of_older_version"
	FullOther    = "other_model"         // than --model says
	FullSettings = "other_settings"      // than those of the last outcome
	FullMany     = "many_changes"        // a whole search is cheaper
	FullOutgrown = "outgrown_model"      // blocks are larger than it allows for
	FullIndex    = "index_of_keys_grown" // a whole search makes it anew
)

const (
	manyChanges = 4 // of so many customers one changed: search all
	fewChanges  = 1000
	grownIndex  = 4 // one in so many entries was added by updates
)

// update is an incremental search under way.
type update struct {
	*Session
	opt   DedupeOptions
	last  *store.Matching // without pairs and clusters
	model *dedupe.Model
	whole func() (*store.Matching, error) // the last outcome, which is read meanwhile
	held  map[int64]*customer.Customer    // changed customers, which every step reads
	seq   int64                           // that the customers are read at
	said  []customer.Judgement
}

// updated is what an incremental search came to: its result, or why all customers
// must be searched, with which model (nil: a new one).
type updated struct {
	result  *dedupe.Result
	keep    func() error // keeps it in the store
	changed int
	full    string
	model   []byte
}

// updateGC makes the garbage collector run seldom: what an update reads it keeps, so
// that collecting finds little.
const updateGC = 400

// update brings the last outcome up to date, if it can be.
func (s *Session) update(ctx context.Context, opt DedupeOptions, run string) (updated, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(updateGC))
	since, err := s.dedupeSince(ctx, opt.Since)
	if err != nil {
		return updated{}, err
	}
	u := update{Session: s, opt: opt}
	out, err := u.base(ctx)
	if err != nil || out.full != "" {
		return out, err
	}
	defer u.readWhole(ctx)()
	if u.seq, err = s.Store.Seq(ctx); err != nil {
		return out, err
	}
	said, err := s.verdicts(ctx)
	if err != nil {
		return out, err
	}
	u.said = said.judgements()
	records, err := s.Store.Count(ctx, store.Query{})
	if err != nil {
		return out, err
	}
	found, err := s.changedSince(ctx, u.last, since, max(fewChanges, int(records)/manyChanges))
	if err != nil {
		return out, err
	}
	out.changed = len(found.live)
	if found.many {
		return updated{full: FullMany, model: u.last.Model}, nil
	}
	return u.search(ctx, found, int(records), run)
}

// readWhole begins to read the last outcome. The function that it returns ends that:
// the store is not left while it is read.
func (u *update) readWhole(ctx context.Context) (end func()) {
	reading, stop := context.WithCancel(ctx)
	u.whole = meanwhile(func() (*store.Matching, error) { return u.Store.LastMatching(reading, true) })
	return func() {
		stop()
		_, _ = u.whole()
	}
}

// base finds out whether the last outcome can be brought up to date.
func (u *update) base(ctx context.Context) (updated, error) {
	last, err := u.Store.LastModel(ctx)
	if errors.Is(err, store.ErrNotFound) {
		return updated{full: FullFirst}, nil
	}
	if err != nil {
		return updated{}, err
	}
	u.last = last
	settings, err := u.opt.Config.Settings()
	if err != nil {
		return updated{}, err
	}
	given, err := readModel(u.opt.Model)
	if err != nil {
		return updated{}, err
	}
	if given != nil && !bytes.Equal(given, last.Model) {
		return updated{full: FullOther, model: given}, nil
	}
	keys, err := u.Store.KeyCounts(ctx)
	if err != nil {
		return updated{}, err
	}
	var broken error
	switch u.model, broken = dedupe.ParseModel(last.Model); {
	case keys.Whole == 0 && last.Records > 0:
		out := updated{full: FullKeys, model: last.Model}
		if broken != nil {
			out.model = nil // as little as the keys
		}
		return out, nil
	case broken != nil:
		return updated{full: FullModel}, nil
	case keys.Added > fewChanges && keys.Added > keys.Whole/grownIndex:
		return updated{full: FullIndex, model: last.Model}, nil
	}
	if settings != last.Settings {
		out := updated{full: FullSettings}
		if dedupe.SameLearning(settings, last.Settings) {
			out.model = last.Model
		}
		return out, nil
	}
	return updated{}, nil
}

// search compares what changed with all, and clusters what that touches.
func (u *update) search(ctx context.Context, found changes, records int, run string) (updated, error) {
	out := updated{changed: len(found.live)}
	search, err := dedupe.NewUpdate(ctx, u.opt.Config, dedupe.UpdateInput{Model: u.model, Judgements: u.said,
		Changed: found.ids, Customers: u.holding(u.family(ctx, found.live))})
	if err != nil {
		return out, err
	}
	for hit, err := range u.Store.FindKeys(ctx, search.Keys()) {
		if err != nil {
			return out, err
		}
		search.Meet(blocking.Entry{Key: hit.Key, ID: hit.Customer})
	}
	if search.Outgrown() > 0 {
		return updated{full: FullOutgrown, model: u.last.Model}, nil
	}
	if err := search.Score(ctx, u.again(ctx, append(search.Met(), found.live...))); err != nil {
		return out, err
	}
	last, err := u.whole()
	if err != nil {
		return out, err
	}
	affected := search.Affected(last.Pairs)
	if err := search.Cluster(ctx, last.Pairs, u.again(ctx, affected)); err != nil {
		return out, err
	}
	amended := search.Amend(dedupe.Outcome{Records: records, Compared: last.CandidatePairs, Pairs: last.Pairs, Clusters: last.Clusters})
	amended.Whole.Model = u.last.Model
	out.result = amended.Whole
	out.keep = func() error {
		return u.Store.AmendMatching(ctx, store.Amendment{
			Base: u.last.Run, Run: run, Records: int64(records), CandidatePairs: amended.Whole.CandidatePairs, Seq: u.seq,
			Customers: found.ids, Pairs: amended.Pairs, Dissolved: amended.Dissolved, Clusters: amended.Clusters, Keys: slices.Collect(storedKeys(slices.Values(search.Entries()))),
		})
	}
	return out, nil
}

// mostHeld bounds how many customers are held: some 100 MB.
const mostHeld = 50_000

// holding passes customers on and holds them for the next steps.
func (u *update) holding(customers iter.Seq2[*customer.Customer, error]) iter.Seq2[*customer.Customer, error] {
	u.held = map[int64]*customer.Customer{}
	return func(yield func(*customer.Customer, error) bool) {
		for c, err := range customers {
			if err == nil && len(u.held) < mostHeld {
				u.held[c.ID] = c
			}
			if !yield(c, err) {
				return
			}
		}
	}
}

// again streams live customers and all that were merged into them, in no order: those
// that are held are not read again.
func (u *update) again(ctx context.Context, ids []int64) iter.Seq2[*customer.Customer, error] {
	return func(yield func(*customer.Customer, error) bool) {
		all, err := u.members(ctx, ids)
		if err != nil {
			yield(nil, err)
			return
		}
		var rest []int64
		for _, id := range all {
			if c := u.held[id]; c == nil {
				rest = append(rest, id)
			} else if !yield(c, nil) {
				return
			}
		}
		u.loaded(ctx, rest, yield)
	}
}

// meanwhile does something on another core; the function that it returns waits for the
// outcome, as often as it is asked.
func meanwhile[T any](do func() (T, error)) func() (T, error) {
	var out T
	var err error
	var doing sync.WaitGroup
	doing.Go(func() { out, err = do() })
	return func() (T, error) {
		doing.Wait()
		return out, err
	}
}
