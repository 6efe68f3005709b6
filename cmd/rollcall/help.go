package main

import (
	_ "embed"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"rollcall/dedupe/merge"
	"rollcall/importer"
)

//go:embed help/mapping.txt
var mappingHelp string

//go:embed help/pipeline.txt
var pipelineHelp string

//go:embed help/exports.txt
var exportHelp string

//go:embed help/exit-codes.txt
var exitCodeHelp string

// topics are what rollcall help explains beside the commands.
var topics = []struct {
	name  string
	write func(io.Writer)
}{
	{"mapping", func(w io.Writer) { fmt.Fprint(w, mappingHelp) }},
	{"policy", func(w io.Writer) { fmt.Fprint(w, merge.DefaultPolicyYAML) }},
	{"pipeline", func(w io.Writer) { fmt.Fprint(w, pipelineHelp) }},
	{"exports", func(w io.Writer) { fmt.Fprint(w, exportHelp) }},
	{"codes", printCodes},
	{"exit-codes", func(w io.Writer) { fmt.Fprint(w, exitCodeHelp) }},
}

func helpCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "help",
		Aliases:   []string{"h"},
		Usage:     "explain a command, or " + strings.Join(topicNames(), ", "),
		ArgsUsage: "[COMMAND | TOPIC]",
		Action: func(c *cli.Context) error {
			name := c.Args().First()
			if name == "" {
				return cli.ShowAppHelp(c)
			}
			for _, t := range topics {
				if t.name == name {
					t.write(env.stdout)
					return nil
				}
			}
			if commandNamed(c.App.Commands, name) == nil {
				return usagef("no help on %q; rollcall help lists the commands, and there is help on %s", name, strings.Join(topicNames(), ", "))
			}
			return showHelp(c)
		},
	}
}

func topicNames() []string {
	names := make([]string, len(topics))
	for i, t := range topics {
		names[i] = t.name
	}
	return names
}

// showHelp shows the help on a command, or on a part of one: help merge undo.
func showHelp(c *cli.Context) error {
	name, part := c.Args().First(), c.Args().Get(1)
	command := commandNamed(c.App.Commands, name)
	if part != "" && commandNamed(command.Subcommands, part) == nil {
		return usagef("no help on %q; rollcall help %s lists its parts", name+" "+part, name)
	}
	return c.App.RunContext(c.Context, append(append([]string{c.App.Name}, c.Args().Slice()...), "--help"))
}

// printCodes lists the codes of the error report.
func printCodes(w io.Writer) {
	for _, c := range importer.Codes() {
		fmt.Fprintf(w, "%s\n    %s\n    -> %s\n", c.Name, sentence(c.Cause), sentence(c.Remedy))
	}
}

func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
