package rollcall_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// module is the import path of the repository's root.
const module = "rollcall"

// rule says what the packages below a folder may import of this module, beside
// packages below the same folder.
type rule struct {
	under string   // the folder whose packages are ruled
	may   []string // folders whose packages they may import
	why   string
}

// rules are looked up by the longest folder that fits.
var rules = []rule{
	{"store/customer", nil, "the Customer object is a leaf"},
	{"store", []string{"store/customer", "store/internal/privacy"}, "the store's contract knows no driver"},
	{"store/internal", []string{"store", "store/customer"}, "what the drivers share knows none of them"},
	{"store/sqlite", []string{"store", "store/customer", "store/internal", "store/storetest"}, "a driver knows the contract only"},
	{"store/postgres", []string{"store", "store/customer", "store/internal", "store/storetest"}, "a driver knows the contract only"},
	{"store/connect", []string{"store", "store/sqlite", "store/postgres"}, "the one place that knows both drivers"},
	{"store/storetest", []string{"store", "store/customer"}, "the contract suite knows no driver"},
	{"importer", []string{"store", "store/customer", "dedupe/normalize", "dedupe/compare", "exporter/sheet"}, "an importer declares the store that it needs"},
	{"exporter", []string{"store/customer"}, "an exporter takes a stream of customers"},
	{"exporter/sheet", []string{"exporter/internal"}, "the XLSX writer is a leaf"},
	{"dedupe", []string{"store/customer", "exporter/sheet"}, "finding duplicates is pure: no store"},
	{"dedupe/beamdedupe", []string{"dedupe", "store", "store/customer", "store/connect"}, "the search on Beam reads stores and calls the steps of dedupe"},
	{"dedupe/normalize", nil, "normalisers are pure leaves"},
	{"dedupe/compare", nil, "comparisons are pure leaves"},
	{"samples", []string{"store/customer"}, "the generator is a library of its own"},
	{"cmd", []string{""}, "commands join everything"},
}

// standardOnly are the folders that import the standard library alone.
var standardOnly = []string{"store/customer"}

// TestImports parses every Go file, tests left out, and holds its imports
// against the rules.
func TestImports(t *testing.T) {
	files := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != "." {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		files++
		checkFile(t, filepath.ToSlash(path))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Fatalf("only %d files were looked at: the test runs in the wrong folder", files)
	}
}

func checkFile(t *testing.T, path string) {
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Error(err)
		return
	}
	folder := filepath.ToSlash(filepath.Dir(path))
	for _, spec := range f.Imports {
		name, _ := strconv.Unquote(spec.Path.Value)
		own, ours := strings.CutPrefix(name, module+"/")
		switch {
		case ours && !allowed(folder, own):
			t.Errorf("%s imports %s: %s", path, name, ruleOf(folder).why)
		case !ours && strings.Contains(strings.Split(name, "/")[0], "."):
			for _, leaf := range standardOnly {
				if below(folder, leaf) {
					t.Errorf("%s imports %s: only the standard library is allowed there", path, name)
				}
			}
		}
	}
}

// allowed says whether a package in folder may import the package in target.
func allowed(folder, target string) bool {
	r := ruleOf(folder)
	if r == nil {
		return false
	}
	if below(target, r.under) && ruleOf(target) == r {
		return true
	}
	for _, may := range r.may {
		if may == "" || target == may || (below(target, may) && ruleOf(target) == ruleOf(may)) {
			return true
		}
	}
	// A package may use the packages below its own folder that have rules of
	// their own, as dedupe uses normalize.
	return below(target, r.under) && r.under != "store"
}

func ruleOf(folder string) *rule {
	var best *rule
	for i := range rules {
		if below(folder, rules[i].under) && (best == nil || len(rules[i].under) > len(best.under)) {
			best = &rules[i]
		}
	}
	return best
}

func below(folder, under string) bool {
	return folder == under || strings.HasPrefix(folder, under+"/")
}

// TestRulesCatch makes sure that the rules refuse what they are for.
func TestRulesCatch(t *testing.T) {
	for _, c := range []struct {
		folder, target string
		ok             bool
	}{
		{"store/customer", "store", false},
		{"store", "store/sqlite", false},
		{"importer", "store/sqlite", false},
		{"importer", "store", true},
		{"importer", "dedupe/normalize", true},
		{"importer", "dedupe/merge", false},
		{"importer/mapping", "importer/row", true},
		{"exporter", "store", false},
		{"exporter", "exporter/sheet", true},
		{"dedupe", "store", false},
		{"dedupe/merge", "dedupe/normalize", true},
		{"dedupe/normalize", "dedupe/merge", false},
		{"dedupe", "importer/row", false},
		{"store/sqlite", "store/postgres", false},
		{"cmd/rollcall", "store/connect", true},
		{"elsewhere", "store", false},
	} {
		if got := allowed(c.folder, c.target); got != c.ok {
			t.Errorf("%s importing %s: allowed %v, want %v", c.folder, c.target, got, c.ok)
		}
	}
}
