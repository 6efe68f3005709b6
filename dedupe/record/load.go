package record

import (
	"cmp"
	"context"
	"iter"
	"runtime"
	"slices"
	"sync"

	"rollcall/store/customer"
)

// batchSize is how many customers are normalised at a time by one worker.
const batchSize = 512

// Load prepares customers, in any order, for comparison. A customer that was
// merged into another (through chains) is no record: its values become further
// rows of its survivor; it is left out when the survivor is not in the stream.
// The region is for phone numbers without a country code. The error is that of
// the stream or of the context.
func Load(ctx context.Context, customers iter.Seq2[*customer.Customer, error], region string) (*Table, error) {
	b := newBuilder()
	for batch, err := range flattened(ctx, customers, region) {
		if err != nil {
			return nil, err
		}
		for i := range batch {
			b.add(&batch[i])
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return b.table(), nil
}

// flattened normalises customers in batches on all cores and yields the batches
// in the order of the stream.
func flattened(ctx context.Context, customers iter.Seq2[*customer.Customer, error], region string) iter.Seq2[[]flat, error] {
	return func(yield func([]flat, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		type job struct {
			in   []*customer.Customer
			out  []flat
			err  error
			done chan struct{}
		}
		ahead := 2 * runtime.GOMAXPROCS(0)
		queue, work := make(chan *job, ahead), make(chan *job, ahead)
		var workers sync.WaitGroup
		for range runtime.GOMAXPROCS(0) {
			workers.Go(func() {
				for j := range work {
					j.out = make([]flat, len(j.in))
					for i, c := range j.in {
						j.out[i] = flatten(c, region)
					}
					close(j.done)
				}
			})
		}
		workers.Go(func() {
			defer close(queue)
			defer close(work)
			for batch, err := range batches(customers) {
				j := &job{in: batch, err: err, done: make(chan struct{})}
				select {
				case queue <- j:
				case <-ctx.Done():
					return
				}
				work <- j
			}
		})
		defer workers.Wait()
		defer cancel()
		for j := range queue {
			<-j.done
			if !yield(j.out, j.err) {
				cancel()
				for range queue { // let the reader see that it is over
				}
				return
			}
		}
	}
}

// batches cuts the stream; an error ends it.
func batches(customers iter.Seq2[*customer.Customer, error]) iter.Seq2[[]*customer.Customer, error] {
	return func(yield func([]*customer.Customer, error) bool) {
		batch := make([]*customer.Customer, 0, batchSize)
		for c, err := range customers {
			if err != nil {
				yield(nil, err)
				return
			}
			batch = append(batch, c)
			if len(batch) == batchSize {
				if !yield(batch, nil) {
					return
				}
				batch = make([]*customer.Customer, 0, batchSize)
			}
		}
		if len(batch) > 0 {
			yield(batch, nil)
		}
	}
}

// builder collects rows in the order of input.
type builder struct {
	refs   []Ref
	into   []int64
	starts []uint32
	rows   []Symbol // Fixed per row
	names  *interner
	places *placeInterner
	texts  [Fixed]*interner
	custom map[Field]*customColumn
}

// customColumn holds one custom field's values, sparse.
type customColumn struct {
	*interner
	records []uint32 // in the order of input
	values  []Symbol
}

func newBuilder() *builder {
	b := &builder{names: newInterner(nil), places: newPlaceInterner(), custom: map[Field]*customColumn{}}
	for _, column := range []int{Suffix, Org, Birth} {
		b.texts[column] = newInterner(nil)
	}
	b.texts[Email], b.texts[Form], b.texts[Phone] = newInterner(localPart), newInterner(localPart), newInterner(lastSeven)
	return b
}

func (b *builder) add(f *flat) {
	record := uint32(len(b.refs))
	b.refs = append(b.refs, f.ref)
	b.into = append(b.into, f.into)
	b.starts = append(b.starts, uint32(len(b.rows)/Fixed))
	for i := range f.rows {
		v := &f.rows[i]
		b.rows = append(b.rows, b.names.symbol(v.first), b.names.symbol(v.middle), b.names.symbol(v.last),
			b.texts[Suffix].symbol(v.suffix), b.texts[Org].symbol(v.org), b.texts[Email].symbol(v.email),
			b.texts[Form].symbol(v.form), b.texts[Phone].symbol(v.phone), b.places.symbol(&v.place, v.placeHash), b.texts[Birth].symbol(v.birth))
	}
	for _, v := range f.custom {
		column := b.custom[v.field]
		if column == nil {
			column = &customColumn{interner: newInterner(nil)}
			b.custom[v.field] = column
		}
		column.records = append(column.records, record)
		column.values = append(column.values, column.symbol(v.text))
	}
}

// order returns the records that stay, sorted by import id, each with the
// inputs whose rows it takes: itself first, then those merged into it.
func (b *builder) order() [][]uint32 {
	byID := make(map[int64]uint32)
	merged := false
	for _, into := range b.into {
		merged = merged || into != 0
	}
	if merged {
		for i, ref := range b.refs {
			byID[ref.ID] = uint32(i)
		}
	}
	members := make([][]uint32, 0, len(b.refs))
	place := make(map[uint32]int)
	sorted := b.sorted()
	for _, i := range sorted {
		if b.into[i] == 0 {
			if merged {
				place[i] = len(members)
			}
			members = append(members, []uint32{i})
		}
	}
	for _, i := range sorted {
		if b.into[i] == 0 {
			continue
		}
		if at, ok := place[b.survivor(i, byID)]; ok {
			members[at] = append(members[at], i)
		}
	}
	return members
}

func (b *builder) sorted() []uint32 {
	sorted := make([]uint32, len(b.refs))
	for i := range sorted {
		sorted[i] = uint32(i)
	}
	slices.SortFunc(sorted, func(x, y uint32) int {
		if c := cmp.Compare(b.refs[x].ImportID, b.refs[y].ImportID); c != 0 {
			return c
		}
		return cmp.Compare(b.refs[x].ID, b.refs[y].ID)
	})
	return sorted
}

// survivor follows a chain of merges; a chain longer than the input is a ring
// and ends where it stands.
func (b *builder) survivor(i uint32, byID map[int64]uint32) uint32 {
	for range b.refs {
		next, ok := byID[b.into[i]]
		if b.into[i] == 0 || !ok {
			break
		}
		i = next
	}
	return i
}
