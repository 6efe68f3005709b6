package importer

import (
	"runtime"
	"strings"
	"sync"

	"rollcall/importer/mapping"
	"rollcall/importer/row"
	"rollcall/store/customer"
)

// preparer prepares rows one after the other, for one goroutine. What the rows
// keep is cut from blocks that many of them share: they come and go together.
type preparer struct {
	in     *source
	opt    *Options
	mapper *mapping.Mapper
	mapped mapping.Mapped // the present row
	where  []int32        // in its cells, of each place, plus 1; 0: it has none
	text   []byte         // memory of fingerprints

	cells []cell // blocks
	refs  []customer.Ref
	words strings.Builder
}

// Sizes of the blocks.
const (
	blockCells = 4096
	blockRefs  = 512
	blockWords = 16 << 10 // bytes
)

func newPreparer(in *source, opt *Options) *preparer {
	return &preparer{in: in, opt: opt, mapper: in.plan.Mapper(), where: make([]int32, len(in.targets))}
}

// prepareAll maps rows on all cores. It is pure.
func prepareAll(rows []row.Row, in *source, opt *Options) []*prepared {
	memory, list := make([]prepared, len(rows)), make([]*prepared, len(rows))
	workers := min(runtime.GOMAXPROCS(0), 1+len(rows)/256)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			pr := newPreparer(in, opt)
			for i := w * len(rows) / workers; i < (w+1)*len(rows)/workers; i++ {
				list[i] = &memory[i]
				pr.prepare(rows[i], list[i])
			}
		})
	}
	wait.Wait()
	return list
}

// prepare maps a row and finds out what it says of whom.
func (pr *preparer) prepare(r row.Row, p *prepared) {
	p.row, p.in = r, pr.in
	switch {
	case r.Blank():
		p.outcome, p.decided = Blank, true
		return
	case r.Fault != nil:
		p.refuse(r.Fault.Code, "", r.Fault.Message)
		p.outcome, p.decided = Rejected, true
		return
	}
	if r.Warning != nil {
		p.warn(r.Warning.Code, r.Warning.Message, 0)
	}
	pr.mapped = pr.mapper.Map(r)
	for _, f := range pr.mapped.Faults {
		p.findings = append(p.findings, finding{Fault: f})
	}
	pr.said(p)
	p.e164, p.related = pr.mapped.PhoneE164, pr.mapped.Related
	p.cardholders = cardholders(p.related)
	pr.identify(p)
	p.print = fingerprint(p.key)
	if p.blocked() {
		p.outcome, p.decided = Rejected, true
	}
}

// said takes over the row's cells that speak: set, cleared, or empty when empty
// clears, by the bytes of their paths. Cells that name the customer but are
// kept by the store are left out.
func (pr *preparer) said(p *prepared) {
	all := pr.mapped.Cells
	clear(pr.where)
	settled := true
	for i := range all {
		if place := all[i].Place; place == 0 {
			settled = false
		} else {
			pr.where[place] = int32(i) + 1
		}
	}
	list := pr.room(len(all))
	if settled {
		for place, at := range pr.where {
			if at > 0 {
				list = pr.speak(list, pr.in.targets[place], &all[at-1])
			}
		}
	} else {
		for i := range all {
			list = pr.speak(list, pr.targetOf(&all[i]), &all[i])
		}
		list.sort()
	}
	pr.cells = pr.cells[len(list):]
	p.cells = list[:len(list):len(list)]
}

// room returns an empty list for n cells at the start of the present block.
func (pr *preparer) room(n int) cells {
	if len(pr.cells) < n {
		pr.cells = make([]cell, max(n, blockCells))
	}
	return pr.cells[:0:n]
}

func (pr *preparer) targetOf(c *mapping.Cell) *target {
	if c.Place > 0 {
		return pr.in.targets[c.Place]
	}
	return newTarget(c.Path, customer.Value{Type: c.Value.Type, Match: c.Value.Match})
}

// speak appends a cell, if it says something that a file can say.
func (pr *preparer) speak(list cells, t *target, c *mapping.Cell) cells {
	text := c.Text
	switch {
	case t.kept, c.State == mapping.Empty && !pr.opt.EmptyClears:
		return list
	case c.State != mapping.Set:
		text = ""
	}
	return append(list, cell{t, text})
}

// textAt returns the text that the row sets for a place of the plan; "" when it
// sets none.
func (pr *preparer) textAt(place int) string {
	if place == 0 || pr.where[place] == 0 {
		return ""
	}
	if c := &pr.mapped.Cells[pr.where[place]-1]; c.State == mapping.Set {
		return c.Text
	}
	return ""
}

// refer adds an identity that the row gives.
func (pr *preparer) refer(p *prepared, r customer.Ref) {
	if p.refs != nil {
		p.refs = append(p.refs, r)
		return
	}
	if len(pr.refs) == 0 {
		pr.refs = make([]customer.Ref, blockRefs)
	}
	pr.refs[0] = r
	p.refs, pr.refs = pr.refs[:1:1], pr.refs[1:]
}

// joined returns the parts as one text.
func (pr *preparer) joined(parts ...string) string {
	n := 0
	for _, part := range parts {
		n += len(part)
	}
	if pr.words.Cap()-pr.words.Len() < n {
		pr.words = strings.Builder{}
		pr.words.Grow(max(n, blockWords))
	}
	start := pr.words.Len()
	for _, part := range parts {
		pr.words.WriteString(part)
	}
	return pr.words.String()[start:]
}
