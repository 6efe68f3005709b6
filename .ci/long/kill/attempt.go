package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"rollcall/.ci/long/internal/ground"
)

// rejectedCode is how an import ends that is done, but rejected rows.
const rejectedCode = 3

// attempt is one import under way.
type attempt struct {
	dir, db, name string
	cmd           *exec.Cmd
	stderr        bytes.Buffer
}

func (s *series) attempt(fresh func() (string, error), name string) (*attempt, error) {
	db, err := fresh()
	return &attempt{dir: s.Dir, db: db, name: name}, err
}

// reports is the attempt's folder. Its path stands in reports that name their
// own sizes, so that all attempts' paths are of one length.
func (a *attempt) reports() string {
	return filepath.Join(a.dir, (a.name + strings.Repeat("_", 20))[:20])
}

func (a *attempt) start(flags ...string) error {
	args := []string{"import", "customers.csv", "--map", "bench.mapping.yaml", "--batch", "2000", "--reports", a.reports(), "--db", a.db, "--wait", "1m", "--quiet"}
	a.cmd = exec.Command(filepath.Join(a.dir, "rollcall"), append(args, flags...)...)
	a.stderr.Reset()
	a.cmd.Dir, a.cmd.Stderr = a.dir, &a.stderr
	return a.cmd.Start()
}

// killAfter starts the import, or goes on with it, and kills it after a while.
// ended says that it came to its end before.
func (a *attempt) killAfter(wait time.Duration) (ended bool, err error) {
	if err := a.start("--resume"); err != nil {
		return false, err
	}
	killed, err := ground.KillAfter(a.cmd, wait)
	if killed || a.cmd.ProcessState == nil {
		return false, err
	}
	err = a.verdict(err)
	return err == nil, err
}

// finish runs the import to its end.
func (a *attempt) finish(flags ...string) error {
	if err := a.start(flags...); err != nil {
		return err
	}
	return a.wait()
}

// wait waits for the import; it must end as one does that rejected rows.
func (a *attempt) wait() error { return a.verdict(a.cmd.Wait()) }

func (a *attempt) verdict(err error) error {
	if code := a.cmd.ProcessState.ExitCode(); code != rejectedCode {
		return fmt.Errorf("exit code %d (%w): %s", code, err, a.told())
	}
	return nil
}

// told is what the import said last.
func (a *attempt) told() string {
	lines := strings.Split(strings.TrimSpace(a.stderr.String()), "\n")
	return lines[len(lines)-1]
}

// outcome is what an import leaves: a fingerprint of the portable export, and
// every report, the run's id and the folder left out.
type outcome struct{ store, reports string }

func (a *attempt) result() (outcome, error) {
	rows, err := a.ask("export", "-", "--format", "jsonl", "--columns", "portable")
	if err != nil {
		return outcome{}, err
	}
	entries, err := os.ReadDir(a.reports())
	if err != nil {
		return outcome{}, err
	}
	var text string
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(a.reports(), e.Name()))
		if err != nil {
			return outcome{}, err
		}
		text += "== " + e.Name() + "\n" + string(data)
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, a.reports(), "REPORTS"), a.runID(), "RUN")
	sum := sha256.Sum256(rows)
	return outcome{store: hex.EncodeToString(sum[:]), reports: text}, nil
}

// ask runs a command on the import's store.
func (a *attempt) ask(args ...string) ([]byte, error) {
	out, err := exec.Command(filepath.Join(a.dir, "rollcall"), append(args, "--db", a.db)...).Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", args[0], err)
	}
	return out, nil
}

// runs lists the runs in the store; nothing where the import was killed before
// it made one.
func (a *attempt) runs() string {
	out, _ := a.ask("runs") // fails without a store
	return string(out)
}

// differs tells how an outcome is another than the one wanted; "" when it is
// the same.
func (o outcome) differs(want outcome) string {
	if o == want {
		return ""
	}
	if o.store != want.store {
		return "the store differs"
	}
	got, wanted := strings.Split(o.reports, "\n"), strings.Split(want.reports, "\n")
	for i := range min(len(got), len(wanted)) {
		if got[i] != wanted[i] {
			return fmt.Sprintf("line %d of the reports\n got %s\nwant %s", i+1, got[i], wanted[i])
		}
	}
	return fmt.Sprintf("the reports have %d lines, want %d", len(got), len(wanted))
}

// runID reads the run's id from the error report.
func (a *attempt) runID() string {
	data, _ := os.ReadFile(filepath.Join(a.reports(), "errors.csv")) // no id shows as a difference
	_, row, _ := strings.Cut(string(data), "\n")
	id, _, _ := strings.Cut(row, ",")
	return id
}

// remove deletes what the import left; a database goes with its server.
func (a *attempt) remove() {
	os.RemoveAll(a.reports())
	for _, end := range []string{"", "-wal", "-shm"} {
		os.Remove(a.db + end)
	}
}

// spoil makes every 97th row one that is rejected.
func spoil(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	lines := bytes.SplitAfter(data, []byte("\n"))
	for i := 97; i < len(lines)-1; i += 97 {
		_, rest, _ := bytes.Cut(lines[i], []byte(","))
		lines[i] = append([]byte(","), rest...)
	}
	return os.WriteFile(path, bytes.Join(lines, nil), 0o600)
}
