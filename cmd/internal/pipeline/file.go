package pipeline

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
)

// File is a pipeline file: steps in order. What a step reads is relative to
// the pipeline file; what it writes, to the working directory.
type File struct {
	Path    string     `yaml:"-"`
	Name    string     `yaml:"name"`    // what the run is called in its report; "": the file's name
	Archive string     `yaml:"archive"` // folder that imported files are moved to, relative to the pipeline file; "": they stay
	Stop    FileStop   `yaml:"stop"`
	Steps   []FileStep `yaml:"steps"`
}

// FileStop says when a run stops before anything is merged or exported.
type FileStop struct {
	Rejected string `yaml:"rejected"` // of the rows of all imports: N or N%
	Merged   string `yaml:"merged"`   // share of the base that may be merged away, for merge steps that do not say it: N%
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
	Since  string  `yaml:"since"`
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

// ReadFile reads a pipeline file. Variables and dates in its values are
// replaced by what they mean. Unknown keys and variables that are not set are
// refused; the error says the line.
func ReadFile(path string, means Meaning) (*File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return ParseFile(path, data, means)
}

// ParseFile is ReadFile of content that was read already.
func ParseFile(path string, data []byte, means Meaning) (*File, error) {
	f := &File{Path: path}
	if err := decode(f, data, means); err != nil {
		return nil, err
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

func decode(f *File, data []byte, means Meaning) error {
	parsed, err := parser.ParseBytes(data, 0)
	if err != nil {
		return fmt.Errorf("%s:%s%s", f.Path, oneLine(err), unquoted(data, err))
	}
	if len(parsed.Docs) > 1 {
		return fmt.Errorf("%s: more than one document: leave the --- lines out", f.Path)
	}
	if len(parsed.Docs) == 0 || parsed.Docs[0].Body == nil {
		return nil
	}
	e := newExpander(f.Path, means)
	body := e.node(parsed.Docs[0].Body)
	if e.faults != nil {
		return errors.Join(e.faults...)
	}
	if err := yaml.NodeToValue(body, f, yaml.Strict()); err != nil {
		return fmt.Errorf("%s:%s%s", f.Path, oneLine(err), unquoted(data, err))
	}
	return nil
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

// place is how the YAML library begins its messages: [line:column] text.
var place = regexp.MustCompile(`^\[(\d+):\d+\] `)

// oneLine makes the YAML library's message, which shows the source below it,
// one line that goes on behind a file's name and a colon.
func oneLine(err error) string {
	text, _, _ := strings.Cut(err.Error(), "\n")
	if m := place.FindStringSubmatch(text); m != nil {
		return m[1] + ": " + text[len(m[0]):]
	}
	return " " + text
}

// unquoted adds what to do where a line holds braces without quotes, which YAML
// reads as a mapping.
func unquoted(data []byte, err error) string {
	m := place.FindStringSubmatch(err.Error())
	if m == nil {
		return ""
	}
	line := 1
	for text := range strings.SplitSeq(string(data), "\n") {
		if fmt.Sprint(line) == m[1] && reference.MatchString(text) {
			return "; put a value with ${NAME} or {date} into quotes"
		}
		line++
	}
	return ""
}
