package pipeline

import (
	"path/filepath"

	"rollcall/cmd/internal/report"
	"rollcall/importer"
)

// Reload lists the commands that import the rejected rows once they are fixed:
// with the mapping and the options of the first time.
func (in *Inputs) Reload(sum *importer.Summary) []string {
	var commands []string
	for _, path := range sum.Reports.Rejects {
		if filepath.Ext(path) != ".raw" {
			commands = append(commands, "rollcall import "+report.ShellWord(path)+in.again)
		}
	}
	return commands
}

// flags writes the options that say what rows mean, as the command line does.
func (o ImportOptions) flags() string {
	text := ""
	for _, f := range []struct{ name, value, usual string }{
		{"map", o.Map, ""}, {"as", o.As, "customers"}, {"mode", o.Mode, string(importer.Upsert)}, {"empty", o.Empty, "keep"},
	} {
		if f.value != "" && f.value != f.usual {
			text += " --" + f.name + " " + report.ShellWord(f.value)
		}
	}
	return text
}
