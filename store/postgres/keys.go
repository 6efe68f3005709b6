package postgres

import (
	"context"
	"iter"
	"slices"

	"rollcall/store"
	"rollcall/store/internal/keylist"
)

// dropKeys empties the index of blocking keys.
func (t *tx) dropKeys(ctx context.Context) error {
	for _, table := range []string{"key_segments", "key_chunks"} {
		if _, err := t.exec(ctx, "DELETE FROM "+table+" WHERE tenant = $1", t.tenant); err != nil {
			return err
		}
	}
	return nil
}

// keySegment is a segment of the index as it is described in the store.
type keySegment struct {
	no      int64
	entries int64
	masked  []int64
}

// keySegments returns the segments, the oldest first.
func (t *tx) keySegments(ctx context.Context) (list []keySegment, err error) {
	err = t.rows(ctx, "SELECT segment, entries, masked FROM key_segments WHERE tenant = $1 ORDER BY segment", func(r *row) error {
		s := keySegment{no: r.int(), entries: r.int()}
		var err error
		s.masked, err = keylist.IDs(r.bytes())
		list = append(list, s)
		return err
	}, t.tenant)
	return list, err
}

// chunksAtOnce bounds the chunks that are held in memory.
const chunksAtOnce = 512

// addKeys writes a segment of packed entries.
func (t *tx) addKeys(ctx context.Context, no int64, chunks iter.Seq[keylist.Chunk], masked []int64) error {
	at, count := int64(0), int64(0)
	for some := range bundles(chunks, chunksAtOnce) {
		err := t.copyIn(ctx, load{
			into: "key_chunks (tenant, segment, no, first, last, entries, data)",
			rows: len(some),
			row: func(w *copier, i int) error {
				w.int(t.tenant)
				w.int(no)
				w.int(at + int64(i))
				w.int(int64(some[i].First))
				w.int(int64(some[i].Last))
				w.int(int64(some[i].Count))
				w.bytes(some[i].Data)
				count += int64(some[i].Count)
				return nil
			},
		})
		if err != nil {
			return err
		}
		at += int64(len(some))
	}
	_, err := t.exec(ctx, "INSERT INTO key_segments (tenant, segment, entries, masked) VALUES ($1, $2, $3, $4)", t.tenant, no, count, notNull(keylist.PackIDs(masked)))
	return err
}

// bundles gathers the items of a sequence, up to n at a time.
func bundles[T any](seq iter.Seq[T], n int) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		var list []T
		for item := range seq {
			if list = append(list, item); len(list) == n {
				if !yield(list) {
					return
				}
				list = nil
			}
		}
		if len(list) > 0 {
			yield(list)
		}
	}
}

// notNull keeps an empty value from being NULL.
func notNull(data []byte) []byte {
	if data == nil {
		return []byte{}
	}
	return data
}

// amendKeys adds a segment in place of what the older ones say of some customers.
// Without a first segment there is no index to amend.
func (t *tx) amendKeys(ctx context.Context, keys []store.Keyed, masked []int64) error {
	list, err := t.keySegments(ctx)
	if err != nil || len(list) == 0 {
		return err
	}
	part := keylist.Part{Entries: keys, Masked: masked}
	if len(list) > keylist.MostLater {
		if part, err = t.mergeKeys(ctx, list, part); err != nil {
			return err
		}
	}
	return t.addKeys(ctx, list[len(list)-1].no+1, keylist.Pack(slices.Values(part.Entries)), part.Masked)
}

// mergeKeys takes all segments but the first out of the index and returns them as
// one, together with a new one.
func (t *tx) mergeKeys(ctx context.Context, list []keySegment, last keylist.Part) (keylist.Part, error) {
	parts := make([]keylist.Part, 0, len(list))
	for _, s := range list[1:] {
		entries, err := t.keyEntries(ctx, s.no)
		if err != nil {
			return last, err
		}
		parts = append(parts, keylist.Part{Entries: entries, Masked: s.masked})
	}
	for _, table := range []string{"key_segments", "key_chunks"} {
		if _, err := t.exec(ctx, "DELETE FROM "+table+" WHERE tenant = $1 AND segment > $2", t.tenant, list[0].no); err != nil {
			return last, err
		}
	}
	return keylist.Merge(append(parts, last)), nil
}

func (t *tx) keyEntries(ctx context.Context, no int64) (list []store.Keyed, err error) {
	err = t.rows(ctx, "SELECT data FROM key_chunks WHERE tenant = $1 AND segment = $2 ORDER BY no", func(r *row) error {
		var err error
		list, err = keylist.Entries(list, r.bytes())
		return err
	}, t.tenant, no)
	return list, err
}

// FindKeys looks blocking keys up, as store.Matches says.
func (s *Store) FindKeys(ctx context.Context, keys []uint64) iter.Seq2[store.Keyed, error] {
	return func(yield func(store.Keyed, error) bool) {
		var found []store.Keyed
		err := s.read(ctx, "find blocking keys", func(ctx context.Context, t *tx) error {
			found = nil
			list, err := t.keySegments(ctx)
			if err != nil {
				return err
			}
			search := keylist.NewSearch(keys)
			for _, segment := range slices.Backward(list) {
				if found, err = t.searchSegment(ctx, search, segment.no, found); err != nil {
					return err
				}
				search.Mask(segment.masked)
			}
			return nil
		})
		if err != nil {
			yield(store.Keyed{}, err)
			return
		}
		for _, e := range found {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// searchSegment appends what the chunks of a segment hold of the wanted keys.
func (t *tx) searchSegment(ctx context.Context, search *keylist.Search, no int64, found []store.Keyed) ([]store.Keyed, error) {
	var wanted []int64
	err := t.rows(ctx, "SELECT no, first, last FROM key_chunks WHERE tenant = $1 AND segment = $2 ORDER BY no", func(r *row) error {
		if at, first, last := r.int(), uint64(r.int()), uint64(r.int()); search.Touches(first, last) {
			wanted = append(wanted, at)
		}
		return nil
	}, t.tenant, no)
	if err != nil {
		return nil, err
	}
	err = t.rows(ctx, "SELECT data FROM key_chunks WHERE tenant = $1 AND segment = $2 AND no = ANY($3) ORDER BY no", func(r *row) error {
		_, err := search.Chunk(r.bytes(), func(e store.Keyed) bool {
			found = append(found, e)
			return true
		})
		return err
	}, t.tenant, no, wanted)
	return found, err
}

// KeyCounts tells how large the index of blocking keys is.
func (s *Store) KeyCounts(ctx context.Context) (n store.KeyCounts, err error) {
	err = s.read(ctx, "count blocking keys", func(ctx context.Context, t *tx) error {
		n = store.KeyCounts{}
		list, err := t.keySegments(ctx)
		for i, segment := range list {
			if i == 0 {
				n.Whole = segment.entries
			} else {
				n.Added += segment.entries
			}
		}
		return err
	})
	return n, err
}

// eraseKeys takes people's blocking keys out of the index.
func (t *tx) eraseKeys(ctx context.Context, people map[int64]bool) error {
	type change struct {
		segment, no int64
		rest        keylist.Chunk
	}
	var changes []change
	err := t.rows(ctx, "SELECT segment, no, data FROM key_chunks WHERE tenant = $1", func(r *row) error {
		ch := change{segment: r.int(), no: r.int()}
		rest, found, err := keylist.Erase(r.bytes(), people)
		if ch.rest = rest; found {
			changes = append(changes, ch)
		}
		return err
	}, t.tenant)
	if err != nil {
		return err
	}
	for _, ch := range changes {
		query, args := "DELETE FROM key_chunks WHERE tenant = $1 AND segment = $2 AND no = $3", []any{t.tenant, ch.segment, ch.no}
		if ch.rest.Count > 0 {
			query = "UPDATE key_chunks SET first = $4, last = $5, entries = $6, data = $7 WHERE tenant = $1 AND segment = $2 AND no = $3"
			args = append(args, int64(ch.rest.First), int64(ch.rest.Last), int64(ch.rest.Count), ch.rest.Data)
		}
		if _, err := t.exec(ctx, query, args...); err != nil {
			return err
		}
	}
	return nil
}
