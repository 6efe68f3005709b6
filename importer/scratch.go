package importer

import (
	"context"
	"fmt"

	"rollcall/store/customer"
)

// scratch is the store of a dry run: what would be written stays in memory, so
// that a row sees what the rows before it would have done. Its size grows with
// what the run would change.
type scratch struct {
	*overlay
	next int64
}

// firstScratchID lies above every id that a database gives out in practice.
const firstScratchID = 1 << 60

func newScratch(s Store, kinds []customer.RefKind) *scratch {
	return &scratch{newOverlay(s, kinds), firstScratchID}
}

// Reserve gives out ids that are never stored.
func (s *scratch) Reserve(_ context.Context, n int) ([]int64, []string, error) {
	ids, customerIDs := make([]int64, n), make([]string, n)
	for i := range ids {
		ids[i] = s.next
		customerIDs[i] = fmt.Sprintf("dry-run-%d", s.next)
		s.next++
	}
	return ids, customerIDs, nil
}
