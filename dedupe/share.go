package dedupe

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"rollcall/dedupe/blocking"
)

// share does some work for 0 to n-1 on all cores, step of them at a time, and returns
// the workers that it made, one a core and at least one. A context that ends leaves
// the rest undone. What a worker gathers must not depend on the order.
func share[W any](ctx context.Context, n, step int, worker func() W, do func(W, int)) []W {
	steps := (n + step - 1) / step
	workers := make([]W, max(1, min(runtime.GOMAXPROCS(0), steps)))
	var next atomic.Int64
	var group sync.WaitGroup
	for i := range workers {
		w := worker()
		workers[i] = w
		group.Go(func() {
			for at := int(next.Add(1) - 1); at < steps && ctx.Err() == nil; at = int(next.Add(1) - 1) {
				for k := at * step; k < min(n, (at+1)*step); k++ {
					do(w, k)
				}
			}
		})
	}
	group.Wait()
	return workers
}

// walkStep is how many pairs a visitor is given at a time.
const walkStep = 64

// walk visits every candidate pair once, in chunks on all cores, some pairs at a time,
// and returns the workers as share does.
func walk[W any](ctx context.Context, x *blocking.Index, worker func() W, visit func(W, []blocking.Pair)) ([]W, error) {
	chunks := x.Chunks()
	workers := share(ctx, len(chunks), 1, worker, func(w W, i int) {
		var room [walkStep]blocking.Pair
		some := room[:0]
		for p := range x.Pairs(chunks[i]) {
			if some = append(some, p); len(some) == walkStep {
				visit(w, some)
				some = some[:0]
			}
		}
		visit(w, some)
	})
	return workers, ctx.Err()
}
