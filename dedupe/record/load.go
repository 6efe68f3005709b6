package record

import (
	"context"
	"iter"
	"runtime"
	"slices"
	"sync"

	"rollcall/store/customer"
)

// batchSize is how many customers are normalised at a time by one worker.
const batchSize = 512

// Options say how customers are prepared.
type Options struct {
	Region string  // of phone numbers without a country code
	Frozen bool    // the custom columns are Fields, whatever the customers have
	Fields []Field // by name, then type
}

// Load prepares customers, in any order, for comparison. A customer that was
// merged into another (through chains) is no record: its values become further
// rows of its survivor; it is left out when the survivor is not in the stream.
// The error is that of the stream or of the context.
func Load(ctx context.Context, customers iter.Seq2[*customer.Customer, error], o Options) (*Table, error) {
	b := newBuilder()
	b.columns(o)
	for batch, err := range flattened(ctx, customers, o.Region) {
		if err != nil {
			return nil, err
		}
		b.fetch(batch)
		for i := range batch {
			b.add(&batch[i])
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return b.table(), nil
}

// job is a batch on its way: read, then normalised by a worker.
type job struct {
	in   []*customer.Customer
	out  []flat
	err  error
	done chan struct{} // a worker is through with it
}

func (j *job) flatten(w *flattener) {
	j.out = slices.Grow(j.out[:0], len(j.in))[:len(j.in)]
	for i, c := range j.in {
		w.flatten(c, &j.out[i])
	}
	j.in = nil
	j.done <- struct{}{}
}

// flattened normalises customers in batches on all cores and yields the batches in the
// order of the stream. A batch's memory is used again after the next one is asked for.
func flattened(ctx context.Context, customers iter.Seq2[*customer.Customer, error], region string) iter.Seq2[[]flat, error] {
	return func(yield func([]flat, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		ahead := 2 * runtime.GOMAXPROCS(0)
		queue, work, spare := make(chan *job, ahead), make(chan *job, ahead), make(chan *job, ahead)
		for range ahead {
			spare <- &job{done: make(chan struct{}, 1)}
		}
		var workers sync.WaitGroup
		defer workers.Wait()
		defer cancel()
		for range runtime.GOMAXPROCS(0) {
			workers.Go(func() {
				w := flattener{region: region}
				for j := range work {
					j.flatten(&w)
				}
			})
		}
		workers.Go(func() {
			defer close(queue)
			defer close(work)
			for batch, err := range batches(customers) {
				select {
				case j := <-spare:
					j.in, j.err = batch, err
					queue <- j
					work <- j
				case <-ctx.Done():
					return
				}
			}
		})
		for j := range queue {
			<-j.done
			if !yield(j.out, j.err) {
				return
			}
			spare <- j
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
