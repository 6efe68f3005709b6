package main

import (
	"github.com/urfave/cli/v2"
)

const firstSteps = `FIRST STEPS
   rollcall map customers.csv > customers.mapping.yaml        which column goes where: look at it, correct it
   rollcall import customers.csv --map customers.mapping.yaml take the rows in
   rollcall dedupe                                            find who is the same
   rollcall merge auto                                        merge what is sure; the rest waits for you
   rollcall review                                            decide about it in the browser
   rollcall export clean.xlsx                                 the clean base
All of it in one line, every night: rollcall help pipeline`

// newApp builds the command surface.
func newApp(env *environment) *cli.App {
	app := &cli.App{
		Name:        "rollcall",
		Usage:       "keep customer data clean: import, find duplicates, merge, undo, export",
		Description: firstSteps,
		Version:     version,
		Writer:      env.stdout,
		ErrWriter:   env.stderr,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "db", EnvVars: []string{"ROLLCALL_DB"}, Usage: "the store: a path, sqlite:PATH or postgres://...", DefaultText: "./" + defaultStore},
			&cli.StringFlag{Name: "tenant", Usage: "the tenant whose customers are meant", DefaultText: "default"},
			&cli.StringFlag{Name: "user", Usage: "who changes, for the history", DefaultText: "the login name"},
			&cli.BoolFlag{Name: "json", Usage: "write one JSON document to standard output"},
			&cli.BoolFlag{Name: "quiet", Usage: "write errors only"},
			&cli.BoolFlag{Name: "verbose", Usage: "write more"},
			&cli.StringFlag{Name: "log", Usage: "write log lines to standard error: text or json"},
			&cli.DurationFlag{Name: "wait", Usage: "how long to wait for another writing run"},
		},
		Before:                 env.configure,
		Commands:               commands(env),
		UseShortOptionHandling: false,
		HideHelpCommand:        true, // there is one of our own, with topics
		OnUsageError: func(_ *cli.Context, err error, _ bool) error {
			return usagef("%w; rollcall --help lists the flags", err)
		},
		ExitErrHandler: func(*cli.Context, error) {}, // run decides on the exit code
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usagef("unknown command %q; rollcall --help lists the commands", c.Args().First())
			}
			return cli.ShowAppHelp(c)
		},
	}
	for _, c := range app.Commands {
		prepareCommand(c, c.Name)
	}
	plainFlags(app.Flags)
	return app
}

// plainFlags leaves the default of a switch out of the help: it is off.
func plainFlags(flags []cli.Flag) {
	for _, f := range flags {
		if f, ok := f.(*cli.BoolFlag); ok {
			f.DisableDefaultText = true
		}
	}
}

// prepareCommand gives a command and its parts their examples and the common
// handling of wrong usage.
func prepareCommand(c *cli.Command, path string) {
	addExamples(c, path)
	plainFlags(c.Flags)
	c.OnUsageError = func(_ *cli.Context, err error, _ bool) error {
		return usagef("%w; rollcall %s --help lists the flags", err, path)
	}
	for _, sub := range c.Subcommands {
		prepareCommand(sub, path+" "+sub.Name)
	}
	if c.Action == nil {
		c.Action = func(ctx *cli.Context) error {
			if ctx.Args().Present() {
				return usagef("unknown command %q; rollcall %s --help lists the commands", ctx.Args().First(), path)
			}
			return cli.ShowSubcommandHelp(ctx)
		}
	}
}

func commands(env *environment) []*cli.Command {
	return []*cli.Command{
		runCommand(env), importCommand(env), mapCommand(env), dedupeCommand(env), explainCommand(env), judgeCommand(env),
		evaluateCommand(env), mergeCommand(env), reviewCommand(env), exportCommand(env), listCommand(env), getCommand(env), setCommand(env),
		noteCommand(env), obfuscateCommand(env), runsCommand(env), dbCommand(env), completionCommand(env), helpCommand(env),
	}
}
