package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// buildProgram builds rollcall into a folder. It must run inside the
// repository.
func buildProgram(ctx context.Context, dir string) error {
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(dir, "rollcall"), "rollcall/cmd/rollcall").CombinedOutput(); err != nil {
		return fmt.Errorf("building rollcall: %w\n%s", err, out)
	}
	return nil
}

// job is an import to measure.
type job struct {
	name              string
	file, mapping, db string
	dry               bool
}

// own imports a file with the built program into a store.
func (o *loadOptions) own(ctx context.Context, j job) (figure, error) {
	args := []string{"import", j.file, "--map", j.mapping, "--db", j.db, "--reports", "reports", "--quiet"}
	if j.dry {
		args = append(args, "--dry-run")
	}
	f, err := o.timed(exec.CommandContext(ctx, filepath.Join(o.dir, "rollcall"), args...), j.name)
	// Some invented rows are rejected: they have no contact. The others count.
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 3 {
		err = nil
	}
	return f, err
}

// timed runs a program in the folder of the measurement.
func (o *loadOptions) timed(cmd *exec.Cmd, name string) (figure, error) {
	cmd.Dir = o.dir
	started := time.Now()
	out, err := cmd.CombinedOutput()
	f := figure{name: name, rows: o.rows, took: time.Since(started)}
	f.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		f.peak = usage.Maxrss << 10 // Linux counts in KiB
	}
	if err != nil {
		return f, fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return f, nil
}

// ours measures a new load, an unchanged second one and, if asked, one in
// random key order into a store of its own. floor comes first in the figures.
func (o *loadOptions) ours(ctx context.Context, floor figure, name, db, randomDB string) ([]figure, error) {
	figures := []figure{floor}
	fresh, err := o.own(ctx, job{name: name + " new", file: loadFile, mapping: loadMap, db: db})
	if err != nil {
		return figures, err
	}
	again, err := o.own(ctx, job{name: name + " unchanged", file: loadFile, mapping: loadMap, db: db})
	if err != nil {
		return figures, err
	}
	again.ratio, again.bar = again.times(fresh)+" new", "> 1x"
	figures = append(figures, fresh, again)
	if !o.random {
		return figures, nil
	}
	shuffled, err := o.own(ctx, job{name: name + " random order", file: randomFile, mapping: loadMap, db: randomDB})
	shuffled.ratio, shuffled.bar = shuffled.times(fresh)+" ascending", ">= 0.4x"
	return append(figures, shuffled), err
}
