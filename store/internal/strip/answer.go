package strip

import (
	"slices"

	"rollcall/store"
)

// Plan is a question as strips can answer it.
type Plan struct {
	conditions []condition
	keys       []key
}

// key is a sort key. The last one of a plan is always the id, whose path is idsPath.
type key struct {
	path string
	desc bool
}

// PlanOf returns the plan of a question without regard to its page; false when
// strips cannot answer it. The question is known to be well formed.
func PlanOf(q store.Query) (*Plan, bool) {
	conditions, ok := conditionsOf(q)
	if !ok {
		return nil, false
	}
	p := &Plan{conditions: conditions}
	for _, by := range q.Sort {
		switch {
		case by.Field == "id":
			p.keys = append(p.keys, key{idsPath, by.Desc})
			return p, true
		case unique[by.Field]:
			return nil, false
		}
		p.keys = append(p.keys, key{by.Field, by.Desc})
	}
	p.keys = append(p.keys, key{path: idsPath})
	return p, true
}

// Worth says whether a page of the question is worth strips: the first of all
// customers are found sooner without.
func Worth(q store.Query) bool {
	return q.Search != "" || len(q.Filters) > 0 || len(q.Sort) > 0 || !q.UpdatedAfter.IsZero() || q.NotUpdatedBy != ""
}

// Index is what is kept of a tenant's customers.
type Index struct {
	Segments int                                 // each newer than the one before
	Loose    []int64                             // ids of customers that changed since, whose strips are not theirs any more
	Load     func(path string) ([]string, error) // a path's strips by segment; "" where a segment has none
}

// Answer is what strips know of a question: who answers it, those in
// Index.Loose apart.
type Answer struct {
	plan     *Plan
	segments []*segment
}

// segment is the part of an answer that lies in one segment.
type segment struct {
	ids  []int64
	mask []bool // who answers
	keys []*strip
}

// Ask answers a question; nil when a strip that it needs was not worth keeping.
// Sort keys are read only where sorted is set.
func (p *Plan) Ask(index Index, sorted bool) (*Answer, error) {
	l := &loader{index: index, strips: map[string][]string{}}
	segments, err := l.segments()
	if err != nil {
		return nil, err
	}
	for _, c := range p.conditions {
		for i, s := range segments {
			if ok, err := c.narrow(s, func(path string) (*strip, error) { return l.strip(path, i, len(s.ids)) }); err != nil || !ok {
				return nil, err
			}
		}
	}
	for i, s := range segments {
		for _, k := range p.keys[:len(p.keys)-1] {
			if !sorted {
				break
			}
			by, err := l.strip(k.path, i, len(s.ids))
			if err != nil || by == nil {
				return nil, err
			}
			s.keys = append(s.keys, by)
		}
	}
	return &Answer{p, segments}, nil
}

// loader reads each path once.
type loader struct {
	index  Index
	strips map[string][]string
}

func (l *loader) load(path string) ([]string, error) {
	if have, ok := l.strips[path]; ok {
		return have, nil
	}
	have, err := l.index.Load(path)
	if err == nil && len(have) != l.index.Segments {
		err = errDamaged
	}
	l.strips[path] = have
	return have, err
}

// segments reads everybody's ids and leaves those out that changed since: who is
// in a newer segment too, or loose.
func (l *loader) segments() ([]*segment, error) {
	stored, err := l.load(idsPath)
	if err != nil {
		return nil, err
	}
	list := make([]*segment, len(stored))
	var seen idSet
	for _, id := range l.index.Loose {
		seen.add(id)
	}
	for i, data := range slices.Backward(stored) {
		ids, err := idsOf(data)
		if err != nil {
			return nil, err
		}
		s := &segment{ids: ids, mask: make([]bool, len(ids))}
		for k, id := range ids {
			s.mask[k] = seen.add(id)
		}
		list[i] = s
	}
	return list, nil
}

// strip returns a path's strip in a segment; nil when it is not known.
func (l *loader) strip(path string, segment, customers int) (*strip, error) {
	stored, err := l.load(path)
	if err != nil {
		return nil, err
	}
	if stored[segment] != "" {
		return decode(stored[segment], customers)
	}
	over, err := l.load(overPath)
	if err != nil || over[segment] != "" {
		return nil, err
	}
	return absent(customers), nil
}

// narrow leaves those in a segment for whom a condition holds; false when it
// cannot tell.
func (c condition) narrow(s *segment, load func(path string) (*strip, error)) (bool, error) {
	kept := s.mask
	if len(c) > 1 {
		kept = make([]bool, len(s.mask))
	}
	for _, t := range c {
		col, err := load(t.path)
		if err != nil || col == nil {
			return false, err
		}
		switch words := col.match(t); {
		case len(c) > 1 && slices.Contains(words, true):
			for i, code := range col.codes {
				kept[i] = kept[i] || s.mask[i] && words[code]
			}
		case len(c) == 1 && slices.Contains(words, false):
			for i, code := range col.codes {
				kept[i] = kept[i] && words[code]
			}
		}
	}
	s.mask = kept
	return true, nil
}

// Count returns how many customers answer.
func (a *Answer) Count() (n int64) {
	for _, s := range a.segments {
		for _, in := range s.mask {
			if in {
				n++
			}
		}
	}
	return n
}

// idSet is a set of ids, which are dense.
type idSet []uint64

// add adds an id and says whether it was new.
func (s *idSet) add(id int64) bool {
	at, bit := int(id>>6), uint64(1)<<(id&63)
	if at >= len(*s) {
		*s = append(*s, make([]uint64, at+1-len(*s))...)
	}
	fresh := (*s)[at]&bit == 0
	(*s)[at] |= bit
	return fresh
}
