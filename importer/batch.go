package importer

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
)

// Operations in the journal.
const (
	opImport  = "import"         // a row changed this customer: one entry per updated row
	opThrough = "import_through" // the survivor followed a change of a merged customer
	opAgreed  = "import_agreed"  // a row said what the customer had already; Before is what the row said last
	opRelated = "related"        // a row changed a related record
)

// batch decides the rows of one transaction in file order. It works on what
// the store knew before and what earlier rows of the batch made of it, so that
// the result does not depend on how rows fall into batches.
type batch struct {
	store     Store
	writer    *writer
	opt       *Options
	runID     string
	rows      []*prepared
	hits      map[customer.Ref][]store.Hit
	byValues  map[string][]store.Hit
	memories  map[string]*memory
	customers map[int64]*working
	stands    map[int64]int64 // named customer to the live one it stands for
	related   map[relatedKey]customer.Related
	placed    map[relatedKey]int // where a record stands in out.Related
	ids       []int64            // reserved for new customers
	external  []string
	out       store.Batch
	changes   fieldCounts
	removed   int64
	named     map[customer.Ref]int64 // customers that the batch made or changed, by their keys
	limit     standing
	exceeded  bool // the limit was passed: rows ends with the row that did
}

// memory is what a key said last, as the batch sees it.
type memory struct {
	store.Memory
	dirty bool
}

// working is a customer while the batch works on it.
type working struct {
	now   *customer.Customer
	base  int64 // the stored version; 0: new
	dirty bool
}

func (b *batch) run(ctx context.Context) error {
	b.named = map[customer.Ref]int64{}
	if err := b.recall(ctx); err != nil {
		return err
	}
	for i, p := range b.rows {
		if !p.decided {
			p.outcome, p.decided = b.decide(p), true
		}
		if b.limit.passes(p.outcome) {
			b.rows, b.exceeded = b.rows[:i+1], true
			break
		}
	}
	b.collect()
	return nil
}

// asked is what the store is asked about rows whose key is a list of fields.
type asked struct {
	fields []string
	values [][]string // per row, in the fields' order
}

// recall asks the store everything that the batch needs, in a fixed number of
// statements.
func (b *batch) recall(ctx context.Context) error {
	keys, refs, values := b.questions()
	memories, err := b.store.Recall(ctx, keys)
	if err != nil {
		return err
	}
	b.memories = make(map[string]*memory, len(keys))
	b.hits = make(map[customer.Ref][]store.Hit, len(refs)+len(keys))
	for i, m := range memories {
		if importID, ok := strings.CutPrefix(keys[i], importKey); ok && m.Holder.Named != 0 {
			b.hits[customer.Ref{Kind: customer.ByImportID, Text: importID}] = []store.Hit{m.Holder}
		}
		if m.Key != "" {
			b.memories[keys[i]] = &memory{Memory: m}
		}
	}
	if err := b.find(ctx, refs, values); err != nil {
		return err
	}
	if err := b.recallRelated(ctx); err != nil {
		return err
	}
	if err := b.load(ctx); err != nil {
		return err
	}
	return b.reserve(ctx)
}

// questions lists the undecided rows' keys, identities and key values, each
// once, in row order. Who holds an import id is not asked for where the key of
// that import id is: the answer to that says so.
func (b *batch) questions() (keys []string, refs []customer.Ref, values map[string]*asked) {
	seenKey, seenRef, seenValues := map[string]bool{}, map[customer.Ref]bool{}, map[string]bool{}
	values = map[string]*asked{}
	for _, p := range b.rows {
		if p.decided {
			continue
		}
		if p.key != "" && !seenKey[p.key] {
			seenKey[p.key] = true
			keys = append(keys, p.key)
		}
		for _, key := range p.moreKeys() {
			if !seenKey[key] {
				seenKey[key] = true
				keys = append(keys, key)
			}
		}
		for _, r := range slices.Concat(p.refs, p.cardholders) {
			if r = foldRef(r); !seenRef[r] && !(r.Kind == customer.ByImportID && seenKey[importKey+r.Text]) {
				seenRef[r] = true
				refs = append(refs, r)
			}
		}
		if len(p.values) > 0 && !seenValues[p.key] {
			seenValues[p.key] = true
			id := joinNames(p.in.key)
			if values[id] == nil {
				values[id] = &asked{fields: p.in.key}
			}
			values[id].values = append(values[id].values, p.values)
		}
	}
	return keys, refs, values
}

func (b *batch) find(ctx context.Context, refs []customer.Ref, values map[string]*asked) error {
	if len(refs) > 0 {
		hits, err := b.store.Find(ctx, refs)
		if err != nil {
			return err
		}
		for i, r := range refs {
			b.hits[r] = hits[i]
		}
	}
	b.byValues = map[string][]store.Hit{}
	for names, a := range values {
		paths := make([]customer.Path, len(a.fields))
		for i, f := range a.fields {
			var err error
			if paths[i], err = customer.ParsePath(f); err != nil {
				return err
			}
		}
		hits, err := b.store.FindBy(ctx, paths, a.values)
		if err != nil {
			return err
		}
		for i, v := range a.values {
			b.byValues[names+joinNames(v)] = hits[i]
		}
	}
	return nil
}

// load fetches the customers that rows may change: those that a key stands for
// and, where they were merged away, their survivors.
func (b *batch) load(ctx context.Context) error {
	wanted := map[int64]bool{}
	b.stands = map[int64]int64{}
	want := func(hits []store.Hit) {
		for _, h := range hits {
			wanted[h.Named], wanted[h.Survivor] = true, true
			b.stands[h.Named] = h.Survivor
		}
	}
	for _, p := range b.rows {
		if p.decided {
			continue
		}
		if m := b.memories[p.key]; m != nil {
			if (p.in.kind == "" && len(p.related) == 0 && b.opt.Mode != Replace || p.in.kind != "" && p.nth <= 1) && b.saysTheSame(p) {
				continue // unchanged: the customer itself is not needed
			}
			want([]store.Hit{{Named: m.Customer, Survivor: m.Survivor}})
		}
		for _, r := range slices.Concat(p.refs, p.cardholders) {
			want(b.hits[foldRef(r)])
		}
		if len(p.values) > 0 {
			want(b.byValues[joinNames(p.in.key)+joinNames(p.values)])
		}
	}
	ids := make([]int64, 0, len(wanted))
	for id := range wanted {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	b.customers = make(map[int64]*working, len(ids))
	if len(ids) == 0 {
		return nil
	}
	list, err := b.store.Load(ctx, ids, store.Include{})
	if err != nil {
		return err
	}
	for _, c := range list {
		b.customers[c.ID] = &working{now: c, base: c.Version}
	}
	return nil
}

// reserve takes ids for as many customers as the batch can create.
func (b *batch) reserve(ctx context.Context) error {
	n := 0
	for _, p := range b.rows {
		if !p.decided && p.in.kind == "" && b.memories[p.key] == nil {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	var err error
	b.ids, b.external, err = b.writer.reserve(ctx, n)
	return err
}

// collect gathers what changed into the store's batch.
func (b *batch) collect() {
	b.writer.give(b.ids, b.external)
	ids := make([]int64, 0, len(b.customers))
	for id, w := range b.customers {
		if w.dirty {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		w := b.customers[id]
		if w.base == 0 {
			b.out.New = append(b.out.New, w.now)
		} else {
			b.out.Changed = append(b.out.Changed, store.Revision{Customer: w.now, Base: w.base})
		}
	}
	keys := make([]string, 0, len(b.memories))
	for key, m := range b.memories {
		if m.dirty {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		b.out.Memories = append(b.out.Memories, b.memories[key].Memory)
	}
}

func (b *batch) journal(c *customer.Customer, op, key string, fields []customer.FieldChange) {
	b.out.Journal = append(b.out.Journal, customer.Change{Customer: c.ID, Version: c.Version, Op: op, Key: key, Fields: fields})
}

func joinNames(names []string) string {
	var s string
	for _, n := range names {
		s += strconv.Itoa(len(n)) + ":" + n
	}
	return s
}
