package pipeline

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/store"
	"rollcall/store/customer"
)

// deliver exports what changed since the last time and returns the import ids.
func (b *base) deliver(path string) (ids []string, err error) {
	b.Helper()
	x, err := ExportRequest{File: path, Columns: "externalCustomerImportId", UpdatedAfter: LastExport}.Check()
	b.must(err)
	if _, err = b.Export(b.Context(), x); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(path)
	b.must(err)
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		id, _, _ := strings.Cut(line, ",")
		ids = append(ids, id)
	}
	return ids, nil
}

// rename changes a customer as an import does.
func (b *base) rename(c *customer.Customer, name string) {
	b.Helper()
	now, err := b.Store.Load(b.Context(), []int64{c.ID}, store.Include{})
	b.must(err)
	base := now[0].Version
	now[0].FirstName = name
	now[0].Version++
	run := &customer.Run{Kind: "import"}
	b.must(b.Store.Begin(b.Context(), run))
	b.must(b.Store.Take(b.Context(), store.Batch{Run: run.ID, Changed: []store.Revision{{Customer: now[0], Base: base}},
		Journal: []customer.Change{{Customer: c.ID, Version: base + 1, Op: "import", Fields: []customer.FieldChange{{Field: "firstName", After: name}}}}}))
	b.must(b.Store.Finish(b.Context(), run))
}

// Whatever changes while a delivery is read is in the next one, and what a
// failed delivery would have held too.
func TestNoChangeIsLostBetweenDeliveries(t *testing.T) {
	eachStore(t, func(t *testing.T, _ uint64, open func(string) *base) {
		b := open("deliveries")
		list := b.fill(1, 5)
		dir := t.TempDir()
		path := filepath.Join(dir, "out-2026-11-22.csv")
		asked := 0
		b.Stopping = func() bool { // is asked with every customer that is read
			if asked++; asked == 3 {
				b.rename(list[0], "Meanwhile")
			}
			return false
		}
		if ids, err := b.deliver(path); err != nil || len(ids) != 5 {
			t.Fatalf("first delivery: %q, %v", ids, err)
		}
		b.rename(list[4], "Later")
		b.Stopping = func() bool { return true }
		if _, err := b.deliver(filepath.Join(dir, "out-2026-11-23.csv")); err == nil {
			t.Fatal("an interrupted delivery has no error")
		}
		b.Stopping = func() bool { return false }
		if ids, err := b.deliver(filepath.Join(dir, "out-2026-11-24.csv")); err != nil || strings.Join(ids, " ") != "I-000 I-004" {
			t.Errorf("after the change and the failure: %q, %v", ids, err)
		}
		if ids, err := b.deliver(filepath.Join(dir, "out-2026-11-25.csv")); err != nil || len(ids) != 0 {
			t.Errorf("nothing changed: %q, %v", ids, err)
		}
	})
}

func TestWithoutDates(t *testing.T) {
	for path, want := range map[string]string{
		"/out/crm-2026-11-22.csv":          "/out/crm-*.csv",
		"/out/20261122/crm.csv.gz":         "/out/*/crm.csv.gz",
		"/out/crm_20261122T031500Z.csv":    "/out/crm_*.csv",
		"/out/crm-20261122-0315.csv":       "/out/crm-*.csv",
		"/out/crm 22.11.2026.csv":          "/out/crm *.csv",
		"/out/crm-12.csv":                  "/out/crm-12.csv",
		"/out/CRM-2026-11-22_03-15-00.csv": "/out/crm-*.csv",
	} {
		if got := withoutDates(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
