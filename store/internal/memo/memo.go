// Package memo packs what keys said last: the names of paths, which are most of a
// JSON object of path to text, become one byte each. It is pure.
package memo

import (
	"encoding/binary"
	"errors"
)

// ErrCorrupt says that packed bytes are damaged.
var ErrCorrupt = errors.New("what a key said last is damaged: run rollcall db check")

// The first byte of what Pack writes. A JSON object begins with neither.
const (
	formPacked = 1 // members: a path's place in paths, or 0 and the path, then the text; texts as in JSON, with their length before them
	formPlain  = 2 // the rest is as it was given
)

// paths are those that have a byte. Stores hold their places: more may follow, and
// none may move.
var paths = []string{
	"", // 0: written out
	"customerSource", "externalCustomerId", "externalCustomerImportId", "externalId", "title", "firstName", "middleName", "lastName", "suffix", "orgName",
	"email", "phoneNumber", "phoneNotes", "deceased", "obfuscated", "solicitationCodes", "address", "attributes",
	"address[primary].streetAddress1", "address[primary].streetAddress2", "address[primary].city", "address[primary].state", "address[primary].zipCode",
	"address[primary].country", "address[primary].suburb", "address[primary].type", "address[primary].isPrimary",
	"address[billing].streetAddress1", "address[billing].streetAddress2", "address[billing].city", "address[billing].state", "address[billing].zipCode",
	"address[billing].country", "address[billing].suburb", "address[billing].type", "address[billing].isPrimary",
	"fields.date_of_birth", "fields.birth_date",
}

var places = func() map[string]byte {
	m := make(map[string]byte, len(paths))
	for i, path := range paths[1:] {
		m[path] = byte(i + 1)
	}
	return m
}()

// Pack appends the packed form of values, which Unpack turns into the same bytes
// again. A JSON object of texts without blanks becomes shorter; anything else
// stays as it is. Nothing becomes nothing.
func Pack(dst, values []byte) []byte {
	if len(values) == 0 {
		return dst
	}
	if packed, ok := pack(append(dst, formPacked), values); ok {
		return packed
	}
	if values[0] <= formPlain {
		dst = append(dst, formPlain)
	}
	return append(dst, values...)
}

// pack appends the members of a JSON object; false for anything but `{"path":"text",...}`.
func pack(dst, values []byte) ([]byte, bool) {
	rest, ok := values[1:], values[0] == '{'
	if ok && string(rest) == "}" {
		return dst, true
	}
	for ok {
		var path, text []byte
		if path, rest, ok = quoted(rest); !ok || len(rest) == 0 || rest[0] != ':' {
			return nil, false
		}
		if text, rest, ok = quoted(rest[1:]); !ok || len(rest) == 0 {
			return nil, false
		}
		place := places[string(path)]
		if dst = append(dst, place); place == 0 {
			dst = appendText(dst, path)
		}
		dst = appendText(dst, text)
		if string(rest) == "}" {
			return dst, true
		}
		ok, rest = rest[0] == ',', rest[1:]
	}
	return nil, false
}

// quoted returns what stands between quotes at the start, escapes as they are.
func quoted(data []byte) (text, rest []byte, ok bool) {
	if len(data) == 0 || data[0] != '"' {
		return nil, nil, false
	}
	for i := 1; i < len(data); i++ {
		switch data[i] {
		case '"':
			return data[1:i], data[i+1:], true
		case '\\':
			i++
		}
	}
	return nil, nil, false
}

func appendText(dst, text []byte) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(text))), text...)
}

// Unpack returns the values that were packed; what was never packed is returned
// as it is. Errors wrap ErrCorrupt.
func Unpack(data []byte) ([]byte, error) {
	switch {
	case len(data) == 0 || data[0] > formPlain:
		return data, nil
	case data[0] == formPlain:
		return data[1:], nil
	}
	return AppendUnpacked(make([]byte, 0, 4*len(data)), data)
}

// AppendUnpacked appends to out what Unpack returns, for callers that bring the
// memory. Errors wrap ErrCorrupt.
func AppendUnpacked(out, data []byte) ([]byte, error) {
	switch {
	case len(data) == 0 || data[0] > formPlain:
		return append(out, data...), nil
	case data[0] == formPlain:
		return append(out, data[1:]...), nil
	case data[0] != formPacked:
		return nil, ErrCorrupt
	}
	return appendMembers(out, data[1:])
}

// appendMembers appends the JSON object of packed members.
func appendMembers(out, data []byte) ([]byte, error) {
	out = append(out, '{')
	start := len(out)
	for len(data) > 0 {
		place := int(data[0])
		if place >= len(paths) {
			return nil, ErrCorrupt
		}
		var path, text []byte
		ok := true
		if data = data[1:]; place == 0 {
			path, data, ok = cutText(data)
		}
		if ok {
			text, data, ok = cutText(data)
		}
		if !ok {
			return nil, ErrCorrupt
		}
		if len(out) > start {
			out = append(out, ',')
		}
		out = append(append(append(out, '"'), paths[place]...), path...)
		out = append(append(append(out, `":"`...), text...), '"')
	}
	return append(out, '}'), nil
}

// cutText reads what appendText wrote.
func cutText(data []byte) (text, rest []byte, ok bool) {
	size, n := binary.Uvarint(data)
	if n <= 0 || size > uint64(len(data)-n) {
		return nil, nil, false
	}
	data = data[n:]
	return data[:size], data[size:], true
}
