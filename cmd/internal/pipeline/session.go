// Package pipeline holds the steps that commands and pipeline files are made
// of: import, dedupe, merge, undo and export. A step keeps a run in the store,
// writes its reports into one folder and returns its summary.
package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"rollcall/cmd/internal/report"
	"rollcall/store"
	"rollcall/store/customer"
)

// How a step can end early.
var (
	ErrUsage       = errors.New("wrong usage")
	ErrStopped     = errors.New("stopped")
	ErrInterrupted = errors.New("interrupted")
)

// DefaultReports is where report folders are made.
const DefaultReports = "rollcall-reports"

// summaryName is the step's summary in its report folder.
const summaryName = "summary.json"

// Session is what steps work in. A pipeline shares one among its steps, so
// that their reports come into one folder.
type Session struct {
	Store      store.Store
	Place      string // the store, as people may see it
	Reports    string // report folder; "": DefaultReports/RUN
	WithValues bool   // summary.html shows contact values
	Stdin      io.Reader
	Stdout     io.Writer
	Stopping   func() bool // asks to stop after the present batch
	Log        *slog.Logger
	Progress   Progress
	Began      func(run string) // told of every run; may be nil

	parent  string // the pipeline's run
	imports int    // inputs imported so far, for the names of reject files
}

// Progress shows how far a step is on the way to a total, which may be an
// estimate; 0 is an unknown one. A nil Progress shows nothing.
type Progress func(step string, total int64) (advance func(done int64), finish func())

// begin shows progress of a step whose end nobody knows.
func (p Progress) begin(step string) (advance func(done int64), finish func()) {
	return p.beginOf(step, 0)
}

// beginOf shows progress of a step on the way to a total.
func (p Progress) beginOf(step string, total int) (advance func(done int64), finish func()) {
	if p == nil {
		return func(int64) {}, func() {}
	}
	return p(step, int64(total))
}

// step is one run to perform.
type step struct {
	kind     string
	input    string // fingerprint that --resume looks for
	config   any
	resuming *customer.Run // go on with this run
}

// perform keeps a run around do. What do returns is the run's summary, kept
// even when it ends with an error.
func (s *Session) perform(ctx context.Context, st step, do func(run *customer.Run) (any, error)) error {
	run := st.resuming
	if run == nil {
		config, err := json.Marshal(st.config)
		if err != nil {
			return err
		}
		run = &customer.Run{Kind: st.kind, Parent: s.parent, Input: st.input, Config: config}
		if err := s.Store.Begin(ctx, run); err != nil {
			return err
		}
	}
	if s.Began != nil {
		s.Began(run.ID)
	}
	started := time.Now()
	s.Log.Info("step started", "step", st.kind, "run", run.ID)
	summary, err := do(run)
	run.Status = statusOf(err)
	if summary != nil {
		run.Summary, _ = json.Marshal(summary) // summaries are plain structs
	}
	// The outcome is kept even when the command was interrupted.
	if finishErr := s.Store.Finish(context.WithoutCancel(ctx), run); err == nil {
		err = finishErr
	}
	s.Log.Info("step ended", "step", st.kind, "run", run.ID, "status", string(run.Status), "seconds", time.Since(started).Seconds())
	return err
}

func statusOf(err error) customer.RunStatus {
	switch {
	case err == nil:
		return customer.Done
	case errors.Is(err, ErrInterrupted), errors.Is(err, context.Canceled):
		return customer.Interrupted
	case errors.Is(err, ErrStopped):
		return customer.Stopped
	}
	return customer.Failed
}

// folder makes the report folder of a run, readable by its owner only.
func (s *Session) folder(run string) (string, error) {
	dir := s.Reports
	if dir == "" {
		dir = filepath.Join(DefaultReports, run)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	return dir, nil
}

// writeFile writes a report file whole or not at all, readable by its owner
// only.
func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// writeSummary keeps a summary and its page beside the reports, unless a
// pipeline will write one for all its steps.
func (s *Session) writeSummary(dir string, summary any) error {
	if s.parent != "" {
		return nil
	}
	if err := writeJSON(filepath.Join(dir, summaryName), summary); err != nil {
		return err
	}
	return report.Render(dir, s.WithValues)
}

func writeJSON(path string, document any) error {
	return writeFile(path, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(document)
	})
}
