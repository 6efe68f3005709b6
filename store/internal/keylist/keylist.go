// Package keylist packs an index of blocking keys: sorted entries of a key and a
// customer, cut into chunks, which are written once. A later segment says of whom the
// earlier ones hold no longer. It is pure: where chunks are kept is the caller's
// business.
package keylist

import (
	"cmp"
	"encoding/binary"
	"errors"
	"iter"
	"slices"
	"sync"

	"rollcall/store"
)

// ErrCorrupt says that packed bytes are not what this package wrote.
var ErrCorrupt = errors.New("the index of blocking keys cannot be read")

// Size is how many entries a chunk holds at most.
const Size = 4096

// Chunk is a stretch of entries, from its first to its last key.
type Chunk struct {
	First, Last uint64
	Count       int
	Data        []byte
}

// Pack cuts entries, which ascend by key, then customer, into chunks.
func Pack(entries iter.Seq[store.Keyed]) iter.Seq[Chunk] {
	return func(yield func(Chunk) bool) {
		var c Chunk
		last := store.Keyed{}
		for e := range entries {
			if c.Count == Size {
				if !yield(c) {
					return
				}
				c = Chunk{}
			}
			if c.Count == 0 {
				c.First, last = e.Key, store.Keyed{}
			}
			c.Data = binary.AppendUvarint(c.Data, e.Key-last.Key)
			c.Data = binary.AppendVarint(c.Data, e.Customer-last.Customer)
			c.Last, c.Count, last = e.Key, c.Count+1, e
		}
		if c.Count > 0 {
			yield(c)
		}
	}
}

// mostAhead bounds the chunks that Ahead holds.
const mostAhead = 1024

// Ahead packs entries, nil for none, as Pack does, from now on and beside whatever
// else goes on. The chunks are read once; stop ends the packing and waits for it: it
// must be called, read or not.
func Ahead(entries iter.Seq[store.Keyed]) (chunks iter.Seq[Chunk], stop func()) {
	queue, enough := make(chan Chunk, mostAhead), make(chan struct{})
	var packing sync.WaitGroup
	packing.Go(func() {
		defer close(queue)
		if entries == nil {
			return
		}
		for c := range Pack(entries) {
			select {
			case queue <- c:
			case <-enough:
				return
			}
		}
	})
	chunks = func(yield func(Chunk) bool) {
		for c := range queue {
			if !yield(c) {
				return
			}
		}
	}
	return chunks, func() { close(enough); packing.Wait() }
}

// Entries appends the entries of a chunk's data to list. Errors wrap ErrCorrupt.
func Entries(list []store.Keyed, data []byte) ([]store.Keyed, error) {
	last := store.Keyed{}
	for len(data) > 0 {
		key, n := binary.Uvarint(data)
		if n <= 0 {
			return list, ErrCorrupt
		}
		id, m := binary.Varint(data[n:])
		if m <= 0 {
			return list, ErrCorrupt
		}
		last.Key, last.Customer = last.Key+key, last.Customer+id
		list, data = append(list, last), data[n+m:]
	}
	return list, nil
}

// PackIDs packs customers' ids, in order and each once.
func PackIDs(ids []int64) []byte {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	var data []byte
	last := int64(0)
	for _, id := range ids {
		data = binary.AppendVarint(data, id-last)
		last = id
	}
	return data
}

// IDs reads what PackIDs wrote. Errors wrap ErrCorrupt.
func IDs(data []byte) ([]int64, error) {
	var ids []int64
	last := int64(0)
	for len(data) > 0 {
		step, n := binary.Varint(data)
		if n <= 0 {
			return nil, ErrCorrupt
		}
		last += step
		ids, data = append(ids, last), data[n:]
	}
	return ids, nil
}

// Erase takes the entries of customers out of a chunk's data; found says whether
// there were any. A chunk without entries has no data.
func Erase(data []byte, gone map[int64]bool) (rest Chunk, found bool, err error) {
	entries, err := Entries(nil, data)
	if err != nil {
		return rest, false, err
	}
	kept := slices.DeleteFunc(entries, func(e store.Keyed) bool { return gone[e.Customer] })
	for rest = range Pack(slices.Values(kept)) {
		break // a part of a chunk fits one
	}
	return rest, len(kept) < len(entries), nil
}

func compareEntries(a, b store.Keyed) int {
	return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Customer, b.Customer))
}
