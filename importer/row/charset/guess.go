package charset

import (
	"cmp"
	"fmt"
	"slices"
)

// Guess is what Evidence makes of a file's encoding.
type Guess struct {
	Charset Charset
	Notes   []string // evidence and ambiguity for people; empty when there is no doubt
}

// Guess decides. UTF-16 shows by NULs at every other byte, UTF-8 by its
// sequences; else the single-byte encoding under which the bytes above 0x7F
// make the likeliest words, judged by the letters around them.
func (e *Evidence) Guess() Guess {
	if c, ok := e.wide(); ok {
		return Guess{c, []string{c.Name() + " without a byte order mark, guessed from its zero bytes"}}
	}
	e.flush()
	switch {
	case e.invalid == 0:
		return Guess{Charset: UTF8}
	case e.valid > 10*e.invalid:
		return Guess{UTF8, []string{fmt.Sprintf("utf-8 with %d damaged bytes: the records that hold them are faulty", e.invalid)}}
	}
	return e.singleByte()
}

// flush closes the counts at the end of the file.
func (e *Evidence) flush() {
	e.countTail()
	if e.pending != 0 {
		e.around[e.before][e.pending-0x80][classOther]++
		e.pending = 0
	}
}

func (e *Evidence) wide() (Charset, bool) {
	even, odd := e.zeros[0], e.zeros[1]
	switch half := e.size / 2; {
	case half == 0:
		return UTF8, false
	case odd*10 > half*4 && even*20 < half:
		return Charset{name: "utf-16le", wide: littleEndian}, true
	case even*10 > half*4 && odd*20 < half:
		return Charset{name: "utf-16be", wide: bigEndian}, true
	}
	return UTF8, false
}

// candidates are tried in this order; of equal scores the first wins.
var candidates = []string{"windows-1252", "iso-8859-15", "windows-1250", "iso-8859-2", "macintosh", "windows-1251", "koi8-r",
	"iso-8859-5", "windows-1253", "iso-8859-7", "windows-1254", "ibm850", "ibm437"}

type scored struct {
	charset Charset
	score   float64
}

func (e *Evidence) singleByte() Guess {
	var all []scored
	for _, name := range candidates {
		c, err := Named(name)
		if err != nil {
			continue // every candidate is in the index
		}
		all = append(all, scored{c, e.score(c)})
	}
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	return Guess{all[0].charset, e.explain(all)}
}

// explain says what the guess rests on and which other encoding fits nearly as
// well while it reads some bytes otherwise.
func (e *Evidence) explain(ranked []scored) []string {
	best := ranked[0]
	total := e.highBytes(func(byte) bool { return true })
	note := fmt.Sprintf("encoding guessed as %s from %d bytes outside ASCII", best.charset.Name(), total)
	for _, other := range ranked[1:] {
		differ := e.highBytes(func(b byte) bool { return best.charset.table[b] != other.charset.table[b] })
		if differ > 0 && other.score > best.score-0.5*float64(differ) {
			return []string{fmt.Sprintf("%s; %s fits nearly as well and reads %d of them otherwise: set csv.encoding if names look wrong",
				note, other.charset.Name(), differ)}
		}
	}
	return []string{note}
}

// highBytes counts the bytes above 0x7F that satisfy keep.
func (e *Evidence) highBytes(keep func(byte) bool) int64 {
	var total int64
	for before := range e.around {
		for b := range e.around[before] {
			for _, n := range e.around[before][b] {
				if n > 0 && keep(byte(b)+0x80) {
					total += n
				}
			}
		}
	}
	return total
}

func (e *Evidence) score(c Charset) float64 {
	var sum float64
	for before := range e.around {
		for b := range e.around[before] {
			for after, n := range e.around[before][b] {
				if n > 0 {
					sum += float64(n) * likely(c.table[b+0x80], before, after)
				}
			}
		}
	}
	return sum
}
