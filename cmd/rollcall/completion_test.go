package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

func TestComplete(t *testing.T) {
	app := newApp(&environment{stdout: io.Discard, stderr: io.Discard})
	for _, c := range []struct {
		line string
		want string // must be among the proposals; "" means that there are none
		not  string
	}{
		{"", "import", "--json"},
		{"im", "import", "export"},
		{"merge ", "undo", "import"},
		{"merge un", "undo", "apply"},
		{"--db x.db merge un", "undo", ""},
		{"--json ", "import", ""},
		{"import --m", "--map", "--json"},
		{"import --", "--json", ""},
		{"import --mode ", "upsert", "--map"},
		{"import a.csv --mode up", "update", "create"},
		{"import --mode=up", "", ""},
		{"import ", "", ""},
		{"import --map ", "", ""},
		{"import --map m.yaml ", "", ""},
		{"get import:X --inc", "--include", ""},
		{"runs ", "prune", ""},
		{"runs R ", "", ""},
		{"help ma", "mapping", "policy"},
		{"help im", "import", ""},
		{"export x.csv --as a", "aliases", "orders"},
		{"export x.csv --encoding utf", "utf-8-bom", "windows-1252"},
		{"dedupe --since ", "last", ""},
		{"completion b", "bash", "zsh"},
		{"nosuch ", "", ""},
	} {
		words := strings.Split(c.line, " ")
		var out bytes.Buffer
		complete(app, words, &out)
		got := strings.Fields(out.String())
		if c.want == "" && len(got) > 0 || c.want != "" && !strings.Contains("\n"+out.String(), "\n"+c.want+"\n") || c.not != "" && strings.Contains("\n"+out.String(), "\n"+c.not+"\n") {
			t.Errorf("%q: %q, want %q and not %q", c.line, got, c.want, c.not)
		}
	}
	complete(app, nil, io.Discard)
}
