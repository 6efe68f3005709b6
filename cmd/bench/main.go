// Command bench makes test data and measures rollcall against floors and
// peers.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

// command is one sub-command. Run reads its own flags from args and prints
// its figures to out.
type command struct {
	name, about string
	run         func(ctx context.Context, args []string, out io.Writer) error
}

var commands = []command{
	{"generate", "write invented customers, their truth and a mapping into a folder", runGenerate},
	{"load", "measure imports against the databases' own programs, and workbooks against excelize", runLoad},
	{"export", "measure exports from PostgreSQL against psql", runExport},
	{"dedupe", "measure finding duplicates, against the same rules as SQL on DuckDB", runDedupe},
	{"merge", "measure merging 20,000 clusters and undoing it", runMerge},
}

// errUsage is returned for arguments that make no sense; what is wrong has
// been printed.
var errUsage = errors.New("wrong usage")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := exitCode(run(ctx, os.Args[1:], os.Stdout, os.Stderr), os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, out, problems io.Writer) error {
	if len(args) > 0 {
		for _, c := range commands {
			if c.name == args[0] {
				return c.run(ctx, args[1:], out)
			}
		}
	}
	fmt.Fprintln(problems, "usage: bench COMMAND [flags]; bench COMMAND -h lists the flags")
	for _, c := range commands {
		fmt.Fprintf(problems, "  %-10s %s\n", c.name, c.about)
	}
	return errUsage
}

// exitCode says what the process ends with: 0 done, 1 failed, 2 wrong usage.
func exitCode(err error, problems io.Writer) int {
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		return 2
	}
	fmt.Fprintln(problems, "bench:", err)
	return 1
}

// parse reads a sub-command's flags; the flag set prints what is wrong.
func parse(flags *flag.FlagSet, args []string) error {
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return err
	case err != nil:
		return errUsage
	case flags.NArg() > 0:
		fmt.Fprintf(flags.Output(), "%s takes no argument %q\n", flags.Name(), flags.Arg(0))
		return errUsage
	}
	return nil
}

// serverFlag adds the flag that names a PostgreSQL server.
func serverFlag(flags *flag.FlagSet, url *string) {
	flags.StringVar(url, "server", "", "URL of a PostgreSQL server whose user may create databases (default one of its own, without fsync)")
}

// inFolder runs what needs a folder for everything that it makes. The folder is
// gone afterwards.
func inFolder(command string, dir *string, run func() error) (err error) {
	if *dir, err = os.MkdirTemp("", "rollcall-"+command+"-"); err != nil {
		return err
	}
	return errors.Join(run(), os.RemoveAll(*dir))
}
