package record

import (
	"strings"

	"rollcall/dedupe/compare"
	"rollcall/dedupe/normalize"
)

// numbering gives values their symbols by hash: an open-addressing table, which
// takes half the time and memory of a map of texts.
type numbering struct {
	cells   []cell
	count   Symbol
	fetched uint32 // of no meaning: it keeps fetch from being left out
}

// cell holds a symbol and half of its value's hash, which says where the cell is and
// mostly whether to look at the value. Symbol 0: it is free.
type cell struct {
	half   uint32
	symbol Symbol
}

// find returns the symbol of the value that has the hash, or 0. same says whether a
// symbol's value is the one, and is asked where half of the hash agrees.
func (n *numbering) find(hash uint64, same func(Symbol) bool) Symbol {
	if len(n.cells) == 0 {
		return 0
	}
	half, mask := uint32(hash), uint32(len(n.cells)-1)
	for at := half & mask; n.cells[at].symbol != 0; at = (at + 1) & mask {
		if c := n.cells[at]; c.half == half && same(c.symbol) {
			return c.symbol
		}
	}
	return 0
}

// fetch reads the first cell of a hash ahead of find.
func (n *numbering) fetch(hash uint64) {
	if len(n.cells) > 0 {
		n.fetched ^= n.cells[uint32(hash)&uint32(len(n.cells)-1)].half
	}
}

// add puts in the next symbol.
func (n *numbering) add(hash uint64) {
	if 4*int(n.count) >= 3*len(n.cells) {
		old := n.cells
		n.cells = make([]cell, max(64, 2*len(old)))
		for _, c := range old {
			if c.symbol != 0 {
				n.place(c)
			}
		}
	}
	n.count++
	n.place(cell{uint32(hash), n.count})
}

func (n *numbering) place(c cell) {
	mask := uint32(len(n.cells) - 1)
	at := c.half & mask
	for n.cells[at].symbol != 0 {
		at = (at + 1) & mask
	}
	n.cells[at] = c
}

// hashed is a text with its hash.
type hashed struct {
	text string
	hash uint64
}

func hash(text string) hashed { return hashed{text, Hash(text)} }

// interner gives texts their symbols. part cuts out what may agree alone.
type interner struct {
	numbering
	texts *List[Text] // apart, since tables hold it longer than the rest
	part  func(string) string
	*arena
}

func newInterner(a *arena, part func(string) string) *interner {
	in := &interner{texts: &List[Text]{}, part: part, arena: a}
	in.texts.add(Text{})
	return in
}

func (in *interner) symbol(v hashed) Symbol {
	if v.hash == 0 {
		return 0
	}
	s := in.find(v.hash, func(s Symbol) bool { return in.texts.At(s).Text == v.text })
	if s == 0 {
		in.add(v.hash)
		in.texts.add(in.derive(hashed{in.keep(v.text), v.hash}))
		s = in.count
	}
	return s
}

func localPart(email string) string {
	local, _, _ := strings.Cut(email, "@")
	return local
}

func lastSeven(number string) string { return number[max(0, len(number)-7):] }

func (in *interner) derive(v hashed) Text {
	if in.part == nil {
		return Text{Text: v.text, Hash: v.hash, Sign: compare.Sign(v.text)}
	}
	part := in.part(v.text)
	return Text{Text: v.text, Hash: v.hash, Part: Hash(part), Sign: compare.Sign(part)}
}

// names returns the dictionary of names with what is derived from each.
func (in *interner) names() []Name {
	names := make([]Name, in.texts.Len())
	for i := 1; i < len(names); i++ {
		text := in.texts.At(Symbol(i))
		word := firstWord(text.Text)
		full := normalize.FullName(word)
		sound := normalize.Phonetic(text.Text)
		names[i] = Name{Hash: text.Hash, Full: Hash(full), Sound: Hash(sound),
			Name: compare.Name{Text: text.Text, Sound: sound, Groups: normalize.NicknameGroups(word),
				Letters: compare.SignLetters(text.Text)}}
	}
	return names
}

func firstWord(text string) string {
	for i := 0; i < len(text); i++ {
		if text[i] == ' ' {
			return text[:i]
		}
	}
	return text
}
