package pipeline

import (
	"errors"
	"os"
	"path/filepath"

	"rollcall/importer/setting"
)

// ErrFile says that a pipeline file is not valid.
var ErrFile = errors.New("the pipeline file is not valid")

// File is a pipeline file: steps in order. What a step reads is relative to
// the pipeline file; what it writes, to the working directory.
type File struct {
	Path    string
	Name    string // what the run is called in its report; "": the file's name
	Archive string // folder that imported files are moved to, relative to the pipeline file; "": they stay
	Stop    FileStop
	Steps   []FileStep
}

// FileStop says when a run stops before anything is merged or exported.
type FileStop struct {
	Rejected string // of the rows of all imports: N or N%
	Merged   string // share of the base that may be merged away, for merge steps that do not say it: N%
}

// FileStep is one step; exactly one of its members is set.
type FileStep struct {
	Import *FileImport
	Dedupe *FileDedupe
	Merge  *FileMerge
	Export *FileExport
}

// FileImport is an import step.
type FileImport struct {
	Files     []string
	Map       string
	As        string
	Mode      string
	Empty     string
	MaxErrors string
	Strict    bool
	Missing   string // fine: no file is no error; default: error
}

// FileDedupe is a dedupe step.
type FileDedupe struct {
	Config string
	Model  string
	Since  string
	Match  float64
	Review float64
}

// FileMerge is a merge step.
type FileMerge struct {
	Policy     string
	OnConflict string
	Auto       float64
	MaxMerges  int
	MaxShare   string
}

// ReadFile reads a pipeline file. Variables and dates in its values are
// replaced by what they mean. Unknown keys and variables that are not set are
// refused; the error wraps ErrFile and says the line of each.
func ReadFile(path string, means Meaning) (*File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return parseFile(path, data, means)
}

// parseFile is ReadFile of content that was read already.
func parseFile(path string, data []byte, means Meaning) (*File, error) {
	doc := setting.Parse(setting.Source{File: path, Data: data, Kind: ErrFile, Expand: newExpander(means).text})
	f := &File{Path: path}
	f.read(doc.Root("a pipeline"))
	if len(f.Steps) == 0 && len(doc.List) == 0 {
		doc.Add(setting.Position{}, "no steps; a pipeline needs steps: with import, dedupe, merge or export")
	}
	return f, doc.Err()
}

// near returns a path that the pipeline file reads: relative to the file.
func (f *File) near(path string) string {
	if path == "" || path == "-" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(f.Path), path)
}
