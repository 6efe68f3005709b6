package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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

// trial is an import to measure.
type trial struct {
	name              string
	file, mapping, db string
}

// own imports a file with the built program into a store.
func (o *loadOptions) own(ctx context.Context, t trial) (figure, error) {
	args := []string{"import", t.file, "--map", t.mapping, "--db", t.db, "--reports", "reports", "--quiet"}
	f, err := o.timed(exec.CommandContext(ctx, filepath.Join(o.dir, "rollcall"), args...), t.name)
	// Some invented rows are rejected: they have no contact. The others count.
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 3 {
		err = nil
	}
	return f, err
}

// timed runs a program in the folder of the measurement.
func (o *loadOptions) timed(cmd *exec.Cmd, name string) (figure, error) {
	var out bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = o.dir, &out, &out
	started := time.Now()
	if err := cmd.Start(); err != nil {
		return figure{}, fmt.Errorf("%s: %w", name, err)
	}
	ended, peak := make(chan struct{}), make(chan int64)
	go func() { peak <- watchMemory(cmd.Process.Pid, ended) }()
	err := cmd.Wait()
	f := figure{name: name, rows: o.rows, took: time.Since(started), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	close(ended)
	f.peak = <-peak
	if err != nil {
		return f, fmt.Errorf("%s: %w\n%s", name, err, out.Bytes())
	}
	return f, nil
}

// watchMemory returns the most resident memory that a process had, in bytes, as
// Linux keeps it; 0 where it cannot be known. What wait reports would not do:
// a child starts with the peak of its parent.
func watchMemory(pid int, ended <-chan struct{}) (peak int64) {
	for {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if _, rest, ok := bytes.Cut(status, []byte("VmHWM:")); err == nil && ok {
			var kilobytes int64
			if _, err := fmt.Sscan(string(rest), &kilobytes); err == nil {
				peak = max(peak, kilobytes<<10)
			}
		}
		select {
		case <-ended:
			return peak
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// ours measures a new load, an unchanged second one and, if asked, one in
// random key order into a store of its own. floor comes first in the figures.
func (o *loadOptions) ours(ctx context.Context, floor figure, name, db, randomDB string) ([]figure, error) {
	figures := []figure{floor}
	fresh, err := o.own(ctx, trial{name: name + " new", file: loadFile, mapping: loadMap, db: db})
	if err != nil {
		return figures, err
	}
	again, err := o.own(ctx, trial{name: name + " unchanged", file: loadFile, mapping: loadMap, db: db})
	if err != nil {
		return figures, err
	}
	again.ratio, again.bar = again.times(fresh)+" new", "> 1x"
	figures = append(figures, fresh, again)
	if !o.random {
		return figures, nil
	}
	shuffled, err := o.own(ctx, trial{name: name + " random order", file: randomFile, mapping: loadMap, db: randomDB})
	shuffled.ratio, shuffled.bar = shuffled.times(fresh)+" ascending", ">= 0.4x"
	return append(figures, shuffled), err
}
