package postgres_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/postgres"
	"rollcall/store/postgres/pgtest"
)

// cut ends every session on the database, as a restarted server does.
func cut(t *testing.T, address string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	u.Path = "/postgres"
	execute(t, u.String(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
}

func openWrite(t *testing.T, url string) store.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), url, store.Options{Mode: store.Write, User: "ann"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func newBatch(t *testing.T, s store.Store, run string) store.Batch {
	t.Helper()
	ids, customerIDs, err := s.Reserve(t.Context(), 20)
	if err != nil {
		t.Fatal(err)
	}
	batch := store.Batch{Run: run}
	for i, id := range ids {
		c := benchCustomer(int(id))
		c.ID, c.CustomerID = id, customerIDs[i]
		batch.New = append(batch.New, c)
		batch.Memories = append(batch.Memories, store.Memory{Key: "import:" + c.ImportID, Customer: id, Values: []byte("{}")})
	}
	return batch
}

func begin(t *testing.T, s store.Store) string {
	t.Helper()
	run := customer.Run{Kind: "import"}
	if err := s.Begin(t.Context(), &run); err != nil {
		t.Fatal(err)
	}
	return run.ID
}

// Whenever the connections are cut, each acknowledged batch is there once.
func TestLostConnectionsLoseNothing(t *testing.T) {
	address := pgtest.URL(t)
	s := openWrite(t, address)
	run := begin(t, s)
	ctx, stop := context.WithCancel(t.Context())
	var cutting sync.WaitGroup
	cutting.Go(func() {
		for ctx.Err() == nil {
			cut(t, address)
			time.Sleep(30 * time.Millisecond)
		}
	})
	const batches = 25
	for range batches {
		if err := s.Take(t.Context(), newBatch(t, s, run)); err != nil {
			t.Error(err)
		}
	}
	stop()
	cutting.Wait()
	n, err := s.Count(t.Context(), store.Query{})
	if err != nil || n != batches*20 {
		t.Errorf("%d customers, %v", n, err)
	}
	if found, err := s.Check(t.Context()); err != nil || len(found) > 0 {
		t.Errorf("check: %v, %v", found, err)
	}
}

// lockedThenCut returns a writer that holds the lock and has a batch to take, and
// another, after all connections were cut.
func lockedThenCut(t *testing.T) (s, other store.Store, batch store.Batch, release func() error) {
	t.Helper()
	address := pgtest.URL(t)
	s, other = openWrite(t, address), openWrite(t, address)
	batch = newBatch(t, s, begin(t, s))
	release, err := s.Lock(t.Context(), "first", 0)
	if err != nil {
		t.Fatal(err)
	}
	cut(t, address)
	return s, other, batch, release
}

func TestTheLockIsTakenAgainAfterALoss(t *testing.T) {
	s, other, batch, release := lockedThenCut(t)
	if err := s.Take(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	var locked *store.LockedError
	if _, err := other.Lock(t.Context(), "second", 0); !errors.As(err, &locked) || locked.Holder != "first" {
		t.Errorf("the lock was not taken again: %v", err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
}

func TestALockThatAnotherTookMeanwhileStopsTheWriter(t *testing.T) {
	s, other, batch, release := lockedThenCut(t)
	releaseOther, err := other.Lock(t.Context(), "second", time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Take(t.Context(), batch); !errors.Is(err, store.ErrLocked) {
		t.Errorf("the writer went on without its lock: %v", err)
	}
	if err := errors.Join(release(), releaseOther()); err != nil {
		t.Error(err)
	}
}

func TestAStreamThatIsCutSaysSo(t *testing.T) {
	address := pgtest.URL(t)
	s := openWrite(t, address)
	run := begin(t, s)
	for range 500 { // more than the network's buffers hold
		if err := s.Take(t.Context(), newBatch(t, s, run)); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	var last error
	for _, err := range s.List(t.Context(), store.Query{}) {
		if n++; n == 1 {
			cut(t, address)
		}
		last = err
	}
	if !errors.Is(last, store.ErrLost) {
		t.Errorf("after %d customers: %v", n, last)
	}
}
