package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/user"
	"sync/atomic"
	"time"

	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/dedupe/merge"
	"rollcall/store"
	"rollcall/store/connect"
)

// Exit codes.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitRejected    = 3
	exitStopped     = 4
	exitStore       = 5
	exitInterrupted = 130
)

// defaultStore is used when neither --db nor ROLLCALL_DB is given.
const defaultStore = "rollcall.db"

// environment is what every command works in: streams, global flags and the
// exit code that it ends with.
type environment struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	stopping       func() bool
	parting        atomic.Pointer[string] // what is said at the first Ctrl-C; nil: the command ends at once
	code           int

	url, tenant, user    string
	json, quiet, verbose bool
	withValues           bool // pages show contact values
	logging              bool // log lines are written to standard error
	log                  *slog.Logger
	run, step            string // of log lines that name none
	wait                 time.Duration
}

// usageError is a mistake in the command line.
type usageError struct{ error }

func (u usageError) Unwrap() error { return u.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// configure reads the global flags.
func (e *environment) configure(c *cli.Context) error {
	e.url, e.tenant, e.user = c.String("db"), c.String("tenant"), c.String("user")
	e.json, e.quiet, e.verbose, e.wait = c.Bool("json"), c.Bool("quiet"), c.Bool("verbose"), c.Duration("wait")
	if e.url == "" {
		e.url = defaultStore
	}
	if e.user == "" {
		if u, err := user.Current(); err == nil {
			e.user = u.Username
		}
	}
	e.step = c.Args().First()
	return e.startLog(c.String("log"))
}

// open opens the store.
func (e *environment) open(ctx context.Context, mode store.Mode) (store.Store, error) {
	return connect.Open(ctx, e.url, store.Options{Tenant: e.tenant, User: e.user, Mode: mode})
}

// reading runs f with the store opened for reading.
func (e *environment) reading(ctx context.Context, f func(store.Store) error) error {
	s, err := e.open(ctx, store.Read)
	if err != nil {
		return err
	}
	return errors.Join(f(s), s.Close())
}

// writing runs f with the store opened for writing and this program as the
// tenant's only writer.
func (e *environment) writing(ctx context.Context, what string, f func(store.Store) error) error {
	s, err := e.open(ctx, store.Write)
	if err != nil {
		return err
	}
	release, err := s.Lock(ctx, e.holder(what), e.wait)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	e.parts(what)
	return errors.Join(f(s), release(), s.Close())
}

// holder names this program to others that wait for the lock.
func (e *environment) holder(what string) string {
	host, _ := os.Hostname()
	return fmt.Sprintf("%s by %s, process %d on %s, since %s", what, e.user, os.Getpid(), host, time.Now().UTC().Format(time.RFC3339))
}

// session gives the pipeline's steps their surroundings.
func (e *environment) session(s store.Store, reports string) *pipeline.Session {
	return &pipeline.Session{
		Store: s, Place: connect.Display(e.url), Reports: reports, WithValues: e.withValues, Stdin: e.stdin, Stdout: e.stdout,
		Stopping: e.stopping, Log: e.log, Progress: e.progress(), Began: e.began,
	}
}

// print writes a command's result: JSON when asked for, text otherwise.
func (e *environment) print(document any, text func(w io.Writer)) error {
	if e.json {
		encoder := json.NewEncoder(e.stdout)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(document)
	}
	if !e.quiet {
		text(e.stdout)
	}
	return nil
}

// finish reports an error to the people at the terminal and returns the exit
// code.
func (e *environment) finish(err error) int {
	if err == nil {
		return e.code
	}
	code := exitCode(err)
	if code == exitInterrupted && !errors.Is(err, pipeline.ErrInterrupted) {
		err = errCut
	}
	e.fail(err)
	return code
}

// errCut stands for whatever failed because the command was ended at once.
var errCut = fmt.Errorf("%w: what was under way is as if it had not begun", pipeline.ErrInterrupted)

// exitCode is the documented code of an error.
func exitCode(err error) int {
	var usage usageError
	switch {
	case errors.As(err, &usage):
		return exitUsage
	case errors.Is(err, pipeline.ErrUsage), errors.Is(err, store.ErrFilter), errors.Is(err, merge.ErrChoice):
		return exitUsage
	case errors.Is(err, pipeline.ErrInterrupted), errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.Is(err, pipeline.ErrStopped):
		return exitStopped
	case errors.Is(err, store.ErrLocked), errors.Is(err, store.ErrNoStore), errors.Is(err, store.ErrNewer), errors.Is(err, store.ErrOlder):
		return exitStore
	}
	return exitFailed
}
