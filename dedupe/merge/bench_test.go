package merge

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkNewPlan plans clusters of two to five members.
func BenchmarkNewPlan(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	policy := DefaultPolicy()
	clusters := make([][]Member, 100)
	for i := range clusters {
		clusters[i] = randomMembers(r)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := NewPlan(policy, clusters[i%len(clusters)], Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
