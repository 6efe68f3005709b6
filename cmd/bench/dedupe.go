package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// dedupeOptions say how many customers duplicates are found in, and whether
// DuckDB does it too.
type dedupeOptions struct {
	load   loadOptions
	duckdb bool
	out    io.Writer
}

// runDedupe measures finding duplicates from a SQLite store to written
// reports, with the blocking that is chosen from the data, then of what changed, with
// four written rules, the scoring of pairs alone, and the same rules as SQL on DuckDB.
func runDedupe(ctx context.Context, args []string, out io.Writer) error {
	o := dedupeOptions{load: loadOptions{store: "sqlite"}, out: out}
	flags := flag.NewFlagSet("dedupe", flag.ContinueOnError)
	flags.IntVar(&o.load.rows, "customers", 100_000, "customers, a fifth of them duplicates")
	flags.BoolVar(&o.duckdb, "duckdb", false, "the same four rules and six comparisons as SQL on DuckDB too (its Python package, in an environment of its own)")
	if err := parse(flags, args); err != nil {
		return err
	}
	if o.load.rows < 1 {
		fmt.Fprintln(flags.Output(), "--customers takes a number over 0")
		return errUsage
	}
	return inFolder(flags.Name(), &o.load.dir, func() error { return o.run(ctx) })
}

// dedupeLine is the layout of the table.
const dedupeLine = "%-36s %10s %8s %8s %12s %10s %s\n"

func (o *dedupeOptions) run(ctx context.Context) error {
	if err := o.load.prepare(ctx); err != nil {
		return err
	}
	if _, err := o.load.own(ctx, trial{name: "import", file: loadFile, mapping: loadMap, db: dedupeStore}); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(o.load.dir, fourRules), rules, 0o600); err != nil {
		return err
	}
	fmt.Fprintf(o.out, dedupeLine, "from store to reports", "CUSTOMERS", "SECONDS", "CPU", "PAIRS", "PAIRS/S", "PEAK MEMORY")
	if err := o.ours(ctx, "rollcall, automatic blocking"); err != nil {
		return err
	}
	if err := o.since(ctx); err != nil {
		return err
	}
	if err := o.ours(ctx, "rollcall, four rules", "--config", fourRules); err != nil {
		return err
	}
	if err := o.compared(ctx); err != nil {
		return err
	}
	if !o.duckdb {
		return nil
	}
	return o.peer(ctx)
}

// The files of a measurement.
const (
	dedupeStore   = "dedupe.db"
	dedupeCopy    = "copy.db"
	dedupeReports = "found"
	fourRules     = "rules.yaml"
)

// ours finds the duplicates with the built program, in a copy of the store, so
// that no run sees another's clusters.
func (o *dedupeOptions) ours(ctx context.Context, name string, flags ...string) error {
	dir := o.load.dir
	if err := copyFile(filepath.Join(dir, dedupeStore), filepath.Join(dir, dedupeCopy)); err != nil {
		return err
	}
	return o.search(ctx, name, flags...)
}

// search finds the duplicates in the copy and prints how long that took.
func (o *dedupeOptions) search(ctx context.Context, name string, flags ...string) error {
	dir := o.load.dir
	args := append([]string{"dedupe", "--db", dedupeCopy, "--out", dedupeReports, "--quiet"}, flags...)
	f, err := o.load.timed(exec.CommandContext(ctx, filepath.Join(dir, "rollcall"), args...), name)
	if err != nil {
		return err
	}
	var summary struct {
		Pairs int64 `json:"candidate_pairs"`
	}
	data, err := os.ReadFile(filepath.Join(dir, dedupeReports, "summary.json"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, &summary); err != nil {
		return fmt.Errorf("summary of %s: %w", name, err)
	}
	o.print(f, summary.Pairs)
	return nil
}

// print writes one line: pairs are the candidate pairs that were compared, and
// pairs a second those over the whole time.
func (o *dedupeOptions) print(f figure, pairs int64) {
	fmt.Fprintf(o.out, dedupeLine, f.name, fmt.Sprint(f.rows), seconds(f.took), seconds(f.cpu), fmt.Sprint(pairs),
		fmt.Sprintf("%.0f", float64(pairs)/f.took.Seconds()), fmt.Sprintf("%d MB", f.peak>>20))
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f", d.Seconds()) }

// copyFile copies a closed store.
func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.Create(to)
	if err != nil {
		return err
	}
	defer target.Close()
	if _, err := io.Copy(target, source); err != nil {
		return err
	}
	return target.Close()
}
