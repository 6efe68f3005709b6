package record

// List grows without being copied: it stands in pieces. The zero List is empty.
type List[T any] struct {
	pieces [][]T
	length int
}

const (
	pieceBits = 13
	pieceMask = 1<<pieceBits - 1
	firstRoom = 64 // small lists stay small
)

// Len returns how many there are.
func (l *List[T]) Len() int { return l.length }

// At returns the i-th, which must be there.
func (l *List[T]) At(i Symbol) *T { return &l.pieces[i>>pieceBits][i&pieceMask] }

func (l *List[T]) add(v T) {
	last := len(l.pieces) - 1
	switch at := l.length & pieceMask; {
	case at == 0 && last < 0:
		l.pieces = append(l.pieces, make([]T, 0, firstRoom))
		last++
	case at == 0:
		l.pieces = append(l.pieces, make([]T, 0, pieceMask+1))
		last++
	case last == 0 && at == cap(l.pieces[0]):
		l.pieces[0] = append(make([]T, 0, min(2*at, pieceMask+1)), l.pieces[0]...)
	}
	l.pieces[last] = append(l.pieces[last], v)
	l.length++
}
