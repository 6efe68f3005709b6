package row

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ErrNoInput is returned by Expand when a pattern names no file.
var ErrNoInput = errors.New("no input file")

// inputEndings are the files that a folder contributes.
var inputEndings = []string{".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".jsonl", ".ndjson", ".json"}

// Expand turns file names, folders and glob patterns into a list of files:
// in the order of the patterns, those of one folder or glob sorted bytewise,
// none twice. A folder stands for the data files directly in it, hidden files
// left out; "-" stands for itself. A pattern that names nothing is ErrNoInput.
func Expand(patterns []string) ([]string, error) {
	var files []string
	for _, pattern := range patterns {
		found, err := expandOne(pattern)
		if err != nil {
			return nil, err
		}
		for _, file := range found {
			if !slices.Contains(files, file) {
				files = append(files, file)
			}
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%w: name at least one file", ErrNoInput)
	}
	return files, nil
}

func expandOne(pattern string) ([]string, error) {
	if pattern == "-" {
		return []string{pattern}, nil
	}
	stat, err := os.Stat(pattern)
	switch {
	case err == nil && stat.IsDir():
		return expandFolder(pattern)
	case err == nil:
		return []string{pattern}, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: %w", pattern, plainPathError(err))
	case !strings.ContainsAny(pattern, "*?["):
		return nil, fmt.Errorf("%s: %w of that name", pattern, ErrNoInput)
	}
	return expandGlob(pattern)
}

func expandGlob(pattern string) ([]string, error) {
	found, err := filepath.Glob(pattern)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: the pattern is not complete", pattern, ErrNoInput)
	}
	found = slices.DeleteFunc(found, func(name string) bool {
		stat, err := os.Stat(name)
		return err != nil || stat.IsDir() || (unseen(filepath.Base(name)) && !unseen(filepath.Base(pattern)))
	})
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: %w matches the pattern", pattern, ErrNoInput)
	}
	slices.Sort(found)
	return found, nil
}

func expandFolder(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", folder, plainPathError(err))
	}
	var found []string
	for _, entry := range entries {
		if !entry.IsDir() && isInput(entry.Name()) {
			found = append(found, filepath.Join(folder, entry.Name()))
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: %w in this folder (looked for %s)", folder, ErrNoInput, strings.Join(inputEndings, ", "))
	}
	slices.Sort(found)
	return found, nil
}

func isInput(name string) bool {
	if unseen(name) {
		return false
	}
	name = strings.ToLower(name)
	for _, packed := range []string{".gz", ".zst"} {
		name = strings.TrimSuffix(name, packed)
	}
	return slices.Contains(inputEndings, filepath.Ext(name))
}

// unseen says whether a file is hidden, or the lock file of an open workbook.
func unseen(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$")
}
