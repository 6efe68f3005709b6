package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/store"
	"rollcall/store/connect"
)

// TestTwoImportsAtOnce: the second one ends with the code of a locked store and
// names the first, or waits for it if it shall.
func TestTwoImportsAtOnce(t *testing.T) {
	for name, fresh := range freshStores {
		t.Run(name, func(t *testing.T) {
			w, db := newLoad(t), fresh(t)
			first, second, waiting := w.attempt(t, db, "first"), w.attempt(t, db, "second"), w.attempt(t, db, "waiting")
			first.start()
			first.underWay(1000)
			waiting.start("--wait", "5m")
			second.start()
			second.ends(exitStore)
			if text := second.stderr.String(); !strings.Contains(text, "import by ") || !strings.Contains(text, "process ") {
				t.Errorf("the message does not name the run that writes:\n%s", text)
			}
			if _, err := os.Stat(second.reports); err == nil {
				t.Error("a refused import left a report folder")
			}
			first.ends(exitRejected)
			waiting.ends(exitRejected)
		})
	}
}

// TestReportsThatCannotBeWritten: the import ends with one line that names the
// folder, and takes nothing.
func TestReportsThatCannotBeWritten(t *testing.T) {
	w := newLoad(t)
	a := w.attempt(t, filepath.Join(t.TempDir(), "store.db"), "in.csv") // a file of that name is there
	a.start()
	a.ends(exitFailed)
	if text := a.stderr.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, a.reports) {
		t.Errorf("not one line that names the report folder:\n%s", text)
	}
	if n := a.taken(); n != 0 {
		t.Errorf("%d customers were taken without a report", n)
	}
	a.reports = filepath.Join(w.dir, "elsewhere")
	a.start("--resume")
	a.ends(exitRejected)
}

// TestPipelineBesideAWriter: a pipeline ends with the code of a locked store,
// names who writes, and leaves the files where they are.
func TestPipelineBesideAWriter(t *testing.T) {
	for name, fresh := range freshStores {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			db := fresh(t)
			s, err := connect.Open(t.Context(), db, store.Options{Mode: store.Write})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			release, err := s.Lock(t.Context(), "run evening.yaml by ann", 0)
			if err != nil {
				t.Fatal(err)
			}
			for file, text := range map[string]string{
				"a.csv":      "externalCustomerImportId,firstName,lastName,email\n1,Ann,Lee,ann@example.org\n",
				"night.yaml": "archive: done\nsteps:\n  - import: {files: [a.csv]}\n",
			} {
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			night := func() (int, string) {
				var out, problems bytes.Buffer
				code := run([]string{"rollcall", "--db", db, "run", "night.yaml"}, strings.NewReader(""), &out, &problems)
				return code, problems.String()
			}
			if code, text := night(); code != exitStore || !strings.Contains(text, "run evening.yaml by ann") {
				t.Errorf("exit code %d: %s", code, text)
			}
			if _, err := os.Stat("a.csv"); err != nil {
				t.Error(err)
			}
			if err := release(); err != nil {
				t.Fatal(err)
			}
			if code, text := night(); code != exitDone {
				t.Errorf("exit code %d: %s", code, text)
			}
			if _, err := os.Stat("a.csv"); err == nil {
				t.Error("the file was not archived")
			}
		})
	}
}
