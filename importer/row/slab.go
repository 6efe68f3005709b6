package row

// slab is memory for cells: one allocation serves many rows.
type slab []Cell

// cells cuts off n cells, which nobody else has. usual is how many cells a row of
// the file has.
func (s *slab) cells(n, usual int) []Cell {
	if n > len(*s) {
		*s = make([]Cell, max(n, 64*usual))
	}
	cells := (*s)[:n:n]
	*s = (*s)[n:]
	return cells
}
