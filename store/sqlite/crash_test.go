package sqlite_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/sqlite"
)

// The test binary, started again with one of these set to a store's path, is
// another program.
const (
	holdsLock    = "ROLLCALL_TEST_HOLD_LOCK"
	takesBatches = "ROLLCALL_TEST_TAKE_BATCHES"
)

func TestMain(m *testing.M) {
	var err error
	if path := os.Getenv(holdsLock); path != "" {
		err = holdLock(path)
	} else if path := os.Getenv(takesBatches); path != "" {
		err = takeBatches(path)
	} else {
		os.Exit(m.Run())
	}
	fmt.Println(err)
	os.Exit(1)
}

// program starts the other program and returns it with what it says, line by
// line.
func program(t *testing.T, what, path string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	other := exec.Command(os.Args[0])
	other.Env = append(os.Environ(), what+"="+path)
	said, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = other.Process.Kill() // it may be dead already
		_ = other.Wait()         // and says so
	})
	return other, bufio.NewScanner(said)
}

// holdLock locks a store, says so, and waits to be killed.
func holdLock(path string) error {
	ctx := context.Background()
	s, err := sqlite.Open(ctx, path, store.Options{Mode: store.Write})
	if err != nil {
		return err
	}
	if _, err := s.Lock(ctx, "the other program", 0); err != nil {
		return err
	}
	fmt.Println("locked")
	select {}
}

func TestLockOfAKilledProgram(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rollcall.db")
	s := open(t, path)
	other, said := program(t, holdsLock, path)
	if !said.Scan() || said.Text() != "locked" {
		t.Fatalf("the other program said %q", said.Text())
	}
	var locked *store.LockedError
	if _, err := s.Lock(t.Context(), "this one", 0); !errors.As(err, &locked) || locked.Holder != "the other program" {
		t.Errorf("got %v", err)
	}
	add(t, s, "a") // the lock keeps runs apart: a hand change is not kept out
	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = other.Wait() // reports the kill
	release, err := s.Lock(t.Context(), "this one", 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
}

// perBatch is how many customers each batch of takeBatches brings.
const perBatch = 300

// takeBatches writes batches without end and says a line after each.
func takeBatches(path string) error {
	ctx := context.Background()
	s, err := sqlite.Open(ctx, path, store.Options{Mode: store.Write})
	if err != nil {
		return err
	}
	run := customer.Run{Kind: "import"}
	if err := s.Begin(ctx, &run); err != nil {
		return err
	}
	for n := 0; ; n++ {
		ids, customerIDs, err := s.Reserve(ctx, perBatch)
		if err != nil {
			return err
		}
		batch := store.Batch{Run: run.ID, Checkpoint: fmt.Appendf(nil, `{"batch":%d}`, n)}
		for i, id := range ids {
			batch.New = append(batch.New, &customer.Customer{ID: id, CustomerID: customerIDs[i], ImportID: fmt.Sprint(id), Version: 1,
				Related: []customer.Related{{Kind: customer.Orders, ID: fmt.Sprint(id), Data: []byte("{}")}}})
			batch.Memories = append(batch.Memories, store.Memory{Key: fmt.Sprint(id), Customer: id, Values: []byte("{}")})
		}
		if err := s.Take(ctx, batch); err != nil {
			return err
		}
		fmt.Println(run.ID)
	}
}

// TestKilledWriter kills a program while it writes, again and again: what it
// acknowledged is there, what it did not is there as a whole batch or not at
// all, and the checkpoint speaks of exactly what is there.
func TestKilledWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rollcall.db")
	s := open(t, path)
	before := int64(0)
	for round := range 6 {
		other, said := program(t, takesBatches, path)
		run, acknowledged := "", int64(0)
		for acknowledged < int64(2+round) && said.Scan() {
			run = said.Text()
			acknowledged++
		}
		if err := other.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for said.Scan() {
			acknowledged++
		}
		_ = other.Wait() // reports the kill
		n, err := s.Count(t.Context(), store.Query{})
		if err != nil {
			t.Fatal(err)
		}
		batches := (n - before) / perBatch
		if n%perBatch != 0 || batches < acknowledged {
			t.Errorf("%d customers are there after %d acknowledged batches", n-before, acknowledged)
		}
		got, err := s.RunByID(t.Context(), run)
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf(`{"batch":%d}`, batches-1); string(got.Checkpoint) != want {
			t.Errorf("the checkpoint is %s, want %s", got.Checkpoint, want)
		}
		tally, err := s.Tally(t.Context(), run)
		if err != nil || tally != (store.Tally{Created: n - before, RelatedCreated: n - before}) {
			t.Errorf("the tally is %+v of %d customers: %v", tally, n-before, err)
		}
		before = n
	}
	if findings, err := s.Check(t.Context()); err != nil || len(findings) > 0 {
		t.Errorf("%v %v", findings, err)
	}
}
