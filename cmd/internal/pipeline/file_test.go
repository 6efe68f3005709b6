package pipeline

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// noon is a day whose yesterday is in another year.
var noon = Meaning{
	Now: time.Date(2026, 1, 1, 12, 34, 56, 0, time.UTC),
	Lookup: func(name string) (string, bool) {
		value, ok := map[string]string{"DROP": "/srv/drop: in", "LIMIT": "3", "SAFE": "true", "EMPTY": "", "ODD": "{date} ${DROP}"}[name]
		return value, ok
	},
}

func TestFileExpands(t *testing.T) {
	for _, c := range []struct{ value, want string }{
		{`"a-{date:yyyy-MM-dd}.csv"`, "a-2026-01-01.csv"},
		{`"a-{date}.csv"`, "a-2026-01-01.csv"},
		{`"a-{yesterday:yyyyMMdd}.csv"`, "a-20251231.csv"},
		{`"a-{date-31:dd.MM.yy}.csv"`, "a-01.12.25.csv"},
		{`"{date+1:MM/dd} {date:HHmmss}"`, "01/02 123456"},
		{`"${DROP}/x"`, "/srv/drop: in/x"},
		{`"${NONE:-here}"`, "here"},
		{`"${EMPTY:-{date}}"`, "{date}"}, // a default ends at the first brace, and is not searched again
		{`${NONE:-}x`, "x"},
		{`"$${NONE}"`, "${NONE}"},
		{`"${ODD}"`, "{date} ${DROP}"}, // a value is not searched again
		{`a b # ${NONE}`, "a b"},
		{`"{1} {} a{"`, "{1} {} a{"},
		{`"5%"`, "5%"},
		{`${LIMIT}`, "3"},
		{`'${LIMIT}'`, "3"},
	} {
		f, err := parseFile("p.yaml", []byte("steps:\n  - export:\n      file: "+c.value+"\n"), noon)
		if err != nil {
			t.Errorf("%s: %v", c.value, err)
			continue
		}
		if got := f.Steps[0].Export.File; got != c.want {
			t.Errorf("%s: %q, want %q", c.value, got, c.want)
		}
	}
}

func TestFileTypes(t *testing.T) {
	f, err := parseFile("p.yaml", []byte(`
name: Night
archive: done
stop: {rejected: 5, merged: "10%"}
steps:
  - import: {files: ["${DROP}/*.csv", b], max_errors: "${LIMIT}", strict: "no"}
`), noon)
	if err == nil {
		t.Fatalf("a text was taken for yes or no: %+v", f)
	}
	f, err = parseFile("p.yaml", []byte(`
name: Night
stop: {rejected: 5, merged: "10%"}
steps:
  - import:
      files: ["${DROP}/*.csv", b]
      max_errors: ${LIMIT}
  - merge:
      max_merges: ${LIMIT}
  - export:
      file: x.csv
      spreadsheet_safe: ${SAFE}
`), noon)
	if err != nil {
		t.Fatal(err)
	}
	im, m, ex := f.Steps[0].Import, f.Steps[1].Merge, f.Steps[2].Export
	if im.MaxErrors != "3" || im.Files[0] != "/srv/drop: in/*.csv" || m.MaxMerges != 3 || !ex.SpreadsheetSafe || f.Stop.Rejected != "5" || f.Name != "Night" {
		t.Errorf("%+v %+v %+v %+v", f, im, m, ex)
	}
}

func TestFileRefuses(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"steps:\n  - export:\n      file: ${NONE}/x\n", "p.yaml:3: the environment has no NONE"},
		{"steps:\n  - export:\n      file: ${EMPTY}/x\n", "p.yaml:3: the environment has no EMPTY"},
		{"steps:\n  - export:\n      file: a-{today}.csv\n", "p.yaml:3: {today} is not understood"},
		{"steps:\n  - export:\n      file: a-{date:yyyy-mmm}.csv\n", `p.yaml:3: the date pattern "yyyy-mmm" holds "mmm"`},
		{"steps:\n  - export:\n      file: ${1X}\n", "p.yaml:3: ${1X} is not understood"},
		{"steps:\n  - export:\n      file: \"${OPEN\"\n", "p.yaml:3: ${OPEN is not understood"},
		{"steps:\n  - export: {file: a-{date}.csv}\n", "put a value with ${NAME} or {date} into quotes"},
		{"steps:\n  - export: {fil: a.csv}\n", `p.yaml:2: unknown key "fil"; did you mean "file"?`},
		{"stpes: []\n", `p.yaml:1: unknown key "stpes"; did you mean "steps"?`},
		{"name: ${NONE}\nstpes: []\n", "p.yaml:1: the environment has no NONE"},
		{"", "no steps"},
		{"steps: []\n", "no steps"},
		{"steps: [{}]\n", "step 1 must be exactly one of"},
		{"steps: [{dedupe: {}}]\n---\nsteps: []\n", "p.yaml:3: a second document begins here"},
		{"steps: [{dedupe: {match: high}}]\n", "p.yaml:1: "},
	} {
		_, err := parseFile("p.yaml", []byte(c.text), noon)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		}
	}
}

func TestFileNamesEveryFault(t *testing.T) {
	_, err := parseFile("p.yaml", []byte("name: ${NONE} ${1X}\nsteps:\n  - import: {strict: yes}\n  - {}\n  - dedupe:\n"), noon)
	want := []string{"p.yaml:1: the environment has no NONE", "p.yaml:1: ${1X} is not understood", `p.yaml:3: strict: "yes" is not known`, "p.yaml:4: step 2 must be exactly one of"}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != len(want) || !errors.Is(err, ErrFile) {
		t.Fatalf("%v", err)
	}
	for i, line := range lines {
		if !strings.HasPrefix(line, want[i]) {
			t.Errorf("%q, want %q", line, want[i])
		}
	}
}

// TestFileStepWithoutSettings: nothing behind a step's name is its defaults.
func TestFileStepWithoutSettings(t *testing.T) {
	f, err := parseFile("p.yaml", []byte("steps:\n  - dedupe:\n  - merge: {}\n"), noon)
	if err != nil || f.Steps[0].Dedupe == nil || f.Steps[1].Merge == nil {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestStopAt(t *testing.T) {
	for _, c := range []struct {
		text           string
		rejected, read int64
		passed         bool
	}{
		{"", 10, 10, false}, {"0", 0, 10, false}, {"0", 1, 10, true}, {"2", 2, 10, false}, {"2", 3, 10, true},
		{"10%", 1, 10, false}, {"10%", 2, 10, true}, {"0%", 1, 1000, true}, {"100%", 10, 10, false}, {"10%", 0, 0, false},
	} {
		stop, err := parseStop(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if stop(c.rejected, c.read) != c.passed {
			t.Errorf("%q of %d among %d: %v", c.text, c.rejected, c.read, !c.passed)
		}
	}
	for _, text := range []string{"x", "-1", "101%", "%", "1.5", "5 %%"} {
		if _, err := parseStop(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

// FuzzParseFile looks for files that break the reader.
func FuzzParseFile(f *testing.F) {
	for _, text := range []string{"steps:\n  - export: {file: \"a-{date:yyyy}.csv\"}\n", "steps: [{import: {files: [\"${DROP}\"]}}]", "a: &b ${LIMIT}\nc: *b\n", "? x\n: {date}\n", "- ${"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file, err := parseFile("p.yaml", []byte(text), noon)
		if err == nil && len(file.Steps) == 0 {
			t.Error("a pipeline without steps was taken")
		}
	})
}
