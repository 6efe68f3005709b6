package importer

import (
	"slices"
	"strings"

	"rollcall/importer/mapping"
	"rollcall/store"
	"rollcall/store/customer"
)

// decide finds out whom the row means and applies it.
func (b *batch) decide(p *prepared) Outcome {
	if p.in.kind != "" {
		return b.decideRelated(p)
	}
	b.withoutRemoved(p)
	named, refused := b.identity(p)
	if refused {
		return Rejected
	}
	m := b.said(b.ownKey(p))
	if m != nil && m.Source != p.source {
		p.refuse(codeSource, importIDField, "this key was last received from another customerSource; set customerSource in the mapping, or id_prefix to keep the sources apart")
		return Rejected
	}
	switch {
	case named == 0 && b.opt.Mode == Update:
		p.refuse(codeUnknown, "", "mode update changes customers that exist, and none has this key")
		return Rejected
	case named == 0:
		return b.create(p)
	case b.opt.Mode == Create && !b.saysTheSame(p):
		p.refuse(codeExists, "", "mode create makes new customers, and one with this key exists")
		return Rejected
	}
	return b.update(p, named)
}

// create makes a new customer of the row.
func (b *batch) create(p *prepared) Outcome {
	if len(b.room) == 0 {
		b.room = make([]customer.Customer, min(len(b.ids), roomOf))
	}
	c := &b.room[0]
	*c = customer.Customer{Version: 1}
	p.cells.apply(c, p.e164, false)
	if c.Source == "" {
		c.Source = customer.DefaultSource
	}
	b.required(p, c)
	if p.blocked() {
		return Rejected
	}
	c.ID, c.CustomerID = b.ids[0], b.external[0]
	b.ids, b.external, b.room = b.ids[1:], b.external[1:], b.room[1:]
	if c.ImportID == "" {
		c.ImportID = generatedPrefix + c.CustomerID
	}
	if len(p.related) > 0 {
		c.Related = ownedBy(c.ID, p.related)
		for _, r := range c.Related {
			b.related[relatedKey{r.Kind, r.ID}] = r
		}
	}
	b.fresh = append(b.fresh, working{now: c, dirty: true})
	b.claim(c, b.ownKey(p))
	b.remember(p, c.ID)
	return Created
}

// roomOf is for how many new customers memory is made at once.
const roomOf = 256

// generatedPrefix starts the import id of a customer whose file has none.
const generatedPrefix = "ACME"

// required checks what a new customer must have.
func (b *batch) required(p *prepared, c *customer.Customer) {
	name, contact := p.in.requires()
	severity := func(strict bool) mapping.Severity {
		if strict {
			return mapping.Blocker
		}
		return mapping.Warning
	}
	if c.Obfuscated {
		return
	}
	if !c.HasName() {
		p.findings = append(p.findings, finding{Fault: mapping.Fault{Code: codeMissingName, Severity: severity(name), Field: "lastName",
			Message: "a new customer needs a first and a last name, or an organisation's name"}})
	}
	if !c.HasContact() {
		p.findings = append(p.findings, finding{Fault: mapping.Fault{Code: codeMissingContact, Severity: severity(contact), Field: "email",
			Message: "a new customer needs an email, a phone number or an address"}})
	}
}

// update applies the cells that changed since the key spoke last.
func (b *batch) update(p *prepared, named int64) Outcome {
	if len(p.related) == 0 && b.saysTheSame(p) {
		return Unchanged
	}
	w := b.at(named)
	if b.barred(p, w) {
		return Rejected
	}
	changed, last := p.cells, b.lastSaid(p)
	if last != nil {
		changed = p.cells.changedFrom(last)
	}
	changed = b.keepIdentity(p, w.now, changed)
	var gone cells
	if b.opt.Mode == Replace {
		gone = p.withdrawn(last)
		changed = append(slices.Clone(changed), gone...)
	}
	outcome := b.change(p, w, changed)
	if outcome == Rejected {
		return Rejected
	}
	b.removed += int64(len(gone))
	if outcome == Unchanged && len(changed) > 0 {
		b.agree(p, w, changed, last)
	}
	b.remember(p, named)
	return outcome
}

// keepIdentity leaves out cells that would rename an existing customer: its
// import id never changes by import, and its source only under its own import
// id.
func (b *batch) keepIdentity(p *prepared, c *customer.Customer, changed cells) cells {
	own := p.importID == c.ImportID
	return slices.DeleteFunc(slices.Clone(changed), func(cell cell) bool {
		switch cell.at.path.Field {
		case importIDField:
			if cell.text != c.ImportID && cell.text != "" {
				p.findings = append(p.findings, finding{Fault: mapping.Fault{Code: codeImportIDKept, Severity: mapping.Warning, Field: importIDField,
					Message: "the customer was found by another key and keeps its import id"}})
			}
			return true
		case "customerSource":
			return !own
		}
		return false
	})
}

// withdrawn lists what this key supplied before and the row does not send.
func (p *prepared) withdrawn(last map[string]string) cells {
	sent := map[string]bool{}
	for _, c := range p.cells {
		sent[c.at.name] = true
	}
	var list cells
	for text := range last {
		if path, err := customer.ParsePath(text); err == nil && !sent[text] {
			list = append(list, cell{at: newTarget(path, customer.Value{})})
		}
	}
	slices.SortFunc(list, func(a, b cell) int { return strings.Compare(a.at.name, b.at.name) })
	return list
}

// change applies cells to a customer and, where it was merged away, lets the
// survivor follow.
func (b *batch) change(p *prepared, w *working, changed cells) Outcome {
	before := w.now
	after := before.Clone()
	changed.apply(after, p.e164, p.in.add)
	fields := customer.Diff(before, after)
	owner := b.survivorOf(w).now.ID
	if p.outdated(before) && (len(fields) > 0 || b.bringsRecords(p, owner)) {
		p.refuse(codeStale, "version", "the customer has changed since the row was exported; export again and repeat the edit there")
		return Rejected
	}
	fields = append(fields, b.changeRelated(p, owner)...)
	if len(fields) == 0 {
		return Unchanged
	}
	survivor := b.survivorOf(w)
	after.Version++
	w.now, w.dirty = after, true
	b.claim(after, b.ownKey(p))
	b.journal(after, customer.OpImport, p.key, fields)
	b.changes.add(fields)
	b.show(p, after, fields)
	if survivor != w && b.opt.Through != nil {
		b.follow(p, survivor, before, after)
	}
	return Updated
}

// agree notes that a key now says what its customer had already, as after a
// merge that brought the value first. Nothing changes, but undoing the merge
// must not give the key's older value back.
func (b *batch) agree(p *prepared, w *working, changed cells, last map[string]string) {
	former := slices.Clone(changed)
	for i := range former {
		former[i].text = last[former[i].at.name]
	}
	before := w.now.Clone()
	former.apply(before, "", false)
	if fields := customer.Diff(before, w.now); len(fields) > 0 {
		b.journal(w.now, customer.OpAgreed, p.key, fields)
	}
}

// follow lets the survivor take over what changed on a merged customer, as the
// merge policy says.
func (b *batch) follow(p *prepared, survivor *working, before, after *customer.Customer) {
	next := b.opt.Through(survivor.now, before, after)
	fields := customer.Diff(survivor.now, next)
	if len(fields) == 0 {
		return
	}
	next.Version = survivor.now.Version + 1
	survivor.now, survivor.dirty = next, true
	b.claim(next, nil)
	b.journal(next, customer.OpThrough, p.key, fields)
	b.show(p, next, fields)
}

// show keeps what a row of a dry run changes on a customer, for the report.
func (b *batch) show(p *prepared, c *customer.Customer, fields []customer.FieldChange) {
	if b.opt.DryRun {
		p.changes = append(p.changes, rowChange{c.CustomerID, fields})
	}
}

// survivorOf returns the live customer that w stands for today.
func (b *batch) survivorOf(w *working) *working {
	if w.now.MergedInto == 0 {
		return w
	}
	if s := b.at(b.stands[w.now.ID]); s != nil {
		return s
	}
	return w
}

// remember lays the row's cells over what the row at its place said last.
func (b *batch) remember(p *prepared, of int64) {
	if p.key == "" {
		return
	}
	var last map[string]string
	fresh := store.Memory{Customer: of, Survivor: of, Run: b.runID, Hash: b.copied(p.hash[:])}
	if m := b.atPlace(p, p.nth); m != nil {
		fresh.Customer, fresh.Survivor, last = m.Customer, m.Survivor, recalled(m.Values)
	} else if w := b.at(of); w != nil {
		fresh.Survivor = b.survivorOf(w).now.ID
	}
	if b.opt.Mode == Replace || len(last) == 0 {
		fresh.Values = b.valuesOf(p.cells)
	} else {
		fresh.Values = p.cells.remember(last)
	}
	b.keepRow(p, fresh)
}
