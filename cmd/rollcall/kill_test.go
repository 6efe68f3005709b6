package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"rollcall/store/postgres/pgtest"
)

// killRows is how many rows the two files of a disturbed import have: with batches of
// killBatch some hundred transactions, so that one is always under way.
const (
	killRows  = 6_000
	killBatch = "40"
)

const killMapping = `
region: US
columns:
  id: externalCustomerImportId
  first: firstName
  last: lastName
  email: email
  city: "address[primary].city"
`

// freshStores make an empty store of each engine.
var freshStores = map[string]func(t *testing.T) string{
	"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "store.db") },
	"postgres": func(t *testing.T) string { return pgtest.URL(t) },
}

// TestDisturbedImports: an import that was interrupted or killed, and then
// resumed, ends with the same store and the same reports as an undisturbed one.
func TestDisturbedImports(t *testing.T) {
	for name, fresh := range freshStores {
		t.Run(name, func(t *testing.T) {
			w := newLoad(t)
			whole := w.attempt(t, fresh(t), "whole")
			whole.start()
			whole.ends(exitRejected)
			want, size := whole.result(), whole.reported()
			t.Run("interrupted", func(t *testing.T) {
				a := w.attempt(t, fresh(t), "interrupted")
				a.start()
				a.signal(os.Interrupt, size/10)
				a.ends(exitInterrupted)
				if text := a.stderr.String(); !strings.Contains(text, "--resume") || !strings.Contains(text, "stopping after the present batch") || strings.Count(text, "rollcall: ") != 1 {
					t.Errorf("the message does not say how to resume:\n%s", text)
				}
				w.resumed(t, a, want)
			})
			t.Run("killed", func(t *testing.T) {
				a := w.attempt(t, fresh(t), "killed")
				a.start()
				a.signal(syscall.SIGKILL, size*2/3) // in the second file
				a.ends(-1)
				w.resumed(t, a, want)
			})
		})
	}
}

// load is two files to import, with their mapping.
type load struct{ dir string }

// newLoad writes two files with rejects and repeated keys in every batch.
func newLoad(t *testing.T) *load {
	t.Helper()
	w := &load{dir: t.TempDir()}
	w.write(t, "in.csv", killFile(0, killRows/2))
	w.write(t, "more.csv", killFile(killRows/2, killRows))
	w.write(t, "map.yaml", []byte(killMapping))
	return w
}

func killFile(from, to int) []byte {
	var rows bytes.Buffer
	rows.WriteString("id,first,last,email,city\n")
	for i := from; i < to; i++ {
		email := fmt.Sprintf("p%d@example.org", i)
		if i%17 == 0 {
			email = "none"
		}
		fmt.Fprintf(&rows, "%d,Pat,Number%d,%s,Town %d\n", i-i%23/22, i, email, i%100)
	}
	return rows.Bytes()
}

func (w *load) write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, name), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// attempt is an import under way.
type attempt struct {
	t       *testing.T
	db      string
	dir     string
	reports string
	cmd     *exec.Cmd
	stderr  bytes.Buffer
}

func (w *load) attempt(t *testing.T, db, name string) *attempt {
	return &attempt{t: t, db: db, dir: w.dir, reports: filepath.Join(w.dir, name)}
}

func (a *attempt) start(flags ...string) {
	a.t.Helper()
	args := []string{"import", "in.csv", "more.csv", "--map", "map.yaml", "--batch", killBatch, "--reports", a.reports, "--db", a.db, "--quiet"}
	a.cmd = exec.Command("rollcall", append(args, flags...)...)
	a.cmd.Dir, a.cmd.Stderr = a.dir, &a.stderr
	if err := a.cmd.Start(); err != nil {
		a.t.Fatal(err)
	}
}

// signal disturbs the import once its error report has so many bytes.
func (a *attempt) signal(s os.Signal, reported int64) {
	a.t.Helper()
	a.underWay(reported)
	if err := a.cmd.Process.Signal(s); err != nil {
		a.t.Fatal(err)
	}
}

// underWay waits until the error report has so many bytes: every batch adds to
// it.
func (a *attempt) underWay(reported int64) {
	a.t.Helper()
	for range 60_000 {
		if a.reported() > reported {
			return
		}
		time.Sleep(time.Millisecond)
	}
	a.t.Fatal("no batch was taken")
}

// reported is the length of the error report; 0 when there is none.
func (a *attempt) reported() int64 {
	info, err := os.Stat(filepath.Join(a.reports, "errors.csv"))
	if err != nil {
		return 0
	}
	return info.Size()
}

// ends waits for the program and holds its exit code against the one wanted;
// -1 is a kill.
func (a *attempt) ends(want int) {
	a.t.Helper()
	err := a.cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		a.t.Fatal(err)
	}
	if got := a.cmd.ProcessState.ExitCode(); got != want {
		a.t.Fatalf("exit code %d, want %d\n%s", got, want, a.stderr.String())
	}
}

// resumed goes on with an import and compares how it ends.
func (w *load) resumed(t *testing.T, a *attempt, want string) {
	t.Helper()
	taken := a.taken()
	if taken == 0 || taken >= killRows {
		t.Fatalf("%d customers were taken before the disturbance: it came at no time that tells anything", taken)
	}
	a.start("--resume", "--wait", "1m")
	a.ends(exitRejected)
	if got := a.result(); got != want {
		t.Errorf("the resumed import ends otherwise than the undisturbed one: %d bytes, want %d\n%s", len(got), len(want), firstDifference(got, want))
	}
}

func (a *attempt) taken() int {
	return strings.Count(string(a.run("export", "-", "--format", "jsonl", "--columns", "portable", "--db", a.db)), "\n")
}

// result is the portable export and every report of the import.
func (a *attempt) result() string {
	a.t.Helper()
	all := string(a.run("export", "-", "--format", "jsonl", "--columns", "portable", "--db", a.db))
	entries, err := os.ReadDir(a.reports)
	if err != nil {
		a.t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(a.reports, e.Name()))
		if err != nil {
			a.t.Fatal(err)
		}
		all += "== " + e.Name() + "\n" + string(data)
	}
	all = strings.ReplaceAll(all, a.reports, "REPORTS")
	run := a.runID()
	return strings.ReplaceAll(all, run, "RUN")
}

// runID reads the run's id from the error report.
func (a *attempt) runID() string {
	data, err := os.ReadFile(filepath.Join(a.reports, "errors.csv"))
	lines := strings.SplitN(string(data), "\n", 3)
	if err != nil || len(lines) < 3 {
		a.t.Fatalf("no error report: %v", err)
	}
	id, _, _ := strings.Cut(lines[1], ",")
	return id
}

func (a *attempt) run(args ...string) []byte {
	a.t.Helper()
	cmd := exec.Command("rollcall", args...)
	var stderr bytes.Buffer
	cmd.Dir, cmd.Stderr = a.dir, &stderr
	out, err := cmd.Output()
	if err != nil {
		a.t.Fatalf("%v: %v\n%s", args, err, stderr.String())
	}
	return out
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d\n got %s\nwant %s", i+1, g[i], w[i])
		}
	}
	return "one ends before the other"
}
