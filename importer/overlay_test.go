package importer_test

import (
	"context"
	"strings"
	"testing"

	"rollcall/importer"
	"rollcall/store"
	"rollcall/store/customer"
)

// merge merges one customer into another, whose values stay as they are.
func (d *desk) merge(survivor, secondary *customer.Customer) {
	d.t.Helper()
	run := &customer.Run{Kind: "merge"}
	if err := d.store.Begin(context.Background(), run); err != nil {
		d.t.Fatal(err)
	}
	plan := store.MergePlan{Result: survivor.Clone(), Merge: customer.Merge{Survivor: survivor.ID, Secondaries: []int64{secondary.ID},
		Before: []customer.Image{{Customer: survivor}, {Customer: secondary}}}}
	outcomes, err := d.store.Merge(context.Background(), run.ID, []store.MergePlan{plan})
	if err != nil || outcomes[0].Err != nil {
		d.t.Fatal(err, outcomes)
	}
}

// TestRowsThroughAMergedCustomer: a row that gives a merged-away customer a new
// key is followed by one that comes by it, in the same batch or the next.
func TestRowsThroughAMergedCustomer(t *testing.T) {
	byEmail := strings.Replace(members, "key: externalCustomerImportId", "key: email", 1)
	const rows = header + "2,Bob,Ray,new@example.org,(212) 555-0125,,\n,Bob,Roy,new@example.org,(212) 555-0125,,\n"
	for _, batch := range []int{1, 1000} {
		for _, dry := range []bool{false, true} {
			d := newDesk(t)
			d.take(twoRows, members, importer.Options{})
			d.merge(d.one("1"), d.one("2"))
			sum := d.take(rows, byEmail, importer.Options{Batch: batch, DryRun: dry})
			wantLedger(t, sum, "read 2 created 0 updated 2 unchanged 0 rejected 0 repeated 0 blank 0")
		}
	}
}
