package pipeline

import (
	"runtime/debug"
	"runtime/metrics"
)

// The memory that an import may use beside its store's: collecting garbage
// costs less the more room there is. Together with the store's, a million rows
// stay below 300 MB.
const (
	importHeap = 125 << 20 // bytes that the heap may grow to before garbage is collected
	leastGC    = 40        // percent: what is much more than that is still imported at a fair speed
	mostGC     = 400       // percent
	indexGC    = 100       // percent, while the store fills its indexes after an import
)

// spareCollector makes the garbage collector run as rarely as importHeap lets
// it. The function returned looks again how much is alive; restore ends it and
// gives what the import took back.
func spareCollector() (adjust, restore func()) {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	now := 0
	adjust = func() {
		metrics.Read(sample)
		live := max(sample[0].Value.Uint64(), 1<<20)
		percent := leastGC
		if live < importHeap {
			percent = min(max(int((importHeap-live)*100/live), leastGC), mostGC)
		}
		// Setting it stops everything for a moment.
		if percent > now*5/4 || percent < now*4/5 {
			now = percent
			debug.SetGCPercent(percent)
		}
	}
	before := debug.SetGCPercent(leastGC)
	adjust()
	return adjust, func() {
		debug.SetGCPercent(before)
		debug.FreeOSMemory()
	}
}
