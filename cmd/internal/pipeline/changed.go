package pipeline

import (
	"context"
	"iter"
	"maps"
	"slices"
	"time"

	"rollcall/store"
	"rollcall/store/customer"
)

// LastDedupe is the word for the last dedupe run.
const LastDedupe = "last"

// dedupeSince finds the moment that text names. What changed since the last outcome
// is always compared: last names no other moment.
func (s *Session) dedupeSince(ctx context.Context, text string) (Since, error) {
	if text == LastDedupe {
		return Since{}, nil
	}
	return ChangedAfter(ctx, s.Store, text, "")
}

// familyBatch is how many customers are loaded at a time, and familyAhead how many
// batches beside the one that is worked on.
const (
	familyBatch = 2000
	familyAhead = 2
)

// family streams live customers and all that were merged into them.
func (s *Session) family(ctx context.Context, ids []int64) iter.Seq2[*customer.Customer, error] {
	return func(yield func(*customer.Customer, error) bool) {
		all, err := s.members(ctx, ids)
		if err != nil {
			yield(nil, err)
			return
		}
		s.loaded(ctx, all, yield)
	}
}

// members returns ids and those of all that were merged into them, in the order of the
// store.
func (s *Session) members(ctx context.Context, ids []int64) ([]int64, error) {
	merged, err := s.Store.MergedInto(ctx, ids)
	all := slices.Concat(ids, merged)
	slices.Sort(all)
	return slices.Compact(all), err
}

// loaded yields the customers of some ids, whose batches are loaded beside each other.
func (s *Session) loaded(ctx context.Context, ids []int64, yield func(*customer.Customer, error) bool) {
	ctx, cancel := context.WithCancel(ctx)
	var loading []func() ([]*customer.Customer, error)
	defer func() {
		cancel()
		for _, wait := range loading {
			_, _ = wait() // the store is not left while it is read
		}
	}()
	batches := slices.Collect(slices.Chunk(ids, familyBatch))
	for i := range batches {
		for next := i + len(loading); next < len(batches) && len(loading) <= familyAhead; next++ {
			loading = append(loading, meanwhile(func() ([]*customer.Customer, error) {
				return s.Store.Load(ctx, batches[next], store.Include{})
			}))
		}
		list, err := loading[0]()
		loading = loading[1:]
		if err != nil {
			yield(nil, err)
			return
		}
		for _, c := range list {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// changes are the customers that an outcome does not know as they are.
type changes struct {
	ids  []int64 // that were records or are, ascending
	live []int64 // those that are, ascending
	many bool    // so many that one whole search is cheaper; then the lists are cut short
}

// changedSince finds the customers that changed since an outcome, and since a moment
// that lies further back; those whose alternates did; and those that somebody
// judged since the outcome's run began. Beyond most it gives up.
func (s *Session) changedSince(ctx context.Context, last *store.Matching, since Since, most int) (changes, error) {
	touched := map[int64]bool{}
	queries := []store.Query{{Merged: true, AfterSeq: last.Seq, Only: []string{}}}
	switch {
	case !since.Time.IsZero():
		queries = append(queries, store.Query{Merged: true, UpdatedAfter: since.Time, Only: []string{}})
	case since.Run != "":
		queries[0].AfterSeq = min(last.Seq, since.seq)
	}
	for _, q := range queries {
		for c, err := range s.Store.List(ctx, q) {
			if err != nil {
				return changes{}, err
			}
			if touched[c.ID] = true; len(touched) > most {
				return changes{many: true}, nil
			}
		}
	}
	if err := s.judgedSince(ctx, last, touched); err != nil {
		return changes{}, err
	}
	named := slices.Collect(maps.Keys(touched))
	live, err := s.liveOnes(ctx, named)
	if err != nil {
		return changes{}, err
	}
	records := map[int64]bool{}
	for _, id := range live {
		records[id], touched[id] = true, true
	}
	return changes{ids: slices.Sorted(maps.Keys(touched)), live: slices.Sorted(maps.Keys(records))}, nil
}

// judgedSince adds the customers that were judged since an outcome's run began.
func (s *Session) judgedSince(ctx context.Context, last *store.Matching, touched map[int64]bool) error {
	var began time.Time
	if run, err := s.Store.RunByID(ctx, last.Run); err == nil {
		began = run.StartedOn
	}
	said, err := s.Store.Judgements(ctx)
	for _, j := range said {
		if !j.On.Before(began) {
			touched[j.LeftID], touched[j.RightID] = true, true
		}
	}
	return err
}
