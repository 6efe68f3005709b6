package postgres_test

import (
	"fmt"
	"testing"

	"rollcall/store"
	"rollcall/store/postgres/pgtest"
)

// Recall answers the same whether the keys stand side by side in the store or
// far apart, are there or not, and in any order.
func TestRecallFindsKeysOfAnyDistance(t *testing.T) {
	s := openWrite(t, pgtest.URL(t))
	run := begin(t, s)
	known := map[string]store.Memory{}
	for range 10 {
		batch := newBatch(t, s, run)
		for i := range batch.Memories {
			m := &batch.Memories[i]
			m.Run, m.Survivor, m.Holder = run, m.Customer, store.Hit{Named: m.Customer, Survivor: m.Customer}
			known[m.Key] = *m
		}
		take(t, s, batch)
	}
	for round := range 3 {
		for step := 1; step < 250; step += 7 {
			var keys []string
			for n := 240; n > -20; n -= step {
				keys = append(keys, fmt.Sprintf("import:RE-%08d", n), "import:\x00", fmt.Sprintf("import:SF-%08d", n))
			}
			got, err := s.Recall(t.Context(), keys)
			if err != nil {
				t.Fatal(err)
			}
			for i, key := range keys {
				if want := known[key]; got[i].Key != want.Key || got[i].Customer != want.Customer || got[i].Holder != want.Holder {
					t.Fatalf("round %d, step %d: %s says %+v", round, step, key, got[i])
				}
			}
		}
	}
}
