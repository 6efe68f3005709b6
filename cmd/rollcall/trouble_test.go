package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
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
