package privacy_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"rollcall/store/customer"
	"rollcall/store/internal/privacy"
)

func TestRelatedRecordsKeepTheirShape(t *testing.T) {
	for name, c := range map[string]struct {
		kind     customer.Kind
		in, want string
	}{
		"amounts, dates and words from lists stay": {customer.Orders,
			`{"currency":"USD","date":"2026-01-02T03:04:05Z","items":[{"sku":"A-1","seats":3}],"status":"paid","total":"1234.50"}`,
			`{"currency":"USD","date":"2026-01-02T03:04:05Z","items":[{"seats":3,"sku":"A-1"}],"status":"paid","total":"1234.50"}`},
		"free text, names and numbers to call go": {customer.Orders,
			`{"buyer":"Ann","callback":2125550100,"phone":"555","shipTo":{"zip":"01234"},"remark":"a <b>"}`,
			`{"buyer":"","callback":null,"phone":"","remark":"","shipTo":{"zip":""}}`},
		"what was said of the person goes wherever it is": {customer.Orders,
			`{"date":"1970-01-31","status":"Zoe Quill","total":"62704"}`,
			`{"date":"","status":"","total":""}`},
		"keys to other records stay": {customer.Memberships,
			`{"cardholders":[{"importId":"RE-1","name":"Zoe"}],"id":"7","level":"Gold"}`,
			`{"cardholders":[{"importId":"RE-1","name":""}],"id":"7","level":"Gold"}`},
		"what is no object becomes an empty one": {customer.Notes, `"Zoe"`, `{}`},
	} {
		t.Run(name, func(t *testing.T) {
			person := &customer.Customer{ID: 1, ImportID: "RE-1", FirstName: "Zoe Quill", Address: []customer.Address{{ZipCode: "62704"}},
				Fields: map[string]customer.Value{"born": {Type: customer.BirthDate, Text: "1970-01-31"}}}
			h := privacy.Held{Customers: []*customer.Customer{person}, Related: []customer.Related{{Kind: c.kind, ID: "1", CustomerID: 1, Data: []byte(c.in)}}}
			h.Erase()
			if got := string(h.Related[0].Data); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestPartnersKeepTheirOwnHistory(t *testing.T) {
	person := &customer.Customer{ID: 1, ImportID: "a", FirstName: "Zoe"}
	h := privacy.Held{Customers: []*customer.Customer{person}, Keys: []string{"import:a"}, Journal: []customer.Change{
		{Seq: 1, Customer: 2, Op: "import", Key: "import:b", Fields: []customer.FieldChange{{Field: "lastName", Before: "Old", After: "New"}}},
		{Seq: 2, Customer: 2, Op: "merge", Fields: []customer.FieldChange{{Field: "firstName", Before: "Bea", After: "Zoe"}}},
		{Seq: 3, Customer: 2, Op: "import_through", Key: "import:a", Fields: []customer.FieldChange{{Field: "city", After: "Ulm"}}},
		{Seq: 4, Customer: 2, Op: "set", Fields: []customer.FieldChange{{Field: "firstName", Before: "zoe", After: "Bob"}, {Field: "mergedInto", Before: "1"}}},
	}}
	h.Erase()
	want := [][]customer.FieldChange{{{Field: "lastName", Before: "Old", After: "New"}}, {{Field: "firstName"}}, {{Field: "city"}},
		{{Field: "firstName", After: "Bob"}, {Field: "mergedInto", Before: "1"}}}
	for i := range want {
		if got := h.Journal[i].Fields; !reflect.DeepEqual(got, want[i]) {
			t.Errorf("entry %d: got %v, want %v", i+1, got, want[i])
		}
	}
}

func TestAround(t *testing.T) {
	undone := time.Unix(1, 0)
	merges := []customer.Merge{
		{ID: 1, Survivor: 1, Secondaries: []int64{2}},                   // the person's own
		{ID: 2, Survivor: 3, Secondaries: []int64{1}, UndoneOn: undone}, // with a former partner
		{ID: 3, Survivor: 3, Secondaries: []int64{4}},                   // the partner's own
		{ID: 4, Survivor: 5, Secondaries: []int64{3}, UndoneOn: undone}, // who may have handed it on
		{ID: 5, Survivor: 6, Secondaries: []int64{7}, UndoneOn: undone}, // others
	}
	kept, ids := privacy.Around([]int64{1, 2}, merges)
	var got []int64
	for _, m := range kept {
		got = append(got, m.ID)
	}
	if want := []int64{1, 2, 4}; !reflect.DeepEqual(got, want) {
		t.Errorf("merges %v, want %v", got, want)
	}
	if want := []int64{1, 2, 3, 5}; !reflect.DeepEqual(ids, want) {
		t.Errorf("customers %v, want %v", ids, want)
	}
}

func TestSeal(t *testing.T) {
	salt := privacy.Salt()
	a, b := privacy.Seal(salt, "email:Shop:zoe@example.org"), privacy.Seal(privacy.Salt(), "email:Shop:zoe@example.org")
	if a == b || strings.Contains(a, "zoe") || a != privacy.Seal(salt, "email:Shop:zoe@example.org") || !privacy.Opaque(a) {
		t.Errorf("sealed as %s and %s", a, b)
	}
	for key, opaque := range map[string]bool{"import:RE-1": true, "orders:7": true, "id:7": true, "customerId:7": true, "externalId:SF:7": true,
		"email:Shop:a@b": false, "content:Shop:ab": false, "firstName+lastName:Shop:a": false, "phoneNumber:x:1": false} {
		if privacy.Opaque(key) != opaque {
			t.Errorf("%s: opaque %v", key, !opaque)
		}
	}
}

// FuzzErase looks for records in which something of the person is left.
func FuzzErase(f *testing.F) {
	f.Add(`{"name":"Zoequill"}`)
	f.Add(`{"a":[{"status":" zoequill "}],"Zoequill":1}`)
	f.Add(`{"text":"x Zoequill y","n":1e400}`)
	f.Fuzz(func(t *testing.T, data string) {
		h := privacy.Held{Customers: []*customer.Customer{{ID: 1, LastName: "Zoequill"}},
			Related: []customer.Related{{Kind: customer.Orders, ID: "1", CustomerID: 1, Data: []byte(data)}}}
		h.Erase()
		if strings.Contains(string(h.Related[0].Data), `:"Zoequill"`) {
			t.Errorf("left in %s", h.Related[0].Data)
		}
	})
}
