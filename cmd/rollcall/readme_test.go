package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var rewrite = flag.Bool("readme", false, "write what the commands of README.md print today into it")

// shownSections are the parts of README.md whose blocks are typed, in their
// order; what others show depends on the day, or does not end by itself.
var shownSections = []string{"## Five minutes\n", "## Review by workbook\n"}

var (
	block = regexp.MustCompile("(?s)```console\n(.*?)```\n")
	runID = regexp.MustCompile(`\d{8}-\d{6}-\d{6}`)
)

// TestReadmeIsTrue types every command of the README's tour in a folder with
// the samples, as a newcomer does, and compares what it prints. Where figures
// are better or others today:
//
//	go test ./cmd/rollcall -run TestReadmeIsTrue -readme
func TestReadmeIsTrue(t *testing.T) {
	const path = "../../README.md"
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tour := newTour(t)
	text := string(data)
	for _, section := range shownSections {
		start := strings.Index(text, section)
		if start < 0 {
			t.Fatalf("README.md has no section %q", section)
		}
		end := len(text)
		if n := strings.Index(text[start+len(section):], "\n## "); n >= 0 {
			end = start + len(section) + n
		}
		text = text[:start] + block.ReplaceAllStringFunc(text[start:end], tour.block) + text[end:]
	}
	switch {
	case text == string(data):
	case *rewrite:
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	default:
		t.Error("to take this into README.md: go test ./cmd/rollcall -run TestReadmeIsTrue -readme")
	}
}

// tour is somebody who types the commands of a README.
type tour struct {
	t    *testing.T
	dir  string
	runs map[string]string // the README's ids, by those of today
	back map[string]string // and the other way round
}

func newTour(t *testing.T) *tour {
	t.Helper()
	dir := t.TempDir()
	samples, err := filepath.Abs("../../samples")
	if err == nil {
		err = os.Symlink(samples, filepath.Join(dir, "samples"))
	}
	if err != nil {
		t.Fatal(err)
	}
	return &tour{t, dir, map[string]string{}, map[string]string{}}
}

// block types the commands of a block and returns it with what they print today.
func (r *tour) block(shown string) string {
	var out strings.Builder
	out.WriteString("```console\n")
	body := strings.TrimSuffix(strings.TrimPrefix(shown, "```console\n"), "```\n")
	for _, part := range strings.Split("\n"+body, "\n$ ")[1:] {
		command, want, _ := strings.Cut(part, "\n")
		want = strings.TrimSuffix(want, "\n")
		got := r.command(command, want)
		if got != want && !*rewrite {
			r.t.Errorf("%s\nprints\n%s\nREADME.md shows\n%s", command, got, want)
		}
		out.WriteString("$ " + command + "\n")
		if got != "" {
			out.WriteString(got + "\n")
		}
	}
	out.WriteString("```\n")
	return out.String()
}

// command types one, and returns what it prints under the README's ids of runs.
func (r *tour) command(command, shown string) string {
	cmd := exec.Command("sh", "-c", runID.ReplaceAllStringFunc(command, func(id string) string { return r.back[id] }))
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "ROLLCALL_DB=", "NO_COLOR=1", "COLUMNS=200")
	printed, _ := cmd.Output() // some end with 3: rows are rejected
	ids := runID.FindAllString(shown, -1)
	text := runID.ReplaceAllStringFunc(string(printed), func(id string) string {
		if _, known := r.runs[id]; !known {
			r.learn(id, ids)
		}
		return r.runs[id]
	})
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// learn pairs today's id with the first of the shown ones that has no partner.
func (r *tour) learn(today string, shown []string) {
	r.runs[today] = today
	for _, id := range shown {
		if r.back[id] == "" {
			r.runs[today], r.back[id] = id, today
			return
		}
	}
}
