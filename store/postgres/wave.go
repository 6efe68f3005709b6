package postgres

// waves cuts a list into the longest runs, in order, whose items touch
// different customers: what is in one wave can be done at once. It yields the
// bounds of each.
func waves[T any](list []T, touches func(T) []int64) func(yield func(from, to int) bool) {
	return func(yield func(from, to int) bool) {
		from, seen := 0, map[int64]bool{}
		for i, item := range list {
			ids := touches(item)
			for _, id := range ids {
				if seen[id] {
					if !yield(from, i) {
						return
					}
					from, seen = i, map[int64]bool{}
					break
				}
			}
			for _, id := range ids {
				seen[id] = true
			}
		}
		if from < len(list) {
			yield(from, len(list))
		}
	}
}
