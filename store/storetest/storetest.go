// Package storetest is the contract of package store as tests: every driver
// passes the same cases, unchanged. Each case gets a database of its own.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"testing"
	"time"

	"rollcall/store"
	"rollcall/store/customer"
)

// Database is one place where a store can be; it is empty when a case starts.
type Database struct {
	// Open opens the store that is there, as the driver's own Open does.
	Open func(ctx context.Context, opts store.Options) (store.Store, error)
	// SetSchema overwrites the recorded version of the schema.
	SetSchema func(t *testing.T, version int)
	// Bytes returns everything that the store keeps, as it can be read from
	// outside: files byte by byte, or every table as text.
	Bytes func(t *testing.T) []byte
}

// Fresh makes the database of a case. empty says that nothing may be in it, not
// even the schema; without it the present schema may be there already, which
// spares the case the migrations.
type Fresh func(t *testing.T, empty bool) Database

// Run runs the contract suite. It calls fresh once for each case. But for the
// cases about opening, which want to find no database, another tenant has
// customers, records, runs, memories, merges and matches of the same ids in it, of
// which nothing may have changed after the case: a statement that forgets the
// tenant meets the neighbour in one direction or the other.
func Run(t *testing.T, fresh Fresh) { run(t, fresh, groups) }

// RunQuestions runs the part of the suite that asks for customers, for stores
// that answer in more than one way.
func RunQuestions(t *testing.T, fresh Fresh) {
	run(t, fresh, slices.DeleteFunc(slices.Clone(groups), func(g group) bool { return !asking[g.name] }))
}

// asking names the groups of RunQuestions.
var asking = map[string]bool{"list": true, "filter": true, "text": true, "privacy": true, "tenants": true, "agreement": true}

func run(t *testing.T, fresh Fresh, groups []group) {
	for _, group := range groups {
		t.Run(group.name, func(t *testing.T) {
			for _, c := range group.cases {
				t.Run(c.name, func(t *testing.T) {
					empty := group.name == "open"
					l := &lab{T: t, ctx: t.Context(), db: fresh(t, empty), now: epoch}
					if empty {
						c.run(l)
						return
					}
					before := l.neighbour()
					c.run(l)
					same(l, "the neighbour", l.stateOf(neighbour), before)
				})
			}
		})
	}
}

type group struct {
	name  string
	cases []testCase
}

type testCase struct {
	name string
	run  func(*lab)
}

var groups = []group{
	{"open", openCases}, {"find", findCases}, {"load", loadCases}, {"list", listCases}, {"filter", filterCases},
	{"text", textCases}, {"intake", intakeCases}, {"memories", memoryCases}, {"take", takeCases}, {"sequence", sequenceCases}, {"related", relatedCases},
	{"runs", runCases}, {"lock", lockCases}, {"matches", matchCases}, {"amendments", amendmentCases}, {"reviews", reviewCases}, {"merge", mergeCases}, {"undo", undoCases}, {"privacy", privacyCases},
	{"journal", journalCases}, {"keeper", keeperCases}, {"prune", pruneCases}, {"tenants", tenantCases}, {"streams", streamCases},
	{"agreement", agreementCases}, {"properties", propertyCases},
}

// epoch is what the clock shows when a case starts.
var epoch = time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)

// lab is what a case works with: its database, its clock, and checks that end
// the case when the store fails.
type lab struct {
	*testing.T
	ctx context.Context
	db  Database
	now time.Time
}

// tick moves the clock on by an hour and returns the new time.
func (l *lab) tick() time.Time {
	l.now = l.now.Add(time.Hour)
	return l.now
}

// options are those of the default tenant's writing user ann.
func (l *lab) options() store.Options {
	return store.Options{User: "ann", Mode: store.Write, Now: func() time.Time { return l.now }}
}

// open opens the database for writing.
func (l *lab) open() store.Store {
	l.Helper()
	return l.openAs(l.options())
}

// openAs opens the database and closes it at the end of the case.
func (l *lab) openAs(opts store.Options) store.Store {
	l.Helper()
	s, err := l.db.Open(l.ctx, opts)
	l.must(err)
	l.Cleanup(func() {
		if err := s.Close(); err != nil {
			l.Errorf("close: %v", err)
		}
	})
	return s
}

// openTenant opens the database for another tenant.
func (l *lab) openTenant(name string) store.Store {
	l.Helper()
	opts := l.options()
	opts.Tenant = name
	return l.openAs(opts)
}

// must ends the case on an error.
func (l *lab) must(err error) {
	l.Helper()
	if err != nil {
		l.Fatal(err)
	}
}

// fails checks that an error is the one that the contract names.
func (l *lab) fails(err, want error) {
	l.Helper()
	if !errors.Is(err, want) {
		l.Fatalf("got error %v, want %v", err, want)
	}
}

// refused checks that there is an error.
func (l *lab) refused(err error) {
	l.Helper()
	if err == nil {
		l.Fatal("got no error")
	}
}

// same checks that two values are deeply equal.
func same[T any](l *lab, what string, got, want T) {
	l.Helper()
	if !reflect.DeepEqual(got, want) {
		l.Errorf("%s:\n got %s\nwant %s", what, show(got), show(want))
	}
}

func show(v any) string {
	text := fmt.Sprintf("%+v", v)
	if len(text) > 2000 {
		text = text[:2000] + "..."
	}
	return text
}

// all reads a stream to its end.
func all[T any](l *lab, stream iter.Seq2[T, error]) []T {
	l.Helper()
	var list []T
	for item, err := range stream {
		l.must(err)
		list = append(list, item)
	}
	return list
}

// begin starts a run and returns its id.
func (l *lab) begin(s store.Runs, kind string) string {
	l.Helper()
	run := customer.Run{Kind: kind}
	l.must(s.Begin(l.ctx, &run))
	return run.ID
}
