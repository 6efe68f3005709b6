package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// rules are the four blocking rules and six comparisons, as a configuration of
// ours.
//
//go:embed dedupe.rules.yaml
var rules []byte

// peerSQL is the same on DuckDB: normalised columns, the union of four joins,
// six comparisons with fixed weights, and the pairs over a threshold as CSV. It
// learns no model and forms no clusters, which is in its favour.
//
//go:embed dedupe.duckdb.sql
var peerSQL []byte

// peerScript runs the SQL and prints how many pairs were compared.
const peerScript = `import duckdb, json
c = duckdb.connect()
c.execute(open("peer.sql").read())
print(json.dumps({"pairs": c.execute("SELECT count(*) FROM pairs").fetchone()[0]}), file=open("peer.json", "w"))
`

// peer measures DuckDB; where its package cannot be had it says so.
func (o *dedupeOptions) peer(ctx context.Context) error {
	python, err := o.environment(ctx)
	if err != nil {
		fmt.Fprintf(o.out, "DuckDB is not measured: its Python package is not available here (%v)\n", err)
		return ctx.Err()
	}
	dir := o.load.dir
	for name, data := range map[string][]byte{"peer.sql": peerSQL, "peer.py": []byte(peerScript)} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return err
		}
	}
	f, err := o.load.timed(exec.CommandContext(ctx, python, "peer.py"), "DuckDB, four rules, no clusters")
	if err != nil {
		return err
	}
	var counted struct{ Pairs int64 }
	data, err := os.ReadFile(filepath.Join(dir, "peer.json"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, &counted); err != nil {
		return fmt.Errorf("pairs of DuckDB: %w", err)
	}
	o.print(f, counted.Pairs)
	return nil
}

// environment makes a Python environment with DuckDB in the folder of the
// measurement and returns its interpreter.
func (o *dedupeOptions) environment(ctx context.Context) (string, error) {
	folder := filepath.Join(o.load.dir, "python")
	if err := exec.CommandContext(ctx, "python3", "-m", "venv", folder).Run(); err != nil {
		return "", fmt.Errorf("python3 -m venv: %w", err)
	}
	python := filepath.Join(folder, "bin", "python")
	if err := exec.CommandContext(ctx, python, "-m", "pip", "install", "--quiet", "duckdb").Run(); err != nil {
		return "", fmt.Errorf("pip install duckdb: %w", err)
	}
	return python, nil
}
