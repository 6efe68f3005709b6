// Command killmerge kills merge runs at random moments and proves that no
// cluster is ever half merged, that the store stays clean, that a further run
// merges the rest, and that undoing all of it gives back the same bytes:
//
//	go run ./.ci/long/killmerge [--clusters 20000] [--kills 20] [--seed 1] [--store sqlite|postgres|both]
//
// It builds the programs itself and starts a PostgreSQL server of its own, and
// takes some minutes.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"rollcall/.ci/long/internal/ground"
	"rollcall/store/postgres/pgtest"
)

func main() {
	s := &series{}
	flag.IntVar(&s.clusters, "clusters", 20_000, "clusters to merge")
	flag.IntVar(&s.kills, "kills", 20, "how often a run is killed on each store")
	seed := flag.Uint64("seed", 1, "of the moments")
	engines := flag.String("store", "both", "sqlite, postgres or both")
	flag.Parse()
	s.random = rand.New(rand.NewPCG(*seed, 0))
	if err := s.run(context.Background(), ground.Engines(*engines)); err != nil {
		fmt.Fprintln(os.Stderr, "killmerge:", err)
		os.Exit(1)
	}
}

// series is one run of this command.
type series struct {
	*ground.Ground
	clusters, kills int
	random          *rand.Rand
}

func (s *series) run(ctx context.Context, engines ground.Engines) (err error) {
	if s.Ground, err = ground.New("killmerge", "rollcall", "bench"); err != nil {
		return err
	}
	err = engines.On(func() error { return s.onStore(ctx, "sqlite", s.File) }, func() error { return s.onPostgres(ctx) })
	return errors.Join(err, s.Remove())
}

func (s *series) onPostgres(ctx context.Context) error {
	server, stop, err := pgtest.Start()
	if err != nil {
		return err
	}
	defer stop()
	return s.onStore(ctx, "postgres", func() (string, error) {
		url, _, err := pgtest.Database(server) // gone with the server
		return url, err
	})
}

// onStore kills runs until there were enough of them. A base that a run has
// finished is checked and replaced by a fresh one.
func (s *series) onStore(ctx context.Context, name string, fresh func() (string, error)) error {
	whole, err := s.undisturbed(ctx, fresh)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	fmt.Printf("%s: %d clusters merge in %.1f s undisturbed\n", name, s.clusters, whole.Seconds())
	killed, bases, caught := 0, 0, 0
	for killed < s.kills {
		b, err := s.newBase(fresh)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		n, some, err := b.killAndFinish(ctx, whole, s.kills-killed)
		if err != nil {
			return fmt.Errorf("%s: after %d kills: %w", name, killed+n, err)
		}
		killed, bases, caught = killed+n, bases+1, caught+some
	}
	fmt.Printf("%s: %d kills on %d bases, %d of them with merges done and others open: no cluster half merged, every check clean, every base finished and undone to the same bytes\n",
		name, killed, bases, caught)
	return nil
}

// undisturbed measures a run that nobody kills.
func (s *series) undisturbed(ctx context.Context, fresh func() (string, error)) (time.Duration, error) {
	b, err := s.newBase(fresh)
	if err != nil {
		return 0, err
	}
	start := time.Now()
	if err := b.rollcall("merge", "auto", "--yes"); err != nil {
		return 0, err
	}
	took := time.Since(start)
	return took, b.finished(ctx)
}
