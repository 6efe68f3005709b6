package main

import (
	_ "embed"
	"strings"

	"github.com/urfave/cli/v2"
)

//go:embed help/examples.txt
var exampleText string

// examples are the example lines of each command, by its name.
var examples = parseExamples(exampleText)

// parseExamples reads sections: [COMMAND] and its lines. What stands before the
// first is for readers of the file.
func parseExamples(text string) map[string][]string {
	sections := map[string][]string{}
	name := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]"):
			name = line[1 : len(line)-1]
		case name != "":
			sections[name] = append(sections[name], line)
		}
	}
	return sections
}

// addExamples puts a command's examples below its description, unless it has
// its own.
func addExamples(c *cli.Command, path string) {
	lines := examples[path]
	if len(lines) == 0 || strings.Contains(strings.ToLower(c.Description), "examples") {
		return
	}
	if c.Description != "" {
		c.Description += "\n\n"
	}
	c.Description += "EXAMPLES\n   " + strings.Join(beside(lines), "\n   ")
}

// longExample is from what length on what an example is for stands below it.
const longExample = 54

// beside puts what examples are for into one column.
func beside(lines []string) []string {
	var list []string
	for _, line := range lines {
		command, purpose, _ := strings.Cut(line, "  ")
		purpose = strings.TrimSpace(purpose)
		if len(command) > longExample {
			list = append(list, command, "      "+purpose)
			continue
		}
		list = append(list, command+strings.Repeat(" ", longExample-len(command)+2)+purpose)
	}
	return list
}
