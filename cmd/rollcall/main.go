// Command rollcall keeps customer data clean: it imports files, finds
// duplicate customers, merges them reversibly and exports the clean base.
package main

import (
	"io"
	"os"
)

// Build information, set by the linker.
var version = "development"

func main() {
	os.Exit(run(os.Args, os.Stdin, os.Stdout, os.Stderr))
}

// run executes one command line and returns its exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	env := &environment{stdin: stdin, stdout: stdout, stderr: stderr}
	ctx, stopping, release := interruptible(env.tellParting)
	defer release()
	env.stopping = stopping
	app := newApp(env)
	if len(args) > 1 && args[1] == completeWord {
		complete(app, args[2:], stdout)
		return exitDone
	}
	return env.finish(app.RunContext(ctx, flagsFirst(app, args)))
}
