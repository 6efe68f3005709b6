package importer

import (
	"context"
	"slices"
	"strconv"

	"rollcall/store"
	"rollcall/store/customer"
)

// asked is what the store is asked about rows whose key is a list of fields.
type asked struct {
	fields []string
	values [][]string // per row, in the fields' order
}

// recall asks the store everything that the batch needs, in a fixed number of
// statements.
func (b *batch) recall(ctx context.Context) error {
	refs, values := b.questions()
	if err := b.recallKeys(ctx); err != nil {
		return err
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

// recallKeys asks the store what the keys said last.
func (b *batch) recallKeys(ctx context.Context) error {
	var keys []string
	var asked []*keyed
	for i := range b.keys.list {
		if k := &b.keys.list[i]; !k.fresh {
			keys, asked = append(keys, k.key), append(asked, k)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	memories, err := b.store.Recall(ctx, keys)
	for i := range memories {
		m := &memories[i]
		asked[i].held = m.Holder
		if m.Key != "" {
			asked[i].stored = m
		}
	}
	return err
}

// questions gathers the undecided rows' keys in the scene, and lists their
// identities and key values, each once, in row order. Who holds an import id is
// not asked for where the key of that import id is: the answer to that says so.
func (b *batch) questions() (refs []customer.Ref, values map[string]*asked) {
	b.keys = newKeyTable(len(b.rows))
	seenRef, seenValues := map[customer.Ref]bool{}, map[string]bool{}
	values = map[string]*asked{}
	for _, p := range b.rows {
		if p.decided {
			continue
		}
		if p.key != "" {
			known := len(b.keys.list)
			if p.slot = b.keys.add(p.key, p.print); int(p.slot) > known {
				b.keys.list[known].fresh = p.fresh
			}
		}
		for _, key := range p.moreKeys() {
			b.keys.add(key, fingerprint(key))
		}
		for _, list := range [][]customer.Ref{p.refs, p.cardholders} {
			for _, r := range list {
				if r = foldRef(r); b.idKey(r, b.ownKey(p)) == nil && !seenRef[r] {
					seenRef[r] = true
					refs = append(refs, r)
				}
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
	return refs, values
}

// ownKey returns the row's key; nil when it has none.
func (b *batch) ownKey(p *prepared) *keyed {
	if p.slot == 0 {
		return nil
	}
	return &b.keys.list[p.slot-1]
}

func (b *batch) find(ctx context.Context, refs []customer.Ref, values map[string]*asked) error {
	b.hits = make(map[customer.Ref][]store.Hit, len(refs))
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
	var ids []int64
	b.stands = survivors{}
	want := func(hits ...store.Hit) {
		for _, h := range hits {
			if ids = append(ids, h.Named); h.Survivor != h.Named {
				ids, b.stands[h.Named] = append(ids, h.Survivor), h.Survivor
			}
		}
	}
	for _, p := range b.rows {
		if p.decided {
			continue
		}
		if m := b.said(b.ownKey(p)); m != nil {
			if (p.in.kind == "" && len(p.related) == 0 && b.opt.Mode != Replace || p.in.kind != "" && p.nth <= 1) && b.saysTheSame(p) {
				continue // unchanged: the customer itself is not needed
			}
			want(store.Hit{Named: m.Customer, Survivor: m.Survivor})
		}
		for _, r := range p.refs {
			want(b.storedHits(foldRef(r), b.ownKey(p))...)
		}
		for _, r := range p.cardholders {
			want(b.storedHits(r, b.ownKey(p))...)
		}
		if len(p.values) > 0 {
			want(b.byValues[joinNames(p.in.key)+joinNames(p.values)]...)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	b.known = make(map[int64]*working, len(ids))
	if len(ids) == 0 {
		return nil
	}
	list, err := b.store.Load(ctx, ids, store.Include{})
	if err != nil {
		return err
	}
	for _, c := range list {
		b.known[c.ID] = &working{now: c, base: c.Version}
	}
	return nil
}

// reserve takes ids for as many customers as the batch can create.
func (b *batch) reserve(ctx context.Context) error {
	n := 0
	for _, p := range b.rows {
		if !p.decided && p.in.kind == "" && b.said(b.ownKey(p)) == nil {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	b.fresh = make([]working, 0, n)
	b.memories = make([]store.Memory, 0, n)
	var err error
	b.ids, b.external, err = b.writer.reserve(ctx, n)
	return err
}

func joinNames(names []string) string {
	var s string
	for _, n := range names {
		s += strconv.Itoa(len(n)) + ":" + n
	}
	return s
}
