package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// flagsFirst puts a command line into the order that the command line library
// reads: global flags, commands, the command's flags, arguments. The library
// by itself stops reading flags at the first argument. Everything behind "--"
// stays as it is.
func flagsFirst(app *cli.App, args []string) []string {
	if len(args) == 0 {
		return args
	}
	globals, commands, flags, plain := []string{args[0]}, []string{}, []string{}, []string{}
	help := false
	known, level := app.Flags, app.Commands
	for rest := args[1:]; len(rest) > 0; {
		arg := rest[0]
		rest = rest[1:]
		switch {
		case arg == "--":
			plain, rest = append(append(plain, arg), rest...), nil
		case arg == "--help" || arg == "-h":
			help = true
		case isFlag(arg):
			at := &flags
			f := flagNamed(known, arg)
			if f == nil {
				if f = flagNamed(app.Flags, arg); f != nil {
					at = &globals
				}
			} else if len(commands) == 0 {
				at = &globals
			}
			*at = append(*at, arg)
			if f != nil && takesValue(f) && !strings.Contains(arg, "=") && len(rest) > 0 {
				*at, rest = append(*at, rest[0]), rest[1:]
			}
		default:
			if c := commandNamed(level, arg); c != nil && len(plain) == 0 {
				commands, known, level = append(commands, arg), c.Flags, c.Subcommands
			} else {
				plain = append(plain, arg)
			}
		}
	}
	if help { // whatever else the line says
		return slices.Concat(args[:1], commands, []string{"--help"})
	}
	return slices.Concat(globals, commands, flags, plain)
}

// isFlag tells a flag from an argument; "-" is standard input or output.
func isFlag(arg string) bool { return strings.HasPrefix(arg, "-") && arg != "-" }

func takesValue(f cli.Flag) bool {
	_, isBool := f.(*cli.BoolFlag)
	return !isBool
}

func flagNamed(flags []cli.Flag, arg string) cli.Flag {
	name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
	for _, f := range flags {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

func commandNamed(commands []*cli.Command, name string) *cli.Command {
	for _, c := range commands {
		if c.HasName(name) {
			return c
		}
	}
	return nil
}
