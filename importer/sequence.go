package importer

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
)

// A key may stand in several rows of one run, each with other content. Each of
// those rows is remembered by its place: the key itself says what its first row
// said last, again:2 what its second said, and so on. So each row is compared
// with the row that stood at its place the last time: the file loaded again
// changes nothing, and one changed cell changes that field only. Where a key
// has fewer rows than the last time, the last of them has the say over what the
// rows that are gone said.

// Keys and sources of what later rows of a key said.
const (
	againPrefix = "again:"                  // the key alone marks a store that has such rows
	againSource = store.Separator + "again" // no file can name this source
	goneSource  = store.Separator + "gone"  // of places that no row stands at any more
)

// nthKey is the key under which the nth row of a key is remembered.
func nthKey(key, source string, nth int) string {
	if nth <= 1 {
		return key
	}
	return againPrefix + strconv.Itoa(nth) + store.Separator + source + store.Separator + key
}

// parseNth reads what nthKey wrote for the second row and later ones.
func parseNth(text string) (key, source string, nth int, ok bool) {
	parts := strings.SplitN(text, store.Separator, 3)
	if len(parts) != 3 || !strings.HasPrefix(parts[0], againPrefix) {
		return "", "", 0, false // the mark, or a key made unreadable
	}
	nth, err := strconv.Atoi(parts[0][len(againPrefix):])
	return parts[2], parts[1], nth, err == nil
}

// sequence says how many rows a key had the last time, and has now.
type sequence struct{ before, now int32 }

// sequences are the keys that had several rows the last time, by fingerprint.
type sequences map[uint64]sequence

// readSequences finds the keys that have fewer rows in the inputs than they had
// the last time. The inputs are read for it only when some key of their sources
// had several.
func readSequences(ctx context.Context, st Store, inputs []Input, opt *Options) (sequences, error) {
	known, sources, err := knownSequences(ctx, st)
	if err != nil || len(known) == 0 {
		return nil, err
	}
	seen := newSeen(inputs)
	for i, input := range inputs {
		in := newSource(input)
		if in.mayGive(sources) {
			if err := known.count(input, in, seen[i], opt); err != nil {
				return nil, fmt.Errorf("%s: %w", in.info.File, err)
			}
		}
		seen[i] = nil
	}
	for key, s := range known {
		if s.now == 0 || s.now >= s.before {
			delete(known, key)
		}
	}
	return known, nil
}

// knownSequences reads from the store which keys had several rows, and the
// sources that gave them.
func knownSequences(ctx context.Context, st Store) (sequences, map[string]bool, error) {
	mark, err := st.Recall(ctx, []string{againPrefix})
	if err != nil || mark[0].Key == "" {
		return nil, nil, err
	}
	known, sources := sequences{}, map[string]bool{}
	for k, err := range st.KeysOf(ctx, againSource) {
		if err != nil {
			return nil, nil, err
		}
		if key, source, nth, ok := parseNth(k.Key); ok {
			at := fingerprint(key)
			known[at] = sequence{before: max(known[at].before, int32(nth))}
			sources[source] = true
		}
	}
	return known, sources, nil
}

// mayGive says whether rows of the input can speak for one of the sources.
func (in *source) mayGive(sources map[string]bool) bool {
	switch {
	case in.sourceName != "":
		return sources[in.sourceName]
	case in.plan.Has("customerSource"):
		return true
	}
	return sources[customer.DefaultSource]
}

// count counts the rows of known keys in an input.
func (s sequences) count(input Input, in *source, seen *seenRows, opt *Options) error {
	seen.begin()
	rows := newChunks(input.Reader, in, opt)
	defer rows.stop()
	for {
		chunk, err := rows.next()
		if err != nil || len(chunk) == 0 {
			return err
		}
		for _, p := range chunk {
			if p.decided || p.key == "" {
				continue
			}
			at := p.print
			if known, ok := s[at]; ok {
				seen.see(p)
				known.now = max(known.now, int32(p.nth))
				s[at] = known
			}
		}
	}
}

// before returns how many rows the key had the last time, when p is its last
// one now and stands at an earlier place; else 0.
func (s sequences) before(p *prepared) int {
	if q, ok := s[p.print]; ok && int(q.now) == p.nth {
		return int(q.before)
	}
	return 0
}
