// Package strip answers questions that many customers answer, from an index
// that is kept by column: a segment of customers has a strip for each path, with
// the different words that stand there and, for each customer, which of them is
// its own. A condition is asked once for each word, not for each customer. It is
// pure: where strips are kept is the caller's business.
package strip

import (
	"encoding/binary"
	"errors"
)

// errDamaged says that stored bytes are no strip.
var errDamaged = errors.New("the index of columns is damaged: run rollcall db check")

// strip is one path of a segment: words are sorted bytewise and stand one after
// the other in text, word i from ends[i-1] to ends[i]; codes has the number of
// each customer's word.
type strip struct {
	words int
	ends  string // four bytes each
	text  string
	codes []uint32
	plain bool // every word is its own store.Fold
}

// Forms of stored strips, by their first byte.
const (
	formPlain   = 'p'
	formMixed   = 'm'
	formSkipped = 's' // there were too many words to be worth keeping
)

// encode writes a strip: its form, how many words there are and where each ends, four
// bytes each, the words, and each customer's number in as few bytes as numbers
// take, lowest byte first. Codes number the words in the order in which they came.
func encode(words *dictionary, codes []uint32) []byte {
	width := widthOf(words.len())
	out := make([]byte, 1, 5+4*words.len()+len(words.text)+width*len(codes))
	out[0] = formPlain
	if words.mixed {
		out[0] = formMixed
	}
	out = binary.LittleEndian.AppendUint32(out, uint32(words.len()))
	order := words.sorted()
	rank, end := make([]uint32, words.len()), 0
	for i, word := range order {
		rank[word] = uint32(i)
		end += len(words.word(word))
		out = binary.LittleEndian.AppendUint32(out, uint32(end))
	}
	for _, word := range order {
		out = append(out, words.word(word)...)
	}
	for _, code := range codes {
		for n, i := rank[code], 0; i < width; i++ {
			out = append(out, byte(n))
			n >>= 8
		}
	}
	return out
}

// widthOf returns how many bytes number so many words.
func widthOf(words int) int {
	width := 0
	for last := words - 1; last > 0; last >>= 8 {
		width++
	}
	return width
}

// decode reads what encode wrote of this many customers; nil for a strip that was not
// worth keeping.
func decode(data string, customers int) (*strip, error) {
	if data == string([]byte{formSkipped}) {
		return nil, nil
	}
	if len(data) < 5 {
		return nil, errDamaged
	}
	s := &strip{plain: data[0] == formPlain, words: int(number(data[1:], 4))}
	data = data[5:]
	if s.words < 1 || len(data) < 4*s.words {
		return nil, errDamaged
	}
	s.ends, data = data[:4*s.words], data[4*s.words:]
	width := widthOf(s.words)
	for i := range s.words {
		if s.end(i) < s.end(i-1) {
			return nil, errDamaged
		}
	}
	length := s.end(s.words - 1)
	if length+customers*width != len(data) {
		return nil, errDamaged
	}
	var known bool
	if s.codes, known = unpack(data[length:], customers, width, s.words); !known {
		return nil, errDamaged
	}
	s.text = data[:length]
	return s, nil
}

// absent returns the strip of a path that nobody of so many customers has.
func absent(customers int) *strip {
	return &strip{words: 1, ends: "\x00\x00\x00\x00", plain: true, codes: make([]uint32, customers)}
}

// number reads width bytes, lowest first.
func number(text string, width int) uint32 {
	var n uint32
	for i := range width {
		n |= uint32(text[i]) << (8 * i)
	}
	return n
}

func (s *strip) end(i int) int {
	if i < 0 {
		return 0
	}
	e := s.ends[4*i : 4*i+4]
	return int(uint32(e[0]) | uint32(e[1])<<8 | uint32(e[2])<<16 | uint32(e[3])<<24)
}

func (s *strip) word(i int) string { return s.text[s.end(i-1):s.end(i)] }

// unpack reads the numbers of so many customers; false when one is beyond the words.
func unpack(data string, customers, width, words int) ([]uint32, bool) {
	codes := make([]uint32, customers)
	switch width {
	case 0:
	case 1:
		for i := range codes {
			codes[i] = uint32(data[i])
		}
	case 2:
		for i := range codes {
			codes[i] = uint32(data[2*i]) | uint32(data[2*i+1])<<8
		}
	default:
		for i := range codes {
			codes[i] = number(data[i*width:], width)
		}
	}
	highest := uint32(0)
	for _, code := range codes {
		highest = max(highest, code)
	}
	return codes, int(highest) < words
}
