package dedupe

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"rollcall/dedupe/blocking"
	"rollcall/store/customer"
)

// base is a customer base that changes, with the outcome of the last search.
type base struct {
	*testing.T
	r          *rand.Rand
	cfg        Config
	customers  []*customer.Customer
	judgements []customer.Judgement
	changed    map[int64]bool
	outcome    Result
	keys       map[int64][]blocking.Entry
}

// newBase searches a whole invented base.
func newBase(t *testing.T, seed uint64, cfg Config) *base {
	list, _ := invented(t, 400, seed)
	b := &base{T: t, r: rand.New(rand.NewPCG(seed, 9)), cfg: cfg, customers: list, changed: map[int64]bool{}, keys: map[int64][]blocking.Entry{}}
	b.outcome = *find(t, cfg, Input{Customers: stream(list)})
	for e := range b.outcome.Entries {
		b.keys[e.ID] = append(b.keys[e.ID], e)
	}
	return b
}

func (b *base) byID(id int64) *customer.Customer {
	return b.customers[slices.IndexFunc(b.customers, func(c *customer.Customer) bool { return c.ID == id })]
}

// root returns the live customer that one stands for.
func (b *base) root(id int64) int64 {
	for {
		into := b.byID(id).MergedInto
		if into == 0 {
			return id
		}
		id = into
	}
}

func (b *base) touch(ids ...int64) {
	for _, id := range ids {
		b.changed[id] = true
		b.changed[b.root(id)] = true
	}
}

// change does one random thing to the base.
func (b *base) change() {
	one, two := b.customers[b.r.IntN(len(b.customers))], b.customers[b.r.IntN(len(b.customers))]
	switch b.r.IntN(8) {
	case 0, 1: // takes over another one's contacts
		one.Email, one.PhoneNumber = two.Email, two.PhoneNumber
		b.touch(one.ID)
	case 2:
		one.FirstName, one.LastName, one.Address = two.FirstName, two.LastName, two.Address
		b.touch(one.ID)
	case 3: // obfuscated
		blank := &customer.Customer{ID: one.ID, ImportID: one.ImportID, Version: one.Version + 1, MergedInto: one.MergedInto, Obfuscated: true}
		*one = *blank
		b.touch(one.ID)
	case 4: // created
		c := two.Clone()
		c.ID, c.MergedInto = int64(len(b.customers)+1), 0
		c.ImportID = fmt.Sprintf("N%06d", b.r.IntN(1e6)) + two.ImportID
		b.customers = append(b.customers, c)
		b.touch(c.ID)
	case 5: // merged
		if a, z := b.root(one.ID), b.root(two.ID); a != z {
			b.byID(z).MergedInto = a
			b.touch(a, z)
		}
	case 6: // undone
		if into := one.MergedInto; into != 0 {
			b.touch(one.ID)
			one.MergedInto = 0
			b.touch(one.ID, into)
		}
	case 7:
		verdict := []customer.Verdict{customer.SaysMatch, customer.SaysNonMatch, customer.SaysUnsure}[b.r.IntN(3)]
		pair := customer.Pair{LeftID: one.ID, RightID: two.ID}
		if len(b.outcome.Pairs) > 0 && b.r.IntN(4) > 0 {
			pair = b.outcome.Pairs[b.r.IntN(len(b.outcome.Pairs))]
		}
		b.judgements = append(b.judgements, customer.Judgement{LeftID: pair.LeftID, RightID: pair.RightID, Verdict: verdict, On: time.Unix(int64(len(b.judgements)), 0)})
		b.touch(pair.LeftID, pair.RightID)
	}
}

// judgedToday returns the judgements on the customers that stand for those judged.
func (b *base) judgedToday() (list []customer.Judgement) {
	for _, j := range b.judgements {
		if j.LeftID, j.RightID = b.root(j.LeftID), b.root(j.RightID); j.LeftID != j.RightID {
			list = append(list, j)
		}
	}
	return list
}

// with returns the customers of these ids that live, and who was merged into them.
func (b *base) with(ids ...int64) (list []*customer.Customer) {
	for _, c := range b.customers {
		if slices.Contains(ids, b.root(c.ID)) {
			list = append(list, c)
		}
	}
	b.r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// update brings the outcome up to date and returns how many customers it met.
func (b *base) update() (met int) {
	b.Helper()
	ctx := context.Background()
	m, err := ParseModel(b.outcome.Model)
	b.must(err)
	var changed []int64
	for id := range b.changed {
		changed = append(changed, id)
	}
	u, err := NewUpdate(ctx, b.cfg, UpdateInput{Model: m, Judgements: b.judgedToday(), Changed: changed, Customers: stream(b.with(changed...))})
	b.must(err)
	wanted := u.Keys()
	for _, entries := range b.keys {
		for _, e := range entries {
			if slices.Contains(wanted, e.Key) {
				u.Meet(e)
			}
		}
	}
	if u.Outgrown() > 0 {
		b.Fatal("a block is outgrown")
	}
	b.must(u.Score(ctx, stream(b.with(append(u.Met(), changed...)...))))
	b.must(u.Cluster(ctx, b.outcome.Pairs, stream(b.with(u.Affected(b.outcome.Pairs)...))))
	a := u.Amend(Outcome{Pairs: b.outcome.Pairs, Clusters: b.outcome.Clusters})
	a.Whole.Model = b.outcome.Model
	b.outcome = *a.Whole
	for _, id := range changed {
		delete(b.keys, id)
	}
	for _, e := range u.Entries() {
		b.keys[e.ID] = append(b.keys[e.ID], e)
	}
	b.changed = map[int64]bool{}
	return len(u.Met())
}

func (b *base) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// A full search followed by updates must come to what one full search with the same
// model finds in the end: pairs, partitions, and what is said of them.
func TestUpdatesEqualOneSearch(t *testing.T) {
	for seed := range uint64(4) {
		b := newBase(t, 40+seed, Config{Pairs: []int64{0, 300}[seed%2]})
		for round := range 6 {
			for range 1 + b.r.IntN(12) {
				b.change()
			}
			met := b.update()
			whole := find(t, b.cfg, Input{Customers: stream(b.customers), Judgements: b.judgedToday(), Model: b.outcome.Model})
			if met > len(b.customers)/2 {
				t.Errorf("seed %d, round %d: %d customers were met", seed, round, met)
			}
			if !reflect.DeepEqual(b.outcome.Pairs, whole.Pairs) {
				t.Fatalf("seed %d, round %d: %d pairs, one search finds %d\n%+v\n%+v", seed, round, len(b.outcome.Pairs), len(whole.Pairs),
					without(b.outcome.Pairs, whole.Pairs), without(whole.Pairs, b.outcome.Pairs))
			}
			if got, want := unnamed(b.outcome.Clusters), unnamed(whole.Clusters); !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d, round %d: clusters\n%+v\none search finds\n%+v", seed, round, got, want)
			}
			sameKeys(t, b.keys, whole)
		}
	}
}

func without(list, other []customer.Pair) (rest []customer.Pair) {
	for _, p := range list {
		if !slices.ContainsFunc(other, func(q customer.Pair) bool { return reflect.DeepEqual(p, q) }) {
			rest = append(rest, p)
		}
	}
	return rest
}

func unnamed(clusters []customer.Cluster) []customer.Cluster {
	list := slices.Clone(clusters)
	for i := range list {
		list[i].ID = ""
	}
	return list
}

// sameKeys checks the keys of every customer against those of a whole search.
func sameKeys(t *testing.T, keys map[int64][]blocking.Entry, whole *Result) {
	t.Helper()
	want := map[int64][]blocking.Entry{}
	for e := range whole.Entries {
		want[e.ID] = append(want[e.ID], e)
	}
	if !reflect.DeepEqual(keys, want) {
		t.Fatal("the keys are not those of a whole search")
	}
}

// Clusters that a change does not touch keep their ids, and no id is given twice.
func TestUpdateNamesClusters(t *testing.T) {
	b := newBase(t, 77, Config{})
	before := map[string]int{}
	for _, c := range b.outcome.Clusters {
		before[c.ID]++
	}
	for range 6 {
		b.change()
	}
	b.update()
	kept, ids := 0, map[string]bool{}
	for _, c := range b.outcome.Clusters {
		if ids[c.ID] || c.ID == "" {
			t.Errorf("the id %q is given twice", c.ID)
		}
		ids[c.ID] = true
		kept += before[c.ID]
	}
	if kept < len(before)-12 {
		t.Errorf("%d of %d clusters kept their ids", kept, len(before))
	}
}
