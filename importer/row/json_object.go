package row

import (
	"bytes"
	"encoding/json"
	"iter"
)

// member is one key of a JSON object with its value's bytes.
type member struct {
	key   string
	at    int // offset of the key's opening quote
	value []byte
}

// members yields the members of a valid JSON object in their order.
func members(object []byte) iter.Seq[member] {
	return func(yield func(member) bool) {
		i := skipSpace(object, 1+bytes.IndexByte(object, '{'))
		for object[i] == '"' {
			m := member{at: i}
			end := skipString(object, i)
			m.key = unquote(object[i:end])
			i = skipSpace(object, end)
			i = skipSpace(object, i+1) // the colon
			end = skipValue(object, i)
			m.value = object[i:end]
			if !yield(m) {
				return
			}
			if i = skipSpace(object, end); object[i] == ',' {
				i = skipSpace(object, i+1)
			}
		}
	}
}

func skipSpace(b []byte, i int) int {
	for b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r' {
		i++
	}
	return i
}

// skipString returns the offset behind the string that starts at i.
func skipString(b []byte, i int) int {
	for i++; b[i] != '"'; i++ {
		if b[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// skipValue returns the offset behind the value that starts at i.
func skipValue(b []byte, i int) int {
	depth := 0
	for {
		switch b[i] {
		case '"':
			i = skipString(b, i)
		case '{', '[':
			depth++
			i++
		case '}', ']':
			depth--
			i++
		case ',', ':', ' ', '\t', '\n', '\r':
			i++
		default:
			for !bytes.ContainsRune([]byte(",}] \t\n\r"), rune(b[i])) {
				i++
			}
		}
		if depth == 0 {
			return i
		}
	}
}

// unquote decodes a valid JSON string.
func unquote(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1])
	}
	var text string
	if err := json.Unmarshal(quoted, &text); err != nil {
		return "" // the caller has checked the object
	}
	return text
}

// jsonCell makes a cell of a valid JSON value. Numbers keep their text.
func jsonCell(value []byte) Cell {
	switch value[0] {
	case '"':
		return Cell{Text: unquote(value)}
	case 'n':
		return Cell{Kind: Null}
	case '{', '[':
		var compact bytes.Buffer
		if err := json.Compact(&compact, value); err != nil {
			return Cell{Text: string(value), Kind: Nested}
		}
		return Cell{Text: compact.String(), Kind: Nested}
	}
	return Cell{Text: string(value)}
}

// isObject says whether b is one valid JSON object.
func isObject(b []byte) bool {
	text := bytes.TrimLeft(b, " \t\r\n")
	return len(text) > 0 && text[0] == '{' && json.Valid(b)
}
