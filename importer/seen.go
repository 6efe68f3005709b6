package importer

import (
	"encoding/binary"
	"slices"
	"strings"

	"rollcall/importer/mapping"
)

// seenRow is the last row that had a key.
type seenRow struct {
	content uint64
	at      uint32 // its line, counted on from input to input
	nth     int32  // how many rows with other content than the one before the key had, this included
}

// seenRows are the rows of a run by the fingerprint of their key, of inputs that
// can disagree.
type seenRows struct {
	rows  map[uint64]seenRow
	first uint32 // lines of the inputs before the present one
	last  uint32 // the last line so far
}

// newSeen returns what is to hold each input's rows. Inputs that can disagree
// about a field of one key have it in common: their rows are told apart like
// those of one file. Inputs that give other fields add to each other, and each
// row of them is its key's first.
func newSeen(inputs []Input) []*seenRows {
	list := make([]*seenRows, len(inputs))
	for i := range inputs {
		list[i] = &seenRows{rows: map[uint64]seenRow{}}
		for j := range i {
			if list[j] != list[i] && disagree(inputs[i].Plan, inputs[j].Plan) {
				joinSeen(list[:i+1], list[j], list[i])
			}
		}
	}
	return list
}

func joinSeen(list []*seenRows, old, now *seenRows) {
	for i := range list {
		if list[i] == old {
			list[i] = now
		}
	}
}

// disagree says whether rows of two plans can give one key different values.
// Related records are taken as wholes.
func disagree(a, b *mapping.Plan) bool {
	if a.File().As != b.File().As {
		return false
	}
	return a.File().As != "" || slices.ContainsFunc(a.Targets(), func(target string) bool {
		switch {
		case slices.Contains(names, target), slices.Contains(a.File().Key, target) && slices.Contains(b.File().Key, target):
			return false
		case target == allFields:
			return slices.ContainsFunc(b.Targets(), isField)
		}
		return b.Has(target) || isField(target) && b.Has(allFields)
	})
}

// names are the fields that tell whom a row means, who says so, and how the
// customer stood.
var names = []string{"id", "customerId", importIDField, "customerSource", "version", obfuscatedField}

// allFields is the target of a column that holds custom fields as JSON.
const allFields = "fields"

func isField(target string) bool {
	return target == allFields || strings.HasPrefix(target, allFields+".")
}

// begin goes on to another input.
func (s *seenRows) begin() { s.first = s.last }

// see notes a row, gives it its place among its key's rows, and returns the
// line of the one before it in the same input, 0 when there is none; same: with
// the same content. A row whose key none had before is fresh.
func (s *seenRows) see(p *prepared) (line int, same bool) {
	s.last = s.first + uint32(p.row.Line)
	content := binary.LittleEndian.Uint64(p.hash[:])
	before, known := s.rows[p.print]
	same = known && before.content == content
	nth := before.nth
	if !same {
		nth++
	}
	s.rows[p.print] = seenRow{content: content, at: s.last, nth: nth}
	p.nth, p.fresh = int(nth), !known
	if before.at <= s.first {
		return 0, false
	}
	return int(before.at - s.first), same
}
