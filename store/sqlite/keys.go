package sqlite

import (
	"context"
	"iter"
	"slices"

	"rollcall/store"
	"rollcall/store/internal/keylist"
)

// dropKeys empties the index of blocking keys.
func (c conn) dropKeys() error {
	for _, table := range []string{"key_segments", "key_chunks"} {
		if err := c.exec("DELETE FROM "+table+" WHERE tenant = ?1", c.tenant); err != nil {
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
func (c conn) keySegments() (list []keySegment, err error) {
	err = c.rows("SELECT segment, entries, masked FROM key_segments WHERE tenant = ?1 ORDER BY segment", func(r *row) error {
		s := keySegment{no: r.int(), entries: r.int()}
		var err error
		s.masked, err = keylist.IDs(r.bytes())
		list = append(list, s)
		return err
	}, c.tenant)
	return list, err
}

// addKeys writes a segment of packed entries.
func (c conn) addKeys(no int64, chunks iter.Seq[keylist.Chunk], masked []int64) error {
	at, count := int64(0), int64(0)
	for chunk := range chunks {
		_, err := c.run("INSERT INTO key_chunks (tenant, segment, no, first, last, entries, data) VALUES (?, ?, ?, ?, ?, ?, ?)", func(b *binder) {
			b.int(c.tenant)
			b.int(no)
			b.int(at)
			b.int(int64(chunk.First))
			b.int(int64(chunk.Last))
			b.int(int64(chunk.Count))
			b.blob(chunk.Data)
		})
		if err != nil {
			return err
		}
		at, count = at+1, count+int64(chunk.Count)
	}
	return c.exec("INSERT INTO key_segments (tenant, segment, entries, masked) VALUES (?1, ?2, ?3, ?4)", c.tenant, no, count, notNull(keylist.PackIDs(masked)))
}

// notNull keeps an empty blob from being NULL.
func notNull(data []byte) []byte {
	if data == nil {
		return []byte{}
	}
	return data
}

// amendKeys adds a segment in place of what the older ones say of some customers.
// Without a first segment there is no index to amend.
func (c conn) amendKeys(keys []store.Keyed, masked []int64) error {
	list, err := c.keySegments()
	if err != nil || len(list) == 0 {
		return err
	}
	part := keylist.Part{Entries: keys, Masked: masked}
	if len(list) > keylist.MostLater {
		if part, err = c.mergeKeys(list, part); err != nil {
			return err
		}
	}
	return c.addKeys(list[len(list)-1].no+1, keylist.Pack(slices.Values(part.Entries)), part.Masked)
}

// mergeKeys takes all segments but the first out of the index and returns them as
// one, together with a new one.
func (c conn) mergeKeys(list []keySegment, last keylist.Part) (keylist.Part, error) {
	parts := make([]keylist.Part, 0, len(list))
	for _, s := range list[1:] {
		entries, err := c.keyEntries(s.no)
		if err != nil {
			return last, err
		}
		parts = append(parts, keylist.Part{Entries: entries, Masked: s.masked})
	}
	for _, table := range []string{"key_segments", "key_chunks"} {
		if err := c.exec("DELETE FROM "+table+" WHERE tenant = ?1 AND segment > ?2", c.tenant, list[0].no); err != nil {
			return last, err
		}
	}
	return keylist.Merge(append(parts, last)), nil
}

func (c conn) keyEntries(no int64) (list []store.Keyed, err error) {
	err = c.rows("SELECT data FROM key_chunks WHERE tenant = ?1 AND segment = ?2 ORDER BY no", func(r *row) error {
		var err error
		list, err = keylist.Entries(list, r.bytes())
		return err
	}, c.tenant, no)
	return list, err
}

// FindKeys looks blocking keys up, as store.Matches says.
func (s *Store) FindKeys(ctx context.Context, keys []uint64) iter.Seq2[store.Keyed, error] {
	return func(yield func(store.Keyed, error) bool) {
		more := true
		err := s.read(ctx, "find blocking keys", func(c conn) error {
			list, err := c.keySegments()
			if err != nil {
				return err
			}
			search := keylist.NewSearch(keys)
			for i := len(list) - 1; i >= 0 && more; i-- {
				if more, err = c.searchSegment(search, list[i].no, func(e store.Keyed) bool { return yield(e, nil) }); err != nil {
					return err
				}
				search.Mask(list[i].masked)
			}
			return nil
		})
		if err != nil && more {
			yield(store.Keyed{}, err)
		}
	}
}

// searchSegment reads the chunks of a segment that may have a wanted key.
func (c conn) searchSegment(search *keylist.Search, no int64, yield func(store.Keyed) bool) (more bool, err error) {
	more = true
	err = c.rows("SELECT first, last, data FROM key_chunks WHERE tenant = ?1 AND segment = ?2 ORDER BY no", func(r *row) error {
		if first, last := uint64(r.int()), uint64(r.int()); !more || !search.Touches(first, last) {
			return nil
		}
		var err error
		more, err = search.Chunk(r.bytes(), yield)
		return err
	}, c.tenant, no)
	return more, err
}

// KeyCounts tells how large the index of blocking keys is.
func (s *Store) KeyCounts(ctx context.Context) (n store.KeyCounts, err error) {
	err = s.read(ctx, "count blocking keys", func(c conn) error {
		list, err := c.keySegments()
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
func (c conn) eraseKeys(people map[int64]bool) error {
	type change struct {
		row  int64
		rest keylist.Chunk
	}
	var changes []change
	err := c.rows("SELECT row, data FROM key_chunks WHERE tenant = ?1", func(r *row) error {
		no := r.int()
		rest, found, err := keylist.Erase(r.bytes(), people)
		if found {
			changes = append(changes, change{no, rest})
		}
		return err
	}, c.tenant)
	if err != nil {
		return err
	}
	for _, ch := range changes {
		query, args := "DELETE FROM key_chunks WHERE row = ?1", []any{ch.row}
		if ch.rest.Count > 0 {
			query = "UPDATE key_chunks SET first = ?2, last = ?3, entries = ?4, data = ?5 WHERE row = ?1"
			args = append(args, int64(ch.rest.First), int64(ch.rest.Last), ch.rest.Count, ch.rest.Data)
		}
		if err := c.exec(query, args...); err != nil {
			return err
		}
	}
	return nil
}
