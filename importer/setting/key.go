package setting

// Key is a key that may stand somewhere, and what takes its value.
type Key struct {
	Name string
	Take func(Entry)
}

// Into returns a key whose value is read into at, as by
// Into("shards", &shards, Entry.Count).
func Into[T any](name string, at *T, read func(Entry) T) Key {
	return Key{name, func(e Entry) { *at = read(e) }}
}

// Read takes the keys of the entry in the order of the file. Those that are not
// among the given are problems.
func (e Entry) Read(keys ...Key) {
	for _, entry := range e.Entries() {
		entry.take(keys)
	}
}

func (e Entry) take(keys []Key) {
	names := make([]string, len(keys))
	for i, k := range keys {
		if k.Name == e.Key {
			k.Take(e)
			return
		}
		names[i] = k.Name
	}
	e.Unknown(names...)
}
