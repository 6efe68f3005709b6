// Command rollcall keeps customer data clean: it imports files, finds
// duplicate customers, merges them reversibly and exports the clean base.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
)

// Build information, set by the linker.
var version = "development"

func main() {
	os.Exit(run(os.Args, os.Stdin, os.Stdout, os.Stderr))
}

// run executes one command line and returns its exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	env := &environment{stdin: stdin, stdout: stdout, stderr: stderr}
	ctx, stopping, release := interruptible(env.stoppingSoon)
	defer release()
	env.stopping = stopping
	app := newApp(env)
	if len(args) > 1 && args[1] == completeWord {
		complete(app, args[2:], stdout)
		return exitDone
	}
	return env.finish(app.RunContext(ctx, flagsFirst(app, args)))
}

// interruptible returns a context that a second signal cancels; the first one
// only asks to stop: the batch under way is finished and the checkpoint kept.
// tell says so to people.
func interruptible(tell func()) (ctx context.Context, stopping func() bool, release func()) {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	var asked atomic.Bool
	go func() {
		for range signals {
			if asked.Swap(true) {
				cancel()
				continue
			}
			tell()
		}
	}()
	return ctx, asked.Load, func() {
		signal.Stop(signals)
		close(signals)
		cancel()
	}
}
