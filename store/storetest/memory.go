package storetest

import (
	"fmt"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
)

// said is a memory of an import id, taken by a run for a customer.
func said(c *customer.Customer, run string) store.Memory {
	return store.Memory{Key: "import:" + c.ImportID, Customer: c.ID, Source: "RE", Run: run, Hash: []byte{7, 0, 9}, Values: []byte(`{"x":"é"}`)}
}

// speaking stores new customers with what their import ids said.
func (l *lab) speaking(s store.Store, list ...*customer.Customer) (run string, memories []store.Memory) {
	l.Helper()
	l.identify(s, list...)
	run = l.begin(s, "import")
	for _, c := range list {
		memories = append(memories, said(c, run))
	}
	l.must(s.Take(l.ctx, store.Batch{Run: run, New: list, Memories: memories}))
	return run, memories
}

// remembered checks what keys said last, by the memories' keys, and that Recall
// names the holders of import ids as Find does.
func (l *lab) remembered(s store.Store, want ...store.Memory) {
	l.Helper()
	keys := make([]string, len(want))
	for i := range want {
		keys[i] = want[i].Key
	}
	got, err := s.Recall(l.ctx, keys)
	l.must(err)
	for i, key := range keys {
		var holders []store.Hit
		if importID, ok := strings.CutPrefix(key, "import:"); ok {
			holders = l.hits(s, customer.ByImportID, importID)
		}
		if got[i].Holder != (store.Hit{}) || len(holders) > 0 {
			same(l, "holder of "+key, []store.Hit{got[i].Holder}, holders)
		}
		got[i].Holder = store.Hit{}
	}
	same(l, "memories", got, want)
}

// memoryCases are about what customers' own import ids said, which stores may
// keep apart from what other keys did.
var memoryCases = []testCase{
	{"new customers come with what their import ids said", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		_, m := l.speaking(s, a, b, person(3))
		l.remembered(s, recalled(m[1], b.ID), recalled(m[0], a.ID))
		l.remembered(l.openTenant("other"), store.Memory{Key: ""})
	}},
	{"an import id says something else later", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		_, m := l.speaking(s, a)
		l.add(s, b)
		next := m[0]
		next.Run, next.Source, next.Hash, next.Values = l.begin(s, "import"), "SF", nil, []byte(`{}`)
		first := said(b, next.Run)
		l.must(s.Take(l.ctx, store.Batch{Run: next.Run, Memories: []store.Memory{next, first}}))
		l.remembered(s, recalled(next, a.ID), recalled(first, b.ID))
	}},
	{"an import id speaks for another customer, and for its own again", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		run, m := l.speaking(s, a, b)
		for range 2 {
			other := m[0]
			other.Customer = b.ID
			l.must(s.Take(l.ctx, store.Batch{Run: run, Memories: []store.Memory{other}}))
			l.remembered(s, recalled(other, b.ID), recalled(m[1], b.ID))
			l.must(s.Take(l.ctx, store.Batch{Run: run, Memories: []store.Memory{m[0]}}))
			l.remembered(s, recalled(m[0], a.ID), recalled(m[1], b.ID))
		}
	}},
	{"an import id that spoke before its customer was", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		l.add(s, a)
		l.identify(s, b)
		run := l.begin(s, "import")
		early := said(b, run)
		early.Customer = a.ID
		l.must(s.Take(l.ctx, store.Batch{Run: run, Memories: []store.Memory{early}}))
		l.remembered(s, recalled(early, a.ID))
		m := said(b, run)
		l.must(s.Take(l.ctx, store.Batch{Run: run, New: []*customer.Customer{b}, Memories: []store.Memory{m, memory("k", a.ID)}}))
		l.remembered(s, recalled(m, b.ID), recalled(memory("k", a.ID), a.ID))
	}},
	{"the same import id twice in a batch: the last one stays", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		l.add(s, b)
		l.identify(s, a)
		run := l.begin(s, "import")
		own, other := said(a, run), said(a, run)
		other.Customer = b.ID
		l.must(s.Take(l.ctx, store.Batch{Run: run, New: []*customer.Customer{a}, Memories: []store.Memory{own, other}}))
		l.remembered(s, recalled(other, b.ID))
	}},
	{"what an import id said stays when its customer gets another one", func(l *lab) {
		s := l.open()
		a := person(1)
		_, m := l.speaking(s, a)
		l.change(s, a, func(c *customer.Customer) { c.ImportID = "new" })
		l.remembered(s, recalled(m[0], a.ID))
		next := said(l.load(s, a.ID), l.begin(s, "import"))
		l.must(s.Take(l.ctx, store.Batch{Run: next.Run, Memories: []store.Memory{next}}))
		l.remembered(s, recalled(m[0], a.ID), recalled(next, a.ID))
		var keys []string
		for k, err := range s.KeysOf(l.ctx, "RE") {
			l.must(err)
			keys = append(keys, k.Key)
		}
		same(l, "keys", keys, []string{m[0].Key, next.Key})
	}},
	{"import ids of merged-away customers follow to the survivor", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		_, m := l.speaking(s, a, b)
		l.merge(s, a, b)
		l.remembered(s, recalled(m[1], a.ID), recalled(m[0], a.ID))
	}},
	{"the keys of a source come by their bytes, wherever they are kept", func(l *lab) {
		s := l.open()
		a, b, c := person(3), person(1), person(2)
		c.ImportID = "ü"
		_, m := l.speaking(s, a, b, c)
		l.must(s.Take(l.ctx, store.Batch{Run: l.begin(s, "import"), Memories: []store.Memory{memory("id:9", a.ID), memory("orders:1", a.ID), memory("import:RE-2", a.ID)}}))
		var got []store.SourceKey
		for k, err := range s.KeysOf(l.ctx, "RE") {
			l.must(err)
			got = append(got, k)
		}
		same(l, "keys", got, []store.SourceKey{{Key: "id:9", Customer: a.ID}, {Key: m[1].Key, Customer: b.ID}, {Key: "import:RE-2", Customer: a.ID},
			{Key: m[0].Key, Customer: a.ID}, {Key: m[2].Key, Customer: c.ID}, {Key: "orders:1", Customer: a.ID}})
	}},
	{"an obfuscated customer's import id is known, and says nothing", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		_, m := l.speaking(s, a, b)
		l.must(s.Obfuscate(l.ctx, l.begin(s, "obfuscate"), []int64{a.ID}))
		blank := m[0]
		blank.Hash, blank.Values = nil, nil
		l.remembered(s, recalled(blank, a.ID), recalled(m[1], b.ID))
	}},
	{"who holds an import id that said nothing is known too", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		l.add(s, a, b)
		l.merge(s, a, b)
		got, err := s.Recall(l.ctx, []string{"import:RE-2", "import:RE-3", "import:RE-1", "id:1"})
		l.must(err)
		same(l, "memories", got, []store.Memory{{Holder: store.Hit{Named: b.ID, Survivor: a.ID}}, {}, {Holder: hit(a.ID)[0]}, {}})
	}},
	{"emails are found during and after a large first load", func(l *lab) {
		s := l.open()
		list := make([]*customer.Customer, 1200)
		for n := range list {
			list[n] = person(n)
		}
		run, _ := l.speaking(s, list...)
		for range 2 {
			same(l, "holder", l.hits(s, customer.ByEmail, "PERSON7@example.org"), hit(list[7].ID))
			same(l, "list", l.ids(s, store.Query{Filters: []store.Filter{{Field: "email", Op: store.Eq, Value: "person9@example.org"}}}), []int64{list[9].ID})
			l.must(s.Finish(l.ctx, &customer.Run{ID: run, Status: customer.Done}))
		}
		findings, err := s.Check(l.ctx)
		l.must(err)
		same(l, "findings", fmt.Sprint(findings), "[]")
	}},
}
