package scoring

// monotone pools neighbouring levels of which the better one weighs less. Levels
// that are weighed by the frequency of the value stand outside, and so do swapped
// names, which are rare in random pairs too.
func (m *Model) monotone() {
	for i := range m.Parameters {
		p := &m.Parameters[i]
		var order []int
		for l := range p.M {
			if !contingent(p.kind(), l+1) {
				order = append(order, l)
			}
		}
		for p.pool(order) {
		}
	}
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
