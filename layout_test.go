package rollcall_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the import path of the repository's root.
const module = "rollcall"

// rule says what the packages below a folder may import of this module, beside
// packages below the same folder.
type rule struct {
	under  string   // the folder whose packages are ruled
	may    []string // folders whose packages they may import
	leaves bool     // they may import the leaves too
	why    string
}

// leaves are what importer, exporter and dedupe share: packages that know none of
// them.
var leaves = []string{"dedupe/normalize", "dedupe/compare", "exporter/sheet", "importer/setting", "importer/expression"}

// homes says below which folder alone a library is imported: so its errors,
// limits and replacement are the matter of one package. Tests may use it too.
var homes = map[string]string{
	"github.com/goccy/go-yaml":        "importer/setting",
	"github.com/expr-lang/expr":       "importer/expression",
	"github.com/urfave/cli":           "cmd/rollcall",
	"github.com/schollz/progressbar":  "cmd/rollcall",
	"github.com/jackc/pgx":            "store/postgres",
	"zombiezen.com/go/sqlite":         "store/sqlite",
	"github.com/gofrs/flock":          "store/sqlite",
	"github.com/nyaruka/phonenumbers": "dedupe/normalize",
	"github.com/agnivade/levenshtein": "dedupe/compare",
}

// rules are looked up by the longest folder that fits.
var rules = []rule{
	{under: "store/customer", why: "the Customer object is a leaf"},
	{under: "store", may: []string{"store/customer", "store/internal/privacy"}, why: "the store's contract knows no driver"},
	{under: "store/internal", may: []string{"store", "store/customer"}, why: "what the drivers share knows none of them"},
	{under: "store/sqlite", may: []string{"store", "store/customer", "store/internal", "store/storetest"}, why: "a driver knows the contract only"},
	{under: "store/postgres", may: []string{"store", "store/customer", "store/internal", "store/storetest"}, why: "a driver knows the contract only"},
	{under: "store/connect", may: []string{"store", "store/sqlite", "store/postgres"}, why: "the one place that knows both drivers"},
	{under: "store/storetest", may: []string{"store", "store/customer"}, why: "the contract suite knows no driver"},
	{under: "importer", may: []string{"store", "store/customer"}, leaves: true, why: "an importer declares the store that it needs"},
	{under: "importer/setting", may: []string{"dedupe/compare"}, why: "reading settings is a leaf"},
	{under: "importer/expression", why: "computing texts is a leaf"},
	{under: "exporter", may: []string{"store/customer"}, leaves: true, why: "an exporter takes a stream of customers"},
	{under: "exporter/sheet", may: []string{"exporter/internal"}, why: "the XLSX writer is a leaf"},
	{under: "dedupe", may: []string{"store/customer"}, leaves: true, why: "finding duplicates is pure: no store"},
	{under: "dedupe/beamdedupe", may: []string{"dedupe", "store", "store/customer", "store/connect"}, why: "the search on Beam reads stores and calls the steps of dedupe"},
	{under: "dedupe/normalize", why: "normalisers are pure leaves"},
	{under: "dedupe/compare", why: "comparisons are pure leaves"},
	{under: "samples", may: []string{"store/customer"}, why: "the generator is a library of its own"},
	{under: "cmd", may: []string{""}, why: "commands join everything"},
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
			if why := foreign(folder, name); why != "" {
				t.Errorf("%s imports %s: %s", path, name, why)
			}
		}
	}
}

// foreign says why a package in folder may not import a library; "": it may.
func foreign(folder, library string) string {
	for _, leaf := range standardOnly {
		if below(folder, leaf) {
			return "only the standard library is allowed there"
		}
	}
	for prefix, home := range homes {
		if below(library, prefix) && !below(folder, home) && !below(folder, "dedupe/beamdedupe") {
			return "use " + home + ", which is its home"
		}
	}
	return ""
}

// allowed says whether a package in folder may import the package in target.
func allowed(folder, target string) bool {
	r := ruleOf(folder)
	if r == nil {
		return false
	}
	if r.leaves && slices.Contains(leaves, target) {
		return true
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
		{"dedupe/normalize", "exporter/sheet", false},
		{"dedupe/merge", "importer/setting", true},
		{"exporter/mapping", "importer/expression", true},
		{"exporter/mapping", "importer/mapping", false},
		{"importer/setting", "importer/mapping", false},
		{"importer/setting", "store/customer", false},
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

// TestHomesCatch does the same for the homes of libraries.
func TestHomesCatch(t *testing.T) {
	for _, c := range []struct {
		folder, dependency string
		ok                 bool
	}{
		{"importer/setting", "github.com/goccy/go-yaml/ast", true},
		{"importer/mapping", "github.com/goccy/go-yaml/ast", false},
		{"exporter/mapping", "github.com/expr-lang/expr", false},
		{"store/postgres/pgtest", "github.com/jackc/pgx/v5", true},
		{"store/sqlite", "github.com/jackc/pgx/v5/pgxpool", false},
		{"cmd/bench", "github.com/urfave/cli/v2", false},
		{"store/customer", "golang.org/x/text/cases", false},
	} {
		if why := foreign(c.folder, c.dependency); (why == "") != c.ok {
			t.Errorf("%s importing %s: %q, want allowed %v", c.folder, c.dependency, why, c.ok)
		}
	}
}
