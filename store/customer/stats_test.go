package customer_test

import (
	"reflect"
	"testing"
	"time"

	"rollcall/store/customer"
)

func TestStatsOf(t *testing.T) {
	now := time.Date(2026, 5, 6, 12, 0, 0, 0, time.UTC)
	record := func(kind customer.Kind, data string) customer.Related {
		return customer.Related{Kind: kind, Data: []byte(data)}
	}
	for name, c := range map[string]struct {
		records []customer.Related
		want    customer.Stats
	}{
		"nothing": {nil, customer.Stats{LifetimeValue: "0"}},
		"orders": {[]customer.Related{record(customer.Orders, `{"total":12.50,"date":"2026-01-02"}`), record(customer.Orders, `{"amount":"0.125"}`),
			record(customer.Orders, `{"total":"1e9"}`), record(customer.Orders, `{"total":-2}`)},
			customer.Stats{Orders: 4, LifetimeValue: "10.625", LastActivity: "2026-01-02"}},
		"subscriptions": {[]customer.Related{record(customer.Subscriptions, `{"status":"Active","endDate":"2020-01-01"}`), record(customer.Subscriptions, `{"status":"lapsed"}`),
			record(customer.Subscriptions, `{"startDate":"2026-05-01","endDate":"2026-05-06"}`), record(customer.Subscriptions, `{"endDate":"2026-05-05"}`),
			record(customer.Subscriptions, `{"startDate":"2027-01-01"}`), record(customer.Subscriptions, `{}`)},
			customer.Stats{LifetimeValue: "0", ActiveSubscriptions: 3, LastActivity: "2026-05-01"}},
		"the latest, but nothing to come": {[]customer.Related{record(customer.Notes, `{"time":"2026-05-06T08:00:00+02:00"}`), record(customer.Notes, `{"time":"2026-05-06T05:59:59Z"}`),
			record(customer.Cards, `{"usedOn":"2026-06-01","date":5}`), record(customer.Orders, `nonsense`)},
			customer.Stats{LifetimeValue: "0", LastActivity: "2026-05-06T08:00:00+02:00"}},
	} {
		if got := customer.StatsOf(c.records, now); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

func TestCardholders(t *testing.T) {
	for data, want := range map[string][]string{
		`{"cardholders":[{"importId":"b"},{"importId":"a","name":"x"},{"importId":"b"},{"importId":""},{}]}`: {"a", "b"},
		`{"cardholders":[{"importId":7},"x",null,{"importId":"c"}]}`:                                         {"c"},
		`{"cardholders":{"importId":"a"}}`:                                                                   nil,
		`{"cardholders":[{"importId":"a\u0000"}]}`:                                                           nil,
		`nonsense`: nil,
	} {
		r := customer.Related{Kind: customer.Memberships, Data: []byte(data)}
		if got := r.Cardholders(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", data, got, want)
		}
		if r.Kind = customer.Cards; r.Cardholders() != nil {
			t.Errorf("a card has cardholders")
		}
	}
}
