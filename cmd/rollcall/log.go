package main

import (
	"context"
	"fmt"
	"log/slog"
)

// startLog makes the log that --log asks for: lines on standard error, in place
// of what people read there.
func (e *environment) startLog(format string) error {
	level := slog.LevelInfo
	switch {
	case e.quiet:
		level = slog.LevelWarn
	case e.verbose:
		level = slog.LevelDebug
	}
	options := &slog.HandlerOptions{Level: level}
	var handler slog.Handler = slog.DiscardHandler
	switch format {
	case "text":
		handler = slog.NewTextHandler(e.stderr, options)
	case "json":
		handler = slog.NewJSONHandler(e.stderr, options)
	case "":
	default:
		return usagef("--log takes text or json")
	}
	e.log = slog.New(placed{handler, e})
	e.logging = format != "" // last: a signal may come at any time
	return nil
}

// placed gives every line the run and the step that it belongs to: those it
// names itself, else the command's.
type placed struct {
	slog.Handler
	env *environment
}

// Handle writes a line.
func (p placed) Handle(ctx context.Context, r slog.Record) error {
	missing := map[string]string{"run": p.env.run, "step": p.env.step}
	r.Attrs(func(a slog.Attr) bool {
		delete(missing, a.Key)
		return true
	})
	r = r.Clone()
	for _, key := range []string{"run", "step"} {
		if value, ok := missing[key]; ok {
			r.AddAttrs(slog.String(key, value))
		}
	}
	return p.Handler.Handle(ctx, r)
}

// began notes the command's run: the first that begins, of which others are
// steps.
func (e *environment) began(run string) {
	if e.run == "" {
		e.run = run
	}
}

// note tells people something beside the result, or logs it.
func (e *environment) note(format string, args ...any) {
	if e.logging {
		e.log.Warn(fmt.Sprintf(format, args...))
		return
	}
	fmt.Fprintf(e.stderr, "%s %s\n", paint(e.stderr, yellow, "rollcall:"), fmt.Sprintf(format, args...))
}

// fail tells why the command failed, or logs it.
func (e *environment) fail(err error) {
	if e.logging {
		e.log.Error("failed", "error", err.Error(), "code", exitCode(err))
		return
	}
	fmt.Fprintf(e.stderr, "%s %v\n", paint(e.stderr, red, "rollcall:"), err)
}
