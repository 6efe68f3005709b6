package contract

import "rollcall/store"

// Unfollowed lists the merged-away customers that memories name, as customers
// they were taken for or as holders, and whose survivors are not set yet.
func Unfollowed(memories []store.Memory) (merged []int64) {
	for i := range memories {
		m := &memories[i]
		if m.Key != "" && m.Survivor == 0 {
			merged = append(merged, m.Customer)
		}
		if m.Holder.Named != 0 && m.Holder.Survivor == 0 && (m.Key == "" || m.Holder.Named != m.Customer) {
			merged = append(merged, m.Holder.Named)
		}
	}
	return merged
}

// Follow sets those survivors.
func Follow(memories []store.Memory, survivors map[int64]int64) {
	for i := range memories {
		m := &memories[i]
		if m.Key != "" && m.Survivor == 0 {
			m.Survivor = survivors[m.Customer]
		}
		if m.Holder.Named != 0 && m.Holder.Survivor == 0 {
			m.Holder.Survivor = survivors[m.Holder.Named]
		}
	}
}
