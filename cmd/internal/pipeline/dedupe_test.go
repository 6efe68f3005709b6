package pipeline

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// TestSameFiles: the same customers give the same bytes in pairs.csv and clusters.csv
// on either store, at any number of cores, by searches of all and of what changed.
func TestSameFiles(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	want := map[string]string{}
	eachStore(t, func(t *testing.T, _ uint64, open func(string) *base) {
		for i, cores := range []int{1, 2, 8} {
			runtime.GOMAXPROCS(cores)
			b := open("cores" + string(rune('a'+i)))
			b.fill(5, 120)
			for _, since := range []string{"", LastDedupe} {
				sum, err := b.Dedupe(b.Context(), DedupeOptions{Since: since})
				b.must(err)
				for _, name := range []string{"pairs", "clusters"} {
					data, err := os.ReadFile(filepath.Clean(sum.Reports[name]))
					b.must(err)
					key := name + since
					if want[key] == "" {
						want[key] = string(data)
					}
					if string(data) != want[key] || len(data) < 500 {
						t.Errorf("%s with %d cores, since %q: other bytes", name, cores, since)
					}
				}
				for n := range 10 { // ten change, for the next search
					c := b.one()
					c.FirstName = []string{"Ann", "Eve"}[n%2]
					b.revise(c)
				}
			}
		}
	})
}
