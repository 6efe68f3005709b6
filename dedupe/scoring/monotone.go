package scoring

import "rollcall/dedupe/compare"

// monotone pools neighbouring levels of which the better one weighs less. Levels
// that are weighed by the frequency of the value stand outside, and so do swapped
// names, which are rare in random pairs too.
func (m *Model) monotone() {
	for i := range m.Parameters {
		p := &m.Parameters[i]
		for pooled := true; pooled; {
			pooled = false
			for _, order := range p.orders() {
				pooled = p.pool(order) || pooled
			}
		}
	}
}

// orders returns the levels that are ordered, best first, by scale. A nickname and a slip of the
// pen are two ways to write one name, neither better than the other: which says more
// depends on who typed the data.
func (p *Parameters) orders() [][]int {
	var orders [][]int
	for _, s := range p.scales() {
		var order []int
		for l := s.from; l < s.to; l++ {
			if !contingent(p.kind(), l+1) && !p.nickname(l) {
				order = append(order, l)
			}
		}
		orders = append(orders, order)
	}
	if p.kind() == givenName {
		orders = append(orders, []int{int(compare.GivenNickname) - 1, len(p.M) - 1})
	}
	return orders
}

func (p *Parameters) nickname(l int) bool {
	return p.kind() == givenName && l+1 == int(compare.GivenNickname)
}

// pool gives the first two neighbours that stand the wrong way round one ratio,
// and says whether there were any.
func (p *Parameters) pool(order []int) bool {
	for k := 1; k < len(order); k++ {
		better, worse := order[k-1], order[k]
		if p.M[worse]/p.U[worse] > p.M[better]/p.U[better]*(1+1e-9) {
			ratio := (p.M[worse] + p.M[better]) / (p.U[worse] + p.U[better])
			p.M[worse], p.M[better] = ratio*p.U[worse], ratio*p.U[better]
			return true
		}
	}
	return false
}
