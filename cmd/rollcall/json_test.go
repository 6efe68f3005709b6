package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
)

// spoken are command lines for each command, on the samples, in an order in
// which they work. REF stands for a customer, RUN for the first run.
var spoken = []string{
	"run SAMPLES/nightly.yaml",
	"import SAMPLES/shop.csv --map SAMPLES/shop.mapping.yaml",
	"import SAMPLES/shop.csv --map SAMPLES/shop.mapping.yaml --dry-run",
	"map SAMPLES/shop.csv",
	"dedupe",
	"explain REF OTHER",
	"judge REF OTHER unsure",
	"evaluate --truth SAMPLES/truth.csv",
	"merge preview REF OTHER",
	"merge auto",
	"merge auto --dry-run",
	"merge conflicts --out waiting.csv",
	"merge apply REF OTHER",
	"merge apply --decisions waiting.csv",
	"merge journal --out journal.csv",
	"merge undo 1 --cascade",
	"dedupe --since last --out found",
	"dedupe load found",
	"export out.csv",
	"list",
	"list --all --include orders,stats",
	"get REF --include history,mergeHistory",
	"set REF title=Dr.",
	"note REF hello",
	"obfuscate OTHER",
	"runs",
	"runs RUN",
	"runs prune --older-than 90d",
	"db status",
	"db migrate",
	"db check",
}

// silent are the commands that have no result to write as JSON, or that serve
// until they are stopped.
var silent = []string{"help", "completion", "review"}

// TestOneDocument: with --json, standard output holds one JSON document and
// nothing else, whatever the command.
func TestOneDocument(t *testing.T) {
	samples, err := filepath.Abs("../../samples")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	t.Setenv("ROLLCALL_DB", "")
	names := strings.NewReplacer("SAMPLES", samples, "REF", "import:TK-40273", "OTHER", "import:RE-00001-593-0002443", "RUN", "RUN")
	var firstRun string
	for _, line := range spoken {
		args := append([]string{"rollcall", "--json"}, strings.Fields(strings.Replace(names.Replace(line), "RUN", firstRun, 1))...)
		var out, problems bytes.Buffer
		code := run(args, strings.NewReader(""), &out, &problems)
		if code != exitDone && code != exitRejected {
			t.Errorf("%s: exit code %d: %s", line, code, problems.String())
			continue
		}
		decoder := json.NewDecoder(&out)
		var document struct{ Run json.RawMessage }
		if err := decoder.Decode(&document); err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		if err := decoder.Decode(new(json.RawMessage)); !errors.Is(err, io.EOF) {
			t.Errorf("%s: something stands behind the document: %v", line, err)
		}
		if firstRun == "" {
			_ = json.Unmarshal(document.Run, &firstRun) // an empty one fails below
		}
	}
	if _, err := os.Stat("rollcall.db"); err != nil {
		t.Error(err)
	}
}

// TestEveryCommandSpeaks: no command is forgotten above.
func TestEveryCommandSpeaks(t *testing.T) {
	var check func(c *cli.Command, path string)
	check = func(c *cli.Command, path string) {
		if len(c.Subcommands) == 0 && !slices.Contains(silent, path) &&
			!slices.ContainsFunc(spoken, func(line string) bool { return line == path || strings.HasPrefix(line, path+" ") }) {
			t.Errorf("no line of TestOneDocument runs rollcall %s", path)
		}
		for _, sub := range c.Subcommands {
			check(sub, path+" "+sub.Name)
		}
	}
	for _, c := range newApp(&environment{stdout: io.Discard, stderr: io.Discard}).Commands {
		check(c, c.Name)
	}
}
