package source

import (
	"context"
	"fmt"
	"strconv"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/store"
	"rollcall/store/connect"
)

func init() {
	beam.RegisterDoFn(&rangeFn{})
	register.Emitter2[int64, int64]()
	beam.RegisterDoFn(&cutFn{})
}

// Store names a store and its tenant.
type Store struct {
	Address string // path, sqlite:PATH or postgres://...
	Tenant  string
}

func (s Store) open(ctx context.Context) (store.Store, error) {
	return connect.Open(ctx, s.Address, store.Options{Tenant: s.Tenant, Mode: store.Read})
}

// Ranges reads a store's customers, merged-away ones too, in so many ranges of ids of
// one width, and returns people (PCollection<parcel.Parcel>, as AppendPerson writes
// them) and dead letters (PCollection<Dead>). Every range is a question of its own: nobody should write to
// the store meanwhile.
func Ranges(ctx context.Context, s beam.Scope, from Store, ranges int, region string) (people, dead beam.PCollection, err error) {
	s = s.Scope("source.Ranges")
	first, last, err := from.extent(ctx)
	if err != nil {
		return people, dead, err
	}
	cut := &cutFn{First: first, Width: (last-first)/int64(ranges) + 1, Ranges: ranges}
	people, dead = beam.ParDo2(s, &rangeFn{from, region}, beam.Reshuffle(s, beam.ParDo(s, cut, beam.Create(s, 0))))
	return people, dead, nil
}

// extent returns the smallest and the largest id.
func (s Store) extent(ctx context.Context) (first, last int64, err error) {
	in, err := s.open(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = in.Close() }() // it is only read
	for _, q := range []struct {
		desc bool
		id   *int64
	}{{false, &first}, {true, &last}} {
		for c, err := range in.List(ctx, store.Query{Merged: true, Limit: 1, Sort: []store.Sort{{Field: "id", Desc: q.desc}}}) {
			if err != nil {
				return 0, 0, fmt.Errorf("read ids: %w", err)
			}
			*q.id = c.ID
		}
	}
	return first, last, nil
}

// cutFn cuts the ids into ranges.
type cutFn struct {
	First, Width int64
	Ranges       int
}

// ProcessElement emits each range: from, up to but without.
func (f *cutFn) ProcessElement(_ int, emit func(int64, int64)) {
	for i := range int64(f.Ranges) {
		emit(f.First+i*f.Width, f.First+(i+1)*f.Width)
	}
}

// rangeFn reads one range.
type rangeFn struct {
	From   Store
	Region string
}

// ProcessElement reads the customers with ids in [from, to).
func (f *rangeFn) ProcessElement(ctx context.Context, from, to int64, emit func(parcel.Parcel), dead func(Dead)) error {
	in, err := f.From.open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // it is only read
	q := store.Query{Merged: true, Filters: []store.Filter{
		{Field: "id", Op: store.Gte, Value: strconv.FormatInt(from, 10)}, {Field: "id", Op: store.Lt, Value: strconv.FormatInt(to, 10)}}}
	people := crowd{emit: emit}
	for c, err := range in.List(ctx, q) {
		if err != nil {
			return fmt.Errorf("read customers from id %d on: %w", from, err)
		}
		p, err := prepare(c, f.Region)
		if err != nil {
			dead(Dead{From: fmt.Sprintf("ids %d to %d", from, to-1), ID: c.ID, Reason: err.Error()})
			continue
		}
		people.add(p)
	}
	people.send()
	return nil
}
