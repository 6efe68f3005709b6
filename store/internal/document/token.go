package document

import "strings"

// skip reads these very characters.
func (d *decoder) skip(text string) bool {
	if !strings.HasPrefix(d.rest, text) {
		return false
	}
	d.rest = d.rest[len(text):]
	return true
}

// list reads an array of at least one element.
func (d *decoder) list(element func() bool) bool {
	if !d.skip("[") {
		return false
	}
	for {
		if !element() {
			return false
		}
		if d.skip("]") {
			return true
		}
		if !d.skip(",") {
			return false
		}
	}
}

// object reads an object; value reads what belongs to a key.
func (d *decoder) object(value func(key string) bool) bool {
	if !d.skip("{") {
		return false
	}
	if d.skip("}") {
		return true
	}
	for {
		key, ok := d.text()
		if !ok || !d.skip(":") || !value(key) {
			return false
		}
		if d.skip("}") {
			return true
		}
		if !d.skip(",") {
			return false
		}
	}
}

// text reads a string.
func (d *decoder) text() (string, bool) {
	if !d.skip(`"`) {
		return "", false
	}
	for i := 0; i < len(d.rest); i++ {
		switch c := d.rest[i]; {
		case c == '"':
			text := d.rest[:i]
			d.rest = d.rest[i+1:]
			return text, true
		case c == '\\':
			return d.escaped(i)
		case c < ' ':
			return "", false
		}
	}
	return "", false
}

// escapes are those of one letter; \u is left to the general decoder.
var escapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escaped reads the rest of a string whose first backslash is at i.
func (d *decoder) escaped(i int) (string, bool) {
	var b strings.Builder
	b.WriteString(d.rest[:i])
	for ; i < len(d.rest); i++ {
		switch c := d.rest[i]; {
		case c == '"':
			d.rest = d.rest[i+1:]
			return b.String(), true
		case c == '\\' && i+1 < len(d.rest) && escapes[d.rest[i+1]] != 0:
			i++
			b.WriteByte(escapes[d.rest[i]])
		case c == '\\' || c < ' ':
			return "", false
		default:
			b.WriteByte(c)
		}
	}
	return "", false
}
