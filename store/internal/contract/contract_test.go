package contract_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/contract"
)

func TestRunID(t *testing.T) {
	moment := time.Date(2026, 1, 2, 3, 4, 5, 6_789, time.FixedZone("east", 3600))
	if got := contract.RunID(moment); got != "20260102-020405-000006" {
		t.Error(got)
	}
	if a, b := contract.RunID(moment), contract.RunID(moment.Add(time.Microsecond)); a >= b {
		t.Errorf("%s does not sort before %s", a, b)
	}
}

func TestNow(t *testing.T) {
	fixed := time.Date(2026, 1, 2, 3, 4, 5, 6_789, time.FixedZone("east", 3600))
	got := contract.Now(store.Options{Now: func() time.Time { return fixed }})
	if want := time.Date(2026, 1, 2, 2, 4, 5, 6_000, time.UTC); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if contract.Now(store.Options{}).IsZero() {
		t.Error("the system's clock stands at zero")
	}
}

func TestText(t *testing.T) {
	for text, ok := range map[string]bool{"": true, "é\U0010ffff\uffff\x01": true, "a\x00": false, "\xff": false, "\xed\xa0\x80": false} {
		if err := contract.Text(text); (err == nil) != ok || (err != nil && !errors.Is(err, contract.ErrText)) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestCheckBatchNamesTheFieldNotTheValue(t *testing.T) {
	c := &customer.Customer{ID: 7, CustomerID: "1", ImportID: "i", Version: 1, FirstName: "secret\x00"}
	err := contract.CheckBatch(store.Batch{New: []*customer.Customer{c}})
	if err == nil || !strings.Contains(err.Error(), "customer 7") || !strings.Contains(err.Error(), "firstName") || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
	for name, batch := range map[string]store.Batch{
		"memory without key":   {Memories: []store.Memory{{Customer: 7}}},
		"memory's long hash":   {Memories: []store.Memory{{Key: "k", Hash: make([]byte, 33)}}},
		"memory's values":      {Memories: []store.Memory{{Key: "k", Values: []byte{0}}}},
		"record without id":    {Related: []customer.Related{{Kind: customer.Cards, CustomerID: 7}}},
		"record without owner": {Related: []customer.Related{{Kind: customer.Cards, ID: "1"}}},
	} {
		if contract.CheckBatch(batch) == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestCheckMerge(t *testing.T) {
	a, b := &customer.Customer{ID: 1}, &customer.Customer{ID: 2}
	good := func() store.MergePlan {
		return store.MergePlan{Result: a, Merge: customer.Merge{Survivor: 1, Secondaries: []int64{2}, Before: []customer.Image{{Customer: a}, {Customer: b}}}}
	}
	if err := contract.CheckMerge(good()); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*store.MergePlan){
		"no result":           func(p *store.MergePlan) { p.Result = nil },
		"another's result":    func(p *store.MergePlan) { p.Result = b },
		"no secondaries":      func(p *store.MergePlan) { p.Merge.Secondaries = nil },
		"missing image":       func(p *store.MergePlan) { p.Merge.Before = p.Merge.Before[:1] },
		"empty image":         func(p *store.MergePlan) { p.Merge.Before[1].Customer = nil },
		"images out of order": func(p *store.MergePlan) { p.Merge.Before[0], p.Merge.Before[1] = p.Merge.Before[1], p.Merge.Before[0] },
		"merged with itself": func(p *store.MergePlan) {
			p.Merge.Secondaries[0], p.Merge.Before[1].Customer = 1, a
		},
	} {
		p := good()
		spoil(&p)
		if contract.CheckMerge(p) == nil {
			t.Errorf("%s: the plan was accepted", name)
		}
	}
}

func TestTouched(t *testing.T) {
	got := contract.Touched(store.Batch{
		New:     []*customer.Customer{{ID: 1}},
		Changed: []store.Revision{{Customer: &customer.Customer{ID: 5}}, {Customer: &customer.Customer{ID: 2}}},
		Journal: []customer.Change{{Customer: 2}},
		Related: []customer.Related{{CustomerID: 9}, {CustomerID: 1}, {CustomerID: 5}, {CustomerID: 9}},
	})
	if want := []int64{5, 9}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
