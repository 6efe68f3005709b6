package report

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// written are how the names of files begin that runs write into their report
// folders.
var written = []string{"errors", "rejects", "pairs", "clusters", "conflicts", "waiting", "dedupe.json", "absent", "changes", "summary."}

// Holds says whether a folder holds the report of a run, by its summary.json.
func Holds(dir, run string) bool {
	s, err := readSummary(filepath.Join(dir, "summary.json"))
	return err == nil && s.Run == run
}

// Remove deletes the report that a run left in a folder, and the folder when
// nothing else is in it; whole is false when something is. A folder that holds
// no report of the run is left alone.
func Remove(dir, run string) (whole bool, err error) {
	if !Holds(dir, run) {
		return false, nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false, err
	}
	// summary.json says whose report it is, so it goes last: a removal that was
	// interrupted can be repeated.
	for _, e := range entries {
		if e.Type().IsRegular() && e.Name() != "summary.json" && isWritten(e.Name()) {
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return false, err
			}
		}
	}
	if err := os.Remove(filepath.Join(dir, "summary.json")); err != nil {
		return false, err
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		return false, err
	}
	err = os.Remove(dir)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return true, err
}

func isWritten(name string) bool {
	for _, start := range written {
		if strings.HasPrefix(name, start) {
			return true
		}
	}
	return false
}
