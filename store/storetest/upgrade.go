package storetest

import (
	"reflect"
	"testing"

	"rollcall/store"
	"rollcall/store/customer"
)

// CheckUpgraded checks what a driver's migrations must keep of a store of the
// first schema: customers 1 and 2 with the import ids RE-1 and RE-2, the last
// name Lee and their id, and customerIds of 42 and their id; the membership M of
// customer 1, which names RE-2 twice as a cardholder, beside records whose
// cardholders are damaged; and the memories below, the last of a run that is
// gone. It obfuscates customer 2.
func CheckUpgraded(t *testing.T, s store.Store) {
	t.Helper()
	ctx := t.Context()
	found, err := s.Load(ctx, []int64{2}, store.Include{Kinds: customer.Kinds, Associated: true})
	if err != nil {
		t.Fatal(err)
	}
	if c := found[0]; c.LastName != "Lee2" || len(c.Related) != 1 || c.Related[0].ID != "M" || c.Related[0].CustomerID != 1 {
		t.Errorf("customer 2 is %+v", c)
	}
	if n, err := s.Count(ctx, store.Query{Search: "lee2"}); n != 1 || err != nil {
		t.Errorf("%d found, error %v", n, err)
	}
	if findings, err := s.Check(ctx); len(findings) != 0 || err != nil {
		t.Errorf("findings %v, error %v", findings, err)
	}
	memories, err := s.Recall(ctx, []string{"import:RE-1", "import:RE-2", "IMPORT:RE-1", "id:1"})
	if want := []store.Memory{
		{Key: "import:RE-1", Customer: 1, Survivor: 1, Source: "RE", Run: "r", Hash: []byte{1}, Values: []byte(`{"a":"1"}`), Holder: store.Hit{Named: 1, Survivor: 1}},
		{Key: "import:RE-2", Customer: 1, Survivor: 1, Source: "RE", Run: "r", Hash: []byte{2}, Values: []byte(`{"a":"2"}`), Holder: store.Hit{Named: 2, Survivor: 2}},
		{Key: "IMPORT:RE-1", Customer: 2, Survivor: 2, Source: "RE", Run: "r", Hash: []byte{3}, Values: []byte(`{}`)},
		{Key: "id:1", Customer: 1, Survivor: 1, Source: "SF", Run: "gone", Hash: []byte{4}, Values: []byte(`{}`)},
	}; err != nil || !reflect.DeepEqual(memories, want) {
		t.Errorf("memories %+v, error %v", memories, err)
	}
	hits, err := s.Find(ctx, []customer.Ref{{Kind: customer.ByCustomerID, Text: "422"}})
	if err != nil || len(hits[0]) != 1 || hits[0][0].Named != 2 {
		t.Errorf("a drawn customerId finds %v, error %v", hits, err)
	}
	run := customer.Run{Kind: "obfuscate"}
	if err := s.Begin(ctx, &run); err != nil {
		t.Fatal(err)
	}
	if err := s.Obfuscate(ctx, run.ID, []int64{2}); err != nil {
		t.Error(err)
	}
}
