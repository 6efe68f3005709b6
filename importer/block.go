package importer

import "strings"

// blockValues is how many bytes of what keys said share a block.
const blockValues = 64 << 10

// space returns an empty slice of at most n bytes at the end of the present
// block; used takes it.
func (b *batch) space(n int) []byte {
	if cap(b.values)-len(b.values) < n {
		b.values = make([]byte, 0, max(n, blockValues))
	}
	return b.values[len(b.values) : len(b.values) : len(b.values)+n]
}

func (b *batch) used(n int) { b.values = b.values[:len(b.values)+n] }

// copied returns a copy of the bytes.
func (b *batch) copied(data []byte) []byte {
	out := append(b.space(len(data)), data...)
	b.used(len(out))
	return out
}

// valuesOf returns the values of a row alone, as cells.remember does.
func (b *batch) valuesOf(cs cells) []byte {
	n := len("{}")
	for _, c := range cs {
		n += len(c.at.member) + len(c.text) + len(`"",`)
		if c.at.core == nil && !c.at.street { // a list in JSON has quotes, which are escaped
			n += strings.Count(c.text, `"`)
		}
	}
	out := cs.appendValues(b.space(n))
	if len(out) <= n { // more, where texts needed escapes, went elsewhere
		b.used(len(out))
	}
	return out[:len(out):len(out)]
}
