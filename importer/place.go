package importer

import (
	"bytes"

	"rollcall/store"
)

// moreKeys are the keys whose memories a row needs beside its own key's.
func (p *prepared) moreKeys() (keys []string) {
	if p.nth > 1 {
		keys = append(keys, againPrefix, nthKey(p.key, p.source, p.nth), nthKey(p.key, p.source, p.nth-1))
	}
	for nth := p.nth + 1; nth <= p.before; nth++ {
		keys = append(keys, nthKey(p.key, p.source, nth))
	}
	return keys
}

// atPlace returns what the key's nth row said last; nil when there was none.
func (b *batch) atPlace(p *prepared, nth int) *store.Memory {
	if nth <= 1 {
		return b.said(b.ownKey(p))
	}
	m := b.said(b.keys.find(nthKey(p.key, p.source, nth)))
	if m == nil || m.Source != againSource {
		return nil
	}
	return m
}

// saysTheSame says whether the row says what the row at its place said last, and
// none is gone that stood after it. In mode replace, and for related records,
// which are taken whole, no row before it may have said something new either.
func (b *batch) saysTheSame(p *prepared) bool {
	m := b.atPlace(p, p.nth)
	if m == nil || !bytes.Equal(m.Hash, p.hash[:]) || len(b.gone(p)) > 0 {
		return false
	}
	return p.nth <= 1 || !b.whole(p) || !b.movedBefore(p)
}

// whole says whether the row is taken as a whole, not cell by cell.
func (b *batch) whole(p *prepared) bool { return b.opt.Mode == Replace || p.in.kind != "" }

// movedBefore says whether the key's row before this one said something new in
// this run.
func (b *batch) movedBefore(p *prepared) bool {
	m := b.atPlace(p, p.nth-1)
	return m != nil && m.Run == b.runID
}

// gone returns what the rows said last that stood after this one and are not
// there any more.
func (b *batch) gone(p *prepared) []*store.Memory {
	var list []*store.Memory
	for nth := p.nth + 1; nth <= p.before; nth++ {
		if m := b.atPlace(p, nth); m != nil {
			list = append(list, m)
		}
	}
	return list
}

// lastSaid returns the values that the row is compared with: those of the row
// at its place, with those of the rows that are gone laid over; where no row
// stood at its place, those of the row before.
func (b *batch) lastSaid(p *prepared) map[string]string {
	m := b.atPlace(p, p.nth)
	if p.nth > 1 && (m == nil || b.whole(p) && b.movedBefore(p)) {
		m = b.atPlace(p, p.nth-1)
	}
	if m == nil {
		m = b.atPlace(p, 1)
	}
	if m == nil {
		return nil
	}
	last := recalled(m.Values)
	for _, g := range b.gone(p) {
		for name, text := range recalled(g.Values) {
			last[name] = text
		}
	}
	return last
}

// keepRow remembers what the row said, in place of what the row at its place
// said last, and forgets the rows that are gone.
func (b *batch) keepRow(p *prepared, m store.Memory) {
	for _, g := range b.gone(p) {
		b.keep(store.Memory{Key: g.Key, Customer: g.Customer, Survivor: g.Survivor, Source: goneSource, Run: b.runID, Values: []byte("{}")})
	}
	if p.nth <= 1 {
		m.Key, m.Source = p.key, p.source
		b.keepAt(b.ownKey(p), m)
		return
	}
	m.Key, m.Source = nthKey(p.key, p.source, p.nth), againSource
	if b.said(b.keys.find(againPrefix)) == nil {
		b.keep(store.Memory{Key: againPrefix, Customer: m.Customer, Survivor: m.Survivor, Source: goneSource, Run: b.runID, Values: []byte("{}")})
	}
	b.keep(m)
}
