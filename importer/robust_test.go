package importer_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/importer"
	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/postgres"
	"rollcall/store/postgres/pgtest"
	"rollcall/store/sqlite"
)

// rewrite writes what the cases give today into their want sections, to be
// read before it is committed.
var rewrite = flag.Bool("rewrite", false, "write the want sections of testdata/robust")

// fewestCases is how many awkward inputs the suite has at least.
const fewestCases = 60

// TestRobust runs every case of testdata/robust from its files to the store:
// on SQLite with several batch sizes and on PostgreSQL, always with the same
// outcome, and each import first as a dry run that must foretell it.
func TestRobust(t *testing.T) {
	paths, err := filepath.Glob("testdata/robust/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) < fewestCases {
		t.Fatalf("%d cases, there should be %d at least", len(paths), fewestCases)
	}
	for _, driver := range drivers(t) {
		for _, path := range paths {
			name := strings.TrimSuffix(filepath.Base(path), ".txtar")
			t.Run(driver.name+"/"+name, func(t *testing.T) { driver.check(t, path) })
		}
	}
}

// driver opens fresh stores of one engine.
type driver struct {
	name    string
	batches []int
	open    func(t *testing.T, tenant string) store.Store
}

func drivers(t *testing.T) []driver {
	url := pgtest.URL(t) // shared: every case has a tenant of its own
	opened := func(t *testing.T, s store.Store, err error) store.Store {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	return []driver{
		{"sqlite", []int{1, 7, 50_000}, func(t *testing.T, tenant string) store.Store {
			s, err := sqlite.Open(context.Background(), ":memory:", store.Options{Tenant: tenant, User: "tester", Mode: store.Write})
			return opened(t, s, err)
		}},
		{"postgres", []int{2, 1000}, func(t *testing.T, tenant string) store.Store {
			s, err := postgres.Open(context.Background(), url, store.Options{Tenant: tenant, User: "tester", Mode: store.Write})
			return opened(t, s, err)
		}},
	}
}

// rounds is how often a test tries random cases: as often as it says, and a few
// times in short runs, such as those under the race detector, which is several
// times slower.
func rounds(all uint64) uint64 {
	if testing.Short() {
		return min(all, 3)
	}
	return all
}

// sizes are the batch sizes to try; one of them in short runs.
func (d driver) sizes() []int {
	if testing.Short() {
		return d.batches[1:2]
	}
	return d.batches
}

func (d driver) check(t *testing.T, path string) {
	c := readCase(t, path)
	for i, batch := range d.sizes() {
		played := &play{t: t, store: d.open(t, fmt.Sprintf("%s-%d", filepath.Base(path), batch)), dir: t.TempDir(), batch: batch}
		c.write(t, played.dir)
		got := played.run(c)
		if *rewrite && d.name == "sqlite" && i == 0 {
			c.rewrite(t, path, got)
		}
		if got != c.want {
			t.Fatalf("batch size %d:\n%s", batch, difference(got, c.want))
		}
	}
}

// difference shows the first line that is not as it should be, with those
// before it.
func difference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		at := func(list []string) string {
			if i < len(list) {
				return list[i]
			}
			return "(nothing more)"
		}
		if at(g) != at(w) {
			return fmt.Sprintf("line %d of want\n%s\n got %s\nwant %s", i+1, strings.Join(g[max(0, i-6):min(i, len(g))], "\n"), at(g), at(w))
		}
	}
	return "equal"
}

// play is one case under way in one store.
type play struct {
	t       *testing.T
	store   store.Store
	dir     string
	batch   int
	steps   int
	reports string // of the step under way
	out     strings.Builder
}

// run plays the steps and returns what came of them, as text.
func (p *play) run(c *robustCase) string {
	for _, s := range c.steps {
		fmt.Fprintf(&p.out, "> %s\n", s.text)
		p.steps++
		p.step(s)
	}
	p.customers()
	if found, err := p.store.Check(context.Background()); err != nil || len(found) > 0 {
		p.t.Errorf("the store is not sound: %v %v", found, err)
	}
	return p.out.String()
}

func (p *play) step(s step) {
	if s.edit != "" {
		p.edit(s)
	}
	inputs, notes, err := p.open(s)
	defer func() {
		for _, in := range inputs {
			in.Reader.Close()
		}
	}()
	for _, n := range notes {
		fmt.Fprintf(&p.out, "note: %s\n", p.plain(n))
	}
	if err != nil {
		fmt.Fprintf(&p.out, "refused: %s\n", p.plain(err.Error()))
		return
	}
	opt := s.options
	opt.Batch, opt.DryRun, opt.Dir = p.batch, true, p.folder("dry")
	opt.Run = "dry-run"
	foretold := p.imported(inputs, opt)
	run := &customer.Run{Kind: "import"}
	if err := p.store.Begin(context.Background(), run); err != nil {
		p.t.Fatal(err)
	}
	opt.Run, opt.DryRun, opt.Dir = run.ID, false, p.folder("reports")
	p.reports = opt.Dir
	got := p.imported(inputs, opt)
	if foretold != got {
		p.t.Errorf("the dry run foretold\n%s\nand the import did\n%s", foretold, got)
	}
	p.out.WriteString(got)
}

func (p *play) folder(name string) string {
	dir := filepath.Join(p.dir, fmt.Sprintf("%s-%d", name, p.steps))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		p.t.Fatal(err)
	}
	return dir
}

// imported runs an import and tells its ledger, findings, notes and rejects.
func (p *play) imported(inputs []importer.Input, opt importer.Options) string {
	var out strings.Builder
	sum, err := importer.Run(context.Background(), p.store, inputs, opt)
	if sum != nil {
		out.WriteString(shortLedger(sum))
		out.WriteString(findings(p.t, sum.Reports.Errors))
		for _, n := range sum.Notes {
			fmt.Fprintf(&out, "note: %s\n", n)
		}
		for _, path := range sum.Reports.Rejects {
			out.WriteString(rejectsText(p.t, path))
		}
		if sum.Reports.Absent != "" {
			out.WriteString(absentText(p.t, sum.Reports.Absent))
		}
		p.tally(sum, opt, inputs)
	}
	if err != nil {
		fmt.Fprintf(&out, "ended: %v\n", err)
	}
	return p.plain(strings.ReplaceAll(out.String(), opt.Run, "RUN"))
}

// tally holds the ledger against what the store's history says.
func (p *play) tally(sum *importer.Summary, opt importer.Options, inputs []importer.Input) {
	p.t.Helper()
	if !sum.Rows.Balanced() {
		p.t.Errorf("the ledger does not balance: %+v", sum.Rows)
	}
	if opt.DryRun || inputs[0].Plan.File().As != "" {
		return
	}
	tally, err := p.store.Tally(context.Background(), sum.Run)
	if err != nil || tally.Created != sum.Rows.Created || tally.Updated != sum.Rows.Updated {
		p.t.Errorf("the ledger says %+v, the store's history %+v (%v)", sum.Rows, tally, err)
	}
}

var generated = regexp.MustCompile(`ACME[0-9]{10,}`)

// customers tells every live customer as JSON, in the order of import ids.
func (p *play) customers() {
	var list []string
	for c, err := range p.store.List(context.Background(), store.Query{Include: store.Everything}) {
		if err != nil {
			p.t.Fatal(err)
		}
		c.ID, c.CustomerID, c.CreatedOn, c.UpdatedOn, c.CreatedBy, c.UpdatedBy = 0, "", time.Time{}, time.Time{}, "", ""
		text, err := c.MarshalJSON()
		if err != nil {
			p.t.Fatal(err)
		}
		line := generated.ReplaceAllString(string(text), "ACME*")
		line = strings.NewReplacer(`"id":0,`, "", `"deceased":false,`, "", `,"deceased":false`, "", `"obfuscated":false,`, "", `,"obfuscated":false`, "").Replace(line)
		list = append(list, abridged(line))
	}
	slices.Sort(list)
	fmt.Fprintf(&p.out, "> customers\n%s\n", strings.Join(list, "\n"))
}

// plain takes the test's folder out of a text.
func (p *play) plain(text string) string {
	return strings.ReplaceAll(text, p.dir+string(filepath.Separator), "")
}
