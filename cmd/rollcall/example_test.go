package main

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
)

// TestExamples: every command has examples, and they name commands and flags
// that exist.
func TestExamples(t *testing.T) {
	app := newApp(&environment{stdout: io.Discard, stderr: io.Discard})
	known := map[string]bool{}
	for _, c := range app.Commands {
		checkExamples(t, app, c, c.Name, known)
	}
	for name := range examples {
		if !known[name] {
			t.Errorf("examples of %q, which is no command", name)
		}
	}
}

func checkExamples(t *testing.T, app *cli.App, c *cli.Command, path string, known map[string]bool) {
	known[path] = true
	_, text, ok := strings.Cut(strings.ToLower(c.Description), "examples")
	if !ok {
		t.Errorf("rollcall %s has no examples: write them into help/examples.txt", path)
	}
	for line := range strings.Lines(text) {
		command, _, _ := strings.Cut(strings.TrimSpace(line), "  ") // what it is for comes behind
		if words := strings.Fields(command); len(words) > 0 && words[0] == "rollcall" {
			checkLine(t, app, words[1:])
		}
	}
	for _, sub := range c.Subcommands {
		checkExamples(t, app, sub, path+" "+sub.Name, known)
	}
}

// checkLine checks the commands and flags of one example.
func checkLine(t *testing.T, app *cli.App, words []string) {
	flags, level := slices.Clone(app.Flags), app.Commands
	found := false
	for _, word := range words {
		switch c := commandNamed(level, word); {
		case c != nil:
			flags, level, found = append(flags, c.Flags...), c.Subcommands, true
		case strings.HasPrefix(word, "--") && flagNamed(flags, word) == nil:
			t.Errorf("rollcall %s: no flag %s", strings.Join(words, " "), word)
		}
	}
	if !found {
		t.Errorf("rollcall %s: no such command", strings.Join(words, " "))
	}
}
