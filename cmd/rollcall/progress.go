package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"rollcall/cmd/internal/pipeline"
)

// progressAfter is how long a step runs before its progress is shown.
const progressAfter = time.Second

// progress shows how far a step is, how fast, and how long it will take, on a
// terminal only.
func (e *environment) progress() pipeline.Progress {
	if e.quiet || e.logging || !isTerminal(e.stderr) {
		return nil
	}
	return func(step string, total int64) (func(int64), func()) {
		bar := e.bar(step, total)
		advance := func(done int64) {
			if total > 0 && done > total { // it was an estimate
				total = done
				bar.ChangeMax64(total)
			}
			_ = bar.Set64(done) // showing progress never fails a step
		}
		return advance, func() { _ = bar.Finish() }
	}
}

func (e *environment) bar(step string, total int64) *progressbar.ProgressBar {
	if total <= 0 {
		total = -1
	}
	return progressbar.NewOptions64(total, progressbar.OptionSetWriter(&late{e.stderr, time.Now().Add(progressAfter)}),
		progressbar.OptionSetDescription(step), progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString("rows"),
		progressbar.OptionSetWidth(20), progressbar.OptionThrottle(200*time.Millisecond), progressbar.OptionClearOnFinish())
}

// late writes nothing before a moment: what is over soon shows no progress.
type late struct {
	to   io.Writer
	from time.Time
}

// Write writes, or drops what comes too early.
func (l *late) Write(p []byte) (int, error) {
	if time.Now().Before(l.from) {
		return len(p), nil
	}
	return l.to.Write(p)
}
