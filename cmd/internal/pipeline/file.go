package pipeline

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
)

// File is a pipeline file: steps in order. What a step reads is relative to
// the pipeline file; what it writes, to the working directory.
type File struct {
	Path  string     `yaml:"-"`
	Steps []FileStep `yaml:"steps"`
}

// FileStep is one step; exactly one of its members is set.
type FileStep struct {
	Import *FileImport `yaml:"import"`
	Dedupe *FileDedupe `yaml:"dedupe"`
	Merge  *FileMerge  `yaml:"merge"`
	Export *FileExport `yaml:"export"`
}

// FileImport is an import step.
type FileImport struct {
	Files     []string `yaml:"files"`
	Map       string   `yaml:"map"`
	As        string   `yaml:"as"`
	Mode      string   `yaml:"mode"`
	Empty     string   `yaml:"empty"`
	MaxErrors string   `yaml:"max_errors"`
	Strict    bool     `yaml:"strict"`
	Missing   string   `yaml:"missing"` // fine: no file is no error; default: error
}

// FileDedupe is a dedupe step.
type FileDedupe struct {
	Config string  `yaml:"config"`
	Model  string  `yaml:"model"`
	Match  float64 `yaml:"match"`
	Review float64 `yaml:"review"`
}

// FileMerge is a merge step.
type FileMerge struct {
	Policy     string  `yaml:"policy"`
	OnConflict string  `yaml:"on_conflict"`
	Auto       float64 `yaml:"auto"`
	MaxMerges  int     `yaml:"max_merges"`
	MaxShare   string  `yaml:"max_share"`
}

// FileExport is an export step.
type FileExport struct {
	File            string   `yaml:"file"`
	Format          string   `yaml:"format"`
	Columns         string   `yaml:"columns"`
	Filters         []string `yaml:"filter"`
	SpreadsheetSafe bool     `yaml:"spreadsheet_safe"`
}

// ReadFile reads a pipeline file. Unknown keys are refused; the error says the
// line.
func ReadFile(path string) (*File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f := &File{Path: path}
	if err := yaml.UnmarshalWithOptions(data, f, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %s", path, oneLine(err))
	}
	var faults []error
	if len(f.Steps) == 0 {
		faults = append(faults, fmt.Errorf("%s: no steps; a pipeline needs steps: with import, dedupe, merge or export", path))
	}
	for i, st := range f.Steps {
		if n := st.count(); n != 1 {
			faults = append(faults, fmt.Errorf("%s: step %d must be exactly one of import, dedupe, merge and export", path, i+1))
		}
	}
	return f, errors.Join(faults...)
}

func (st FileStep) count() int {
	n := 0
	for _, set := range []bool{st.Import != nil, st.Dedupe != nil, st.Merge != nil, st.Export != nil} {
		if set {
			n++
		}
	}
	return n
}

// near returns a path that the pipeline file reads: relative to the file.
func (f *File) near(path string) string {
	if path == "" || path == "-" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(f.Path), path)
}

// oneLine makes the YAML library's message, which shows the source below it,
// one line.
func oneLine(err error) string {
	text := err.Error()
	if i := strings.IndexByte(text, '\n'); i > 0 {
		text = text[:i]
	}
	return text
}
