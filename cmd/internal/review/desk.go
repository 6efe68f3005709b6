package review

import (
	"context"
	"errors"
	"sync"
	"time"

	"rollcall/cmd/internal/pipeline"
	"rollcall/store"
)

// lease is how long a cluster that is looked at is kept from other reviewers.
// The page asks again while it is open.
const lease = 5 * time.Minute

// desk is where one person decides: what waits, what became of it, and the
// place in the list. It knows nothing of HTTP. Its methods may be called from
// several requests; they take turns.
type desk struct {
	opt    Options
	store  store.Reviews
	holder string // of claims

	mu      sync.Mutex
	queue   *pipeline.Queue
	review  *pipeline.Review
	shelves map[string]*shelf
	byKey   map[string]*item
	filter  filter
	history []*settled // decisions to take back, newest last
	flash   string     // what to say on the next page
}

// settled is a decision that was carried out here.
type settled struct {
	item  *item
	ruled *pipeline.Ruled
}

// The sheets, as in the workbook.
const (
	sheetClusters = "clusters"
	sheetPossible = "possible"
)

func newDesk(ctx context.Context, opt Options) (*desk, error) {
	queue, err := opt.Session.Queue(ctx, opt.Policy)
	if err != nil {
		return nil, err
	}
	d := &desk{opt: opt, store: opt.Session.Store, holder: secret(), review: pipeline.NewReview(opt.Session, queue, opt.Region),
		filter: filter{Sheet: sheetClusters, Order: "stake", Show: "open"}}
	d.take(queue)
	if len(queue.Clusters) == 0 && len(queue.Possible) > 0 {
		d.filter.Sheet, d.filter.Order = sheetPossible, "likely"
	}
	return d, nil
}

// take lays a queue out.
func (d *desk) take(queue *pipeline.Queue) {
	d.queue = queue
	d.shelves = map[string]*shelf{sheetClusters: newShelf(queue.Clusters), sheetPossible: newShelf(queue.Possible)}
	d.byKey = map[string]*item{}
	for _, s := range d.shelves {
		for _, i := range s.items {
			d.byKey[i.key] = i
		}
	}
}

// renew lays out what waits after a newer dedupe run. Decisions made so far can
// still be taken back.
func (d *desk) renew(ctx context.Context) error {
	queue, err := d.opt.Session.Queue(ctx, d.opt.Policy)
	if err != nil {
		return err
	}
	d.review.Follow(queue)
	d.take(queue)
	d.flash = "Duplicates were searched again meanwhile. This is what waits now."
	return nil
}

// summary counts what was decided.
func (d *desk) summary() pipeline.ReviewSummary {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.review.Summary()
}

// leave lets go of what was looked at.
func (d *desk) leave(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.store.Release(ctx, d.holder)
}

// list returns the items that the filter leaves.
func (d *desk) list() []*item { return d.shelves[d.filter.Sheet].find(d.filter) }

// next returns the first item after this one, in the order of the list and
// from its beginning again, that waits and that nobody else looks at; nil when
// there is none.
func (d *desk) next(ctx context.Context, after *item) (*item, error) {
	claims, err := d.others(ctx)
	if err != nil {
		return nil, err
	}
	return d.shelves[d.filter.Sheet].after(d.filter, after, func(i *item) bool {
		_, taken := claims[i.Cluster.ID]
		return i.state == waiting && !taken
	}), nil
}

// others returns what other reviewers look at, by cluster.
func (d *desk) others(ctx context.Context) (map[string]store.Claim, error) {
	list, err := d.store.Claims(ctx)
	claims := map[string]store.Claim{}
	for _, c := range list {
		if c.Holder != d.holder {
			claims[c.Cluster] = c
		}
	}
	return claims, err
}

// shown is an item as it is laid before the person.
type shown struct {
	item *item
	look *pipeline.Look
	held store.Claim // of another reviewer; zero: it is this one's
}

// errNewer: duplicates were searched again, and the queue was laid out anew.
var errNewer = errors.New("duplicates were searched again")

// open lays an item before the person and keeps others from it. What is decided
// already is marked so; its Plan is nil.
func (d *desk) open(ctx context.Context, i *item) (*shown, error) {
	claim, err := d.claim(ctx, i)
	if err != nil {
		return nil, err
	}
	look, err := d.review.Look(ctx, i.WaitingCase)
	if err != nil {
		return nil, err
	}
	s := &shown{item: i, look: look}
	if claim.Holder != d.holder {
		s.held = claim
	}
	if look.Plan == nil && i.state.open() {
		i.state = gone
	}
	if i.draft.fingerprint != look.Fingerprint {
		i.draft = draft{fingerprint: look.Fingerprint}
	}
	return s, nil
}

// claim returns whose the item is, which is ours if it can be.
func (d *desk) claim(ctx context.Context, i *item) (store.Claim, error) {
	claim, err := d.store.Claim(ctx, d.queue.Dedupe, store.Claim{Cluster: i.Cluster.ID, Holder: d.holder}, lease)
	if errors.Is(err, store.ErrStale) {
		if err := d.renew(ctx); err != nil {
			return claim, err
		}
		return claim, errNewer
	}
	return claim, err
}
