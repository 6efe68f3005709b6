package strip

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"slices"

	"rollcall/store"
)

// dictionary numbers the different words of a column in the order in which they
// come. The words stand one after the other in text: a segment has so many that
// each as a string of its own, and a map of them, would take most of the time.
type dictionary struct {
	text  []byte
	ends  []uint32
	slots []slot // open addressing, a power of two long and at most half full
	mixed bool   // a word is not its own fold
}

// slot leads from a hash to a word.
type slot struct {
	hash uint32
	word uint32 // its number, from 1; 0: a free slot
}

const firstSlots = 1 << 6

// seed makes hashes; no result depends on them.
var seed = maphash.MakeSeed()

func (d *dictionary) len() int { return len(d.ends) }

// word returns the bytes of a word by its number.
func (d *dictionary) word(number uint32) []byte {
	start := uint32(0)
	if number > 0 {
		start = d.ends[number-1]
	}
	return d.text[start:d.ends[number]]
}

// number returns a word's number; a new word gets the next one.
func (d *dictionary) number(word string) uint32 {
	if 2*len(d.ends) >= len(d.slots) {
		d.grow()
	}
	hash := uint32(maphash.String(seed, word))
	last := uint32(len(d.slots) - 1)
	at := hash & last
	for ; d.slots[at].word != 0; at = (at + 1) & last {
		if s := d.slots[at]; s.hash == hash && string(d.word(s.word-1)) == word {
			return s.word - 1
		}
	}
	d.mixed = d.mixed || !folded(word)
	d.text = append(d.text, word...)
	d.ends = append(d.ends, uint32(len(d.text)))
	d.slots[at] = slot{hash, uint32(len(d.ends))}
	return uint32(len(d.ends) - 1)
}

func (d *dictionary) grow() {
	old := d.slots
	d.slots = make([]slot, max(2*len(old), firstSlots))
	last := uint32(len(d.slots) - 1)
	for _, s := range old {
		if s.word == 0 {
			continue
		}
		at := s.hash & last
		for d.slots[at].word != 0 {
			at = (at + 1) & last
		}
		d.slots[at] = s
	}
}

// sorted returns the numbers of the words in the order of their bytes. Method:
// the first eight bytes are compared as one number, the rest where those agree.
func (d *dictionary) sorted() []uint32 {
	type entry struct {
		head uint64
		word uint32
	}
	list := make([]entry, len(d.ends))
	for i := range list {
		var head [8]byte
		copy(head[:], d.word(uint32(i)))
		list[i] = entry{binary.BigEndian.Uint64(head[:]), uint32(i)}
	}
	slices.SortFunc(list, func(a, b entry) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return bytes.Compare(d.word(a.word), d.word(b.word))
	})
	order := make([]uint32, len(list))
	for i := range list {
		order[i] = list[i].word
	}
	return order
}

// folded says whether a word is its own store.Fold.
func folded(word string) bool {
	for i := 0; i < len(word); i++ {
		switch c := word[i]; {
		case c >= 0x80:
			return store.Fold(word) == word
		case c >= 'A' && c <= 'Z':
			return false
		}
	}
	return true
}
