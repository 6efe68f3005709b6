// Package segment makes what the indexes of a large store say of some of its
// customers: the pieces of their texts, and their strips. The two are made side
// by side. It is pure: where segments are kept is the caller's business.
package segment

import (
	"iter"

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

// Builder gathers a segment. Start it with New and end it with Done.
type Builder struct {
	pieces  gram.Builder
	texts   question.Texts
	strips  strip.Builder
	pending []*customer.Customer
	handed  chan []*customer.Customer
	done    chan struct{}
}

// New starts an empty segment.
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
// columns that question.Texts.Of asks for.
type Entry struct {
	Number         int64
	Customer       *customer.Customer
	Search, Digits string
}

// Add adds a customer. Numbers ascend, and each customer comes once. The caller
// does not change it any more.
func (b *Builder) Add(e Entry) {
	if b.pending = append(b.pending, e.Customer); len(b.pending) == chunk {
		b.handed <- b.pending
		b.pending = nil
	}
	for space, text := range b.texts.Of(e.Customer, e.Search, e.Digits) {
		b.pieces.Add(e.Number, space, text)
	}
}

// Done ends the segment, which may be left unused then. Nothing is added
// afterwards.
func (b *Builder) Done() {
	b.handed <- b.pending
	close(b.handed)
	<-b.done
}

// Pieces returns the lists of numbers by piece, ascending, after Done.
func (b *Builder) Pieces() iter.Seq2[gram.Key, []byte] { return b.pieces.Lists() }

// Strips returns the strips by path, ascending, after Done.
func (b *Builder) Strips() iter.Seq2[string, []byte] { return b.strips.Strips() }
