package record

import "strings"

const (
	firstBlock = 1 << 9 // bytes
	mostBlock  = 1 << 16
)

// arena keeps texts close together and apart from the memory of what they were read
// in, so that little is held and little is looked through when memory is collected.
type arena struct {
	block strings.Builder // full blocks live on in their texts
	room  int             // of the block
}

// keep returns the text in memory of the arena.
func (a *arena) keep(text string) string {
	if text == "" {
		return ""
	}
	if a.block.Cap()-a.block.Len() < len(text) {
		a.room = min(max(firstBlock, 2*a.room), mostBlock)
		a.block.Reset()
		a.block.Grow(max(a.room, len(text)))
	}
	from := a.block.Len()
	a.block.WriteString(text)
	return a.block.String()[from:]
}
