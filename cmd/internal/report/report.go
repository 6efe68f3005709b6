// Package report writes summary.html: one page about a run or a pipeline, made
// from summary.json and the CSV reports beside it. The page needs no network
// and no script; contact values and identifiers are masked unless asked for.
package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
)

// PageName is the page's file name in a report folder.
const PageName = "summary.html"

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"count": count,
	"int64": func(n int) int64 { return int64(n) },
	"style": func() template.CSS { return template.CSS(pageStyle) },
}).Parse(pageText))

// Render writes dir/summary.html, and dir/summary.txt for a mail, both mode
// 0600, from dir/summary.json and the reports that it names. Reports that are missing leave their part of the page
// out. With withValues, customer values stand unmasked. An error names the
// report and line that could not be read, and leaves an older page in place.
func Render(dir string, withValues bool) error {
	facts, err := load(dir)
	if err != nil {
		return fmt.Errorf("render %s: %w", PageName, err)
	}
	show := mask
	if withValues {
		show = func(_, value string) string { return value }
	}
	p := newPage(facts, show)
	var out bytes.Buffer
	if err := pageTemplate.Execute(&out, p); err != nil {
		return fmt.Errorf("render %s: %w", PageName, err)
	}
	if err := replace(filepath.Join(dir, PageName), out.Bytes()); err != nil {
		return fmt.Errorf("render %s: %w", PageName, err)
	}
	if err := replace(filepath.Join(dir, MailName), []byte(mail(facts, p))); err != nil {
		return fmt.Errorf("render %s: %w", MailName, err)
	}
	return nil
}

// facts are what the reports of a folder say.
type facts struct {
	dir       string
	summary   summary
	findings  findings
	matching  matching
	conflicts []conflict
	waiting   int // clusters in the conflict report, more than conflicts when sampled
	planned   *sideBySide
	blocking  *blocking
	merged    mergedList
	files     []file
}

// load reads the folder.
func load(dir string) (*facts, error) {
	f := &facts{dir: dir}
	var err error
	if f.summary, err = readSummary(filepath.Join(dir, "summary.json")); err != nil {
		return nil, err
	}
	folder := f.summary.folder()
	f.summary.shorten(folder)
	f.findings.folder = folder
	for _, name := range f.summary.named("errors", "errors.csv") {
		if err := f.findings.read(filepath.Join(dir, name)); err != nil {
			return nil, err
		}
	}
	name := f.summary.named("conflicts_csv", "conflicts.csv")[0]
	if f.conflicts, f.waiting, err = readConflicts(filepath.Join(dir, name)); err != nil {
		return nil, err
	}
	f.matching.watch(f.conflicts)
	for _, name := range f.summary.named("pairs", "pairs.csv") {
		if err := f.matching.readPairs(filepath.Join(dir, name)); err != nil {
			return nil, err
		}
	}
	for _, name := range f.summary.named("clusters", "clusters.csv") {
		if err := f.matching.readClusters(filepath.Join(dir, name)); err != nil {
			return nil, err
		}
	}
	return f, f.loadRest()
}

// loadRest reads what has a fixed name in the folder.
func (f *facts) loadRest() (err error) {
	if f.planned, err = readJSON[sideBySide](filepath.Join(f.dir, "waiting.json")); err != nil {
		return err
	}
	if f.blocking, err = readJSON[blocking](filepath.Join(f.dir, "dedupe.json")); err != nil {
		return err
	}
	if f.merged, err = readMerged(filepath.Join(f.dir, "merged.csv")); err != nil {
		return err
	}
	f.files, err = listFiles(f.dir)
	return err
}

// replace puts a whole file in the place of path, readable by its owner only.
func replace(path string, content []byte) error {
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return err
	}
	_, err = temp.Write(content)
	if closing := temp.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temp.Name())
	}
	return err
}
