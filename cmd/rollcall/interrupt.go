package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
)

// partings are what commands say that come to an orderly end after Ctrl-C, by the
// first word under which they write. All others end at once: what they have not
// committed is as if they had not begun.
var partings = map[string]string{
	"import": "stopping after the present batch; what is taken until then stays",
	"run":    "stopping after the present batch or step; what was done until then stays",
	"merge":  "stopping after the present merges; what was done until then stays",
}

// parts notes that the command now writes, so that it ends as partings say.
func (e *environment) parts(what string) {
	first, _, _ := strings.Cut(what, " ")
	if words := partings[first]; words != "" {
		e.parting.Store(&words)
	}
}

// tellParting answers the first Ctrl-C; false when the command does not come to
// an end of its own.
func (e *environment) tellParting() bool {
	words := e.parting.Load()
	if words == nil {
		return false
	}
	if e.logging {
		e.log.Warn(*words)
		return true
	}
	fmt.Fprintf(e.stderr, "%s. Press Ctrl-C again to stop at once.\n", *words)
	return true
}

// interruptible returns a context that a signal cancels. Where tell says that the
// command comes to an end of its own, the first signal only asks it to stop.
func interruptible(tell func() bool) (ctx context.Context, stopping func() bool, release func()) {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	var asked atomic.Bool
	go func() {
		for range signals {
			if asked.Swap(true) || !tell() {
				cancel()
			}
		}
	}()
	return ctx, asked.Load, func() {
		signal.Stop(signals)
		close(signals)
		cancel()
	}
}
