package store

import (
	"context"
	"time"

	"rollcall/store/customer"
)

// Reviews serves the people who decide about clusters, several at a time.
// Claims are notes among people: they are written beside the writers' lock and
// guard nothing. What is decided is checked against the customers themselves.
type Reviews interface {
	// Claim says that a holder looks at a cluster, until the lease is over, and
	// lets go of what it looked at before. Its By and Until are set and it is
	// returned; where another holder's claim stands, that one is returned and
	// nothing changes. ErrStale when the newest outcome is not that of the run.
	Claim(ctx context.Context, run string, c Claim, lease time.Duration) (Claim, error)
	// Release lets go of what a holder looks at, if anything.
	Release(ctx context.Context, holder string) error
	// Claims returns the claims that are not over, by cluster.
	Claims(ctx context.Context) ([]Claim, error)
	// JudgementsAmong is Judgements of the pairs only whose two customers stand,
	// through chains of merges, for two different ones of these. Its cost follows
	// these customers, not the store.
	JudgementsAmong(ctx context.Context, ids []int64) ([]customer.Judgement, error)
}

// Claim is a cluster, or a possible match, that somebody looks at.
type Claim struct {
	Cluster string    // its id
	Holder  string    // the program that shows it; chosen by it, unlike others'
	By      string    // who looks: the store's user
	Until   time.Time // when it is over
}
