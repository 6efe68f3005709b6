package segment

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/gram"
	"rollcall/store/internal/question"
)

// TestBothSides: every customer is in the pieces and in the strips, however many
// there are to a chunk.
func TestBothSides(t *testing.T) {
	for _, n := range []int{0, 1, chunk - 1, chunk, 3*chunk + 7} {
		b := New()
		for i := range n {
			c := &customer.Customer{ID: int64(i + 1), LastName: fmt.Sprint("Lee", i%5)}
			b.Add(Entry{Number: int64(10 * (i + 1)), Customer: c, Search: store.SearchText(c)})
		}
		b.Done()
		pieces, strips := maps.Collect(b.Pieces()), maps.Collect(b.Strips())
		if rows := gram.Rows(pieces[gram.Keys(question.Names, "lee")[0]]); len(rows) != n || n > 0 && (rows[0] != 10 || !slices.IsSorted(rows)) {
			t.Errorf("%d customers: pieces list %d", n, len(rows))
		}
		if n > 0 && (len(strips[""]) < n || strips["lastName"] == nil || strips["fields.x"] != nil) {
			t.Errorf("%d customers: strips of %v", n, slices.Sorted(maps.Keys(strips)))
		}
		if n == 0 && len(strips) > 0 {
			t.Errorf("strips of nobody: %v", strips)
		}
	}
}
