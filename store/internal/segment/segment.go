// Package segment makes what the indexes of a large store say of some of its
// customers: the pieces of their texts, and their strips. It is pure: where
// segments are kept is the caller's business.
package segment

import (
	"iter"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/gram"
	"rollcall/store/internal/question"
	"rollcall/store/internal/strip"
)

// Size is how many customers a segment has at most: it bounds the memory that
// making one takes.
const Size = strip.MostCustomers

// chunk is how many customers go from one side to the other at once.
const chunk = 512

// Builder gathers a segment. The zero Builder is empty and does everything in
// its caller's time; New starts one that makes pieces and strips side by side.
// Either ends with Done.
type Builder struct {
	count   int
	last    int64
	pieces  gram.Builder
	texts   question.Texts
	strips  strip.Builder
	made    []madeStrip
	pending []*customer.Customer
	handed  chan []*customer.Customer // nil: nothing is made side by side
	done    chan struct{}
}

// madeStrip is a strip as it is kept.
type madeStrip struct {
	path string
	data []byte
}

// New starts an empty segment whose customers stay as they are until Done.
func New() *Builder {
	b := &Builder{handed: make(chan []*customer.Customer, 2), done: make(chan struct{})}
	go func() {
		defer close(b.done)
		for list := range b.handed {
			for _, c := range list {
				b.strips.Add(c)
			}
		}
	}()
	return b
}

// Entry is a customer with the number that its pieces are listed under and with its
// columns that question.Texts.Of asks for; without Search, which nobody's column
// lacks, both are made from the customer.
type Entry struct {
	Number         int64
	Customer       *customer.Customer
	Search, Digits string
}

// Add adds a customer. Numbers ascend, and each customer comes once. A Builder
// from New needs it unchanged until Done.
func (b *Builder) Add(e Entry) {
	b.count, b.last = b.count+1, e.Number
	if b.handed == nil {
		b.strips.Add(e.Customer)
	} else if b.pending = append(b.pending, e.Customer); len(b.pending) == chunk {
		b.handed <- b.pending
		b.pending = nil
	}
	if e.Search == "" {
		e.Search, e.Digits = store.SearchText(e.Customer), store.Digits(e.Customer.PhoneNumber)
	}
	for space, text := range b.texts.Of(e.Customer, e.Search, e.Digits) {
		b.pieces.Add(e.Number, space, text)
	}
}

// Len returns how many customers were added.
func (b *Builder) Len() int { return b.count }

// Last returns the last customer's number, 0 without any.
func (b *Builder) Last() int64 { return b.last }

// Done ends the segment, which may be left unused then. Nothing is added
// afterwards.
func (b *Builder) Done() {
	if b.handed != nil {
		b.handed <- b.pending
		close(b.handed)
		<-b.done
	}
	for path, data := range b.strips.Strips() {
		b.made = append(b.made, madeStrip{path, data})
	}
	b.strips = strip.Builder{}
}

// Pieces returns the lists of numbers by piece, ascending, after Done.
func (b *Builder) Pieces() iter.Seq2[gram.Key, []byte] { return b.pieces.Lists() }

// Strips returns the strips by path, ascending, after Done.
func (b *Builder) Strips() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for _, s := range b.made {
			if !yield(s.path, s.data) {
				return
			}
		}
	}
}
