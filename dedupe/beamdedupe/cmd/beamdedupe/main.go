// Command beamdedupe finds duplicates among more customers than one machine holds, on
// Apache Beam: in process on Prism, or on a job server (Prism, Flink, Spark) that
// --endpoint names. Its output goes back into the store with rollcall dedupe load.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/local"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/jobopts"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/flink"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/spark"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/universal"

	"rollcall/dedupe/beamdedupe"
)

// Exit codes.
const (
	exitFailed = 1
	exitUsage  = 2
	exitDead   = 3 // done, but there are dead letters
)

func main() {
	o := flags{}
	o.define(flag.CommandLine)
	flag.Parse()
	beam.Init() // a worker that a job server started goes no further
	if !o.verbose {
		slog.SetLogLoggerLevel(slog.LevelWarn)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, &o)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, o *flags) int {
	if o.workers > 0 {
		return report(serveWorkers(ctx, o.workers))
	}
	if flag.NArg() > 0 {
		return report(usagef("%q is no flag: every input is given by --input", flag.Arg(0)))
	}
	options, err := o.options(ctx)
	if err != nil {
		return report(err)
	}
	sum, err := search(ctx, options)
	if err != nil {
		return report(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(sum); err != nil {
		return report(err)
	}
	if sum.DeadLetters > 0 {
		fmt.Fprintf(os.Stderr, "beamdedupe: %d customers were not taken: see %s\n", sum.DeadLetters, options.Files.Dead.Path(0))
		return exitDead
	}
	return 0
}

// search runs the pipeline on the runner that the flags name.
func search(ctx context.Context, o beamdedupe.Options) (*beamdedupe.Summary, error) {
	runner := *runners.Runner
	if runner == "" {
		runner = "prism"
	}
	if *jobopts.EnvironmentType == "" {
		*jobopts.EnvironmentType = "LOOPBACK" // this process is the worker
	}
	if *jobopts.WorkerBinary == "" { // other workers run this program: there is no source to compile
		program, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("name the program for the workers with --worker_binary: %w", err)
		}
		*jobopts.WorkerBinary = program
	}
	return beamdedupe.Run(ctx, runner, o)
}

func report(err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(os.Stderr, "beamdedupe:", err)
	if errors.As(err, &usageError{}) {
		return exitUsage
	}
	return exitFailed
}

// usageError is a wrong command line.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }
