package record

import (
	"strings"

	"rollcall/dedupe/compare"
	"rollcall/dedupe/normalize"
)

// numbering gives values their symbols by hash: an open-addressing table, which
// takes half the time and memory of a map of texts.
type numbering struct {
	cells []Symbol // 0: free
	count int
}

// find returns the symbol whose value has the hash and is the same, as the two
// functions say, or 0; it asks same only where the hashes agree.
func (n *numbering) find(hash uint64, hashOf func(Symbol) uint64, same func(Symbol) bool) Symbol {
	if len(n.cells) == 0 {
		return 0
	}
	mask := uint64(len(n.cells) - 1)
	for at := hash & mask; n.cells[at] != 0; at = (at + 1) & mask {
		if s := n.cells[at]; hashOf(s) == hash && same(s) {
			return s
		}
	}
	return 0
}

// add puts in the next symbol.
func (n *numbering) add(hash uint64, hashOf func(Symbol) uint64) Symbol {
	if 2*n.count >= len(n.cells) {
		n.cells = make([]Symbol, max(64, 2*len(n.cells)))
		for s := Symbol(1); s <= Symbol(n.count); s++ {
			n.place(hashOf(s), s)
		}
	}
	n.count++
	n.place(hash, Symbol(n.count))
	return Symbol(n.count)
}

func (n *numbering) place(hash uint64, s Symbol) {
	mask := uint64(len(n.cells) - 1)
	at := hash & mask
	for n.cells[at] != 0 {
		at = (at + 1) & mask
	}
	n.cells[at] = s
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
	texts []Text
	part  func(string) string
}

func newInterner(part func(string) string) *interner {
	return &interner{texts: make([]Text, 1), part: part}
}

func (in *interner) hashOf(s Symbol) uint64 { return in.texts[s].Hash }

func (in *interner) symbol(v hashed) Symbol {
	if v.hash == 0 {
		return 0
	}
	s := in.find(v.hash, in.hashOf, func(s Symbol) bool { return in.texts[s].Text == v.text })
	if s == 0 {
		s = in.add(v.hash, in.hashOf)
		in.texts = append(in.texts, in.derive(v))
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
	names := make([]Name, len(in.texts))
	for i, text := range in.texts[1:] {
		word := firstWord(text.Text)
		full := normalize.FullName(word)
		sound := normalize.Phonetic(text.Text)
		names[i+1] = Name{Hash: text.Hash, Full: Hash(full), Sound: Hash(sound),
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
