package contract

import (
	"reflect"
	"testing"

	"rollcall/store/customer"
)

// Members sit with their clusters, whatever numbers are free.
func TestSeats(t *testing.T) {
	var s Seats
	for _, no := range []int64{2, 3, 7, 9} {
		s.Cluster(no, customer.Cluster{WeakestLink: float64(no)})
	}
	for i, no := range []int64{1, 2, 2, 5, 7, 7, 7, 9, 11} {
		s.Member(no, customer.Member{ID: int64(i)})
	}
	got := s.Clusters()
	want := []customer.Cluster{
		{WeakestLink: 2, Members: []customer.Member{{ID: 1}, {ID: 2}}},
		{WeakestLink: 3},
		{WeakestLink: 7, Members: []customer.Member{{ID: 4}, {ID: 5}, {ID: 6}}},
		{WeakestLink: 9, Members: []customer.Member{{ID: 7}}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	got[0].Members = append(got[0].Members, customer.Member{ID: 100})
	if got[2].Members[0].ID != 4 {
		t.Error("a member more took another cluster's seat")
	}
}

// The same text gives the same words, and what is no list is refused each time.
func TestWords(t *testing.T) {
	var w Words
	for range 2 {
		for text, want := range map[string][]string{"": nil, `["a","b"]`: {"a", "b"}, `["b"]`: {"b"}, `["\u0041,"]`: {"A,"}, `[]`: {}} {
			got, err := w.Parse(text)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %q, %v", text, got, err)
			}
		}
		if _, err := w.Parse(`{"a"`); err == nil {
			t.Error("no list, and no error")
		}
	}
}
