package main

import (
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"rollcall/cmd/internal/pipeline"
)

// progressAfter is how long a step runs before its progress is shown.
const progressAfter = time.Second

// progress shows how far a step is, on a terminal only.
func (e *environment) progress() pipeline.Progress {
	f, ok := e.stderr.(*os.File)
	if !ok || e.quiet || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return func(step string) (func(int64), func()) {
		started := time.Now()
		var bar *progressbar.ProgressBar
		advance := func(done int64) {
			if bar == nil {
				if time.Since(started) < progressAfter {
					return
				}
				bar = progressbar.NewOptions64(-1, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(step),
					progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionThrottle(200*time.Millisecond), progressbar.OptionClearOnFinish())
			}
			_ = bar.Set64(done) // showing progress never fails a step
		}
		return advance, func() {
			if bar != nil {
				_ = bar.Finish()
			}
		}
	}
}
