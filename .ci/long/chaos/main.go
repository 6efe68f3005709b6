// Command chaos runs programs against one store all at once, kills one of them
// every few seconds, and proves afterwards that nothing is broken or lost:
//
//	go run ./.ci/long/chaos [--for 2m] [--every 10s] [--store sqlite|postgres|both] [--seed 1]
//
// Three imports, two merges, one dedupe and three readers are each started over
// and over. In the end `db check` must be clean, and every row of an import that
// ended well must be there. No program may end in a way that it should not:
// waiting for the writers' lock in vain is one that it may.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"rollcall/.ci/long/internal/ground"
	"rollcall/store"
	"rollcall/store/connect"
	"rollcall/store/customer"
	"rollcall/store/postgres/pgtest"
)

func main() {
	var o options
	flag.DurationVar(&o.length, "for", 2*time.Minute, "how long programs are started")
	flag.DurationVar(&o.every, "every", 10*time.Second, "how often one is killed")
	engines := flag.String("store", "both", "sqlite, postgres or both")
	flag.Uint64Var(&o.seed, "seed", 1, "of who is killed")
	flag.Parse()
	if err := run(o, ground.Engines(*engines)); err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		os.Exit(1)
	}
}

type options struct {
	length, every time.Duration
	seed          uint64
}

func run(o options, engines ground.Engines) error {
	g, err := ground.New("chaos", "rollcall")
	if err != nil {
		return err
	}
	program := g.Path("rollcall")
	err = engines.On(func() error {
		return disturb(o, program, g.Path("sqlite"), g.Path("store.db"))
	}, func() error {
		return onPostgres(o, program, g.Path("postgres"))
	})
	return errors.Join(err, g.Remove())
}

func onPostgres(o options, program, dir string) error {
	server, stop, err := pgtest.Start()
	if err != nil {
		return err
	}
	defer stop()
	url, drop, err := pgtest.Database(server)
	if err != nil {
		return err
	}
	defer drop()
	return disturb(o, program, dir, url)
}

// disturb runs the programs on one store and checks it afterwards.
func disturb(o options, program, dir, address string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	ctx := context.Background()
	z := &zoo{options: o, program: program, dir: dir, address: address, running: map[*exec.Cmd]string{}, random: rand.New(rand.NewPCG(o.seed, 0))}
	if err := z.begin(); err != nil {
		return err
	}
	z.live(ctx)
	z.report(os.Stdout)
	return errors.Join(errors.Join(z.problems...), z.check(ctx))
}

// begin makes the store, with something to merge.
func (z *zoo) begin() error {
	path := filepath.Join(z.dir, "first.csv")
	importIDs, err := writeRows(path, importers, 0)
	if err != nil {
		return err
	}
	z.acknowledged = importIDs
	return errors.Join(z.once("import", path, "--reports", path+"-reports"), z.once("dedupe"))
}

// check looks for damage, and for every acknowledged row.
func (z *zoo) check(ctx context.Context) error {
	if err := z.once("db", "check"); err != nil {
		return err
	}
	s, err := connect.Open(ctx, z.address, store.Options{Mode: store.Read})
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }() // nothing was written
	refs := make([]customer.Ref, len(z.acknowledged))
	for i, importID := range z.acknowledged {
		refs[i] = customer.Ref{Kind: customer.ByImportID, Text: importID}
	}
	hits, err := s.Find(ctx, refs)
	if err != nil {
		return err
	}
	missing := 0
	for _, hit := range hits {
		if len(hit) != 1 || hit[0].Survivor == 0 {
			missing++
		}
	}
	merges, err := s.ListMerges(ctx, store.MergeQuery{})
	if err != nil {
		return err
	}
	fmt.Printf("  %d acknowledged rows, %d of them missing; %d merges; db check clean\n", len(refs), missing, len(merges))
	if missing > 0 {
		return fmt.Errorf("%d acknowledged rows are missing", missing)
	}
	return nil
}
