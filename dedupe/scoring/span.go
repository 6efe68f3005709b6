package scoring

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// spanRows is how many rows a core takes at a time.
const spanRows = 1 << 14

// spans does some work for the rows 0 to n-1, a span of them at a time on every core.
func spans(n int, work func(from, to int)) {
	if n <= spanRows {
		work(0, n)
		return
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for to := int(next.Add(spanRows)); to-spanRows < n; to = int(next.Add(spanRows)) {
				work(to-spanRows, min(to, n))
			}
		})
	}
	group.Wait()
}
