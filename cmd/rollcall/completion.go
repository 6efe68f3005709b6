package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// completeWord is the first argument of the command line by which a shell asks
// what the word under the cursor, the last one, can become.
const completeWord = "__complete"

// The scripts ask the program itself, so they stay right when commands are
// added; where it proposes nothing, the shell proposes files.
var completionScripts = map[string]string{
	"bash": `# rollcall completion for bash:  source <(rollcall completion bash)
_rollcall() {
  local IFS=$'\n'
  COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _rollcall rollcall
`,
	"zsh": `#compdef rollcall
# rollcall completion for zsh:  source <(rollcall completion zsh)
# or, once for all shells to come:  rollcall completion zsh > "${fpath[1]}/_rollcall"
_rollcall() {
  local -a proposals
  proposals=(${(f)"$(${words[1]} __complete "${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( ${#proposals} )); then compadd -- "${proposals[@]}"; else _files; fi
}
if [[ ${funcstack[1]} == _rollcall ]]; then _rollcall; else compdef _rollcall rollcall; fi
`,
	"fish": `# rollcall completion for fish:  rollcall completion fish | source
function __rollcall
  set -l words (commandline -opc) (commandline -ct)
  set -l proposals ($words[1] __complete $words[2..-1] 2>/dev/null)
  if set -q proposals[1]
    printf '%s\n' $proposals
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c rollcall -f -a '(__rollcall)'
`,
}

func completionCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     "write the script that completes commands and flags in a shell",
		ArgsUsage: "bash|zsh|fish",
		Action: func(c *cli.Context) error {
			script, ok := completionScripts[c.Args().First()]
			if !ok || c.NArg() != 1 {
				return usagef("which shell? rollcall completion bash, zsh or fish")
			}
			_, err := io.WriteString(env.stdout, script)
			return err
		},
	}
}

// flagWords are the words that flags take.
var flagWords = map[string][]string{
	"mode": {"upsert", "create", "update", "replace"}, "empty": {"keep", "clear"}, "log": {"text", "json"},
	"on-conflict": {"review", "policy", "fail"}, "fail-on": {"conflicts"},
	"as":     {"customers", "aliases", "crosswalk", "notes", "memberships", "cards", "orders", "subscriptions", "integrations"},
	"format": {"csv", "xlsx", "jsonl"}, "encoding": {"utf-8", "utf-8-bom", "windows-1252", "utf-16"}, "unencodable": {"error", "replace"},
	"line-end": {"lf", "crlf"}, "quote": {"needed", "all"}, "updated-after": {"last"}, "since": {"last"},
}

// complete writes what the last word can become: commands, flags, or the words
// that a flag takes, one a line; nothing where a file or a customer is meant.
func complete(app *cli.App, words []string, out io.Writer) {
	if len(words) == 0 {
		return
	}
	known, level, plain, before := app.Flags, app.Commands, 0, cli.Flag(nil)
	path := []string{}
	for _, word := range words[:len(words)-1] {
		switch c := commandNamed(level, word); {
		case before != nil:
			before = nil
		case isFlag(word):
			before = valueOf(word, known, app.Flags)
		case c != nil && plain == 0:
			known, level, path = c.Flags, c.Subcommands, append(path, c.Name)
		default:
			plain++
		}
	}
	for _, proposal := range proposals(app, before, proposing{path, known, level, plain, words[len(words)-1]}) {
		fmt.Fprintln(out, proposal)
	}
}

// proposing is where a command line has come to.
type proposing struct {
	path  []string       // the command
	known []cli.Flag     // its flags
	level []*cli.Command // its parts
	plain int            // arguments so far
	word  string         // as far as it was written
}

func proposals(app *cli.App, before cli.Flag, p proposing) []string {
	var list []string
	switch {
	case before != nil:
		list = flagWords[before.Names()[0]]
	case strings.HasPrefix(p.word, "-"):
		for _, f := range append(slices.Clone(p.known), app.Flags...) {
			if name := "--" + f.Names()[0]; !slices.Contains(list, name) {
				list = append(list, name)
			}
		}
		list = append(list, "--help")
	case p.plain > 0:
	case slices.Equal(p.path, []string{"help"}):
		list = append(commandNames(app.Commands), topicNames()...)
	case slices.Equal(p.path, []string{"completion"}):
		list = []string{"bash", "fish", "zsh"}
	default:
		list = commandNames(p.level)
	}
	return slices.DeleteFunc(slices.Clone(list), func(text string) bool { return !strings.HasPrefix(text, p.word) })
}

// valueOf returns the flag whose value comes next; nil when none does.
func valueOf(word string, known, global []cli.Flag) cli.Flag {
	f := flagNamed(known, word)
	if f == nil {
		f = flagNamed(global, word)
	}
	if f == nil || !takesValue(f) || strings.Contains(word, "=") {
		return nil
	}
	return f
}

func commandNames(list []*cli.Command) []string {
	var names []string
	for _, c := range list {
		if !c.Hidden {
			names = append(names, c.Name)
		}
	}
	return names
}
