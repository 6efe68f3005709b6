package customer

import "unicode/utf8"

// AppendJSONString appends s as a JSON string, in the bytes of encoding/json
// without its escapes for HTML. Bytes that are no UTF-8 become U+FFFD.
func AppendJSONString(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			return appendEscaped(dst, s)
		}
	}
	dst = append(dst, '"')
	dst = append(dst, s...)
	return append(dst, '"')
}

// appendEscaped appends the strings that need more than quotes. Plain letters
// beyond ASCII are copied as they are.
func appendEscaped(dst []byte, s string) []byte {
	if !utf8.ValidString(s) || !plain(s) {
		return append(dst, marshal(s)...)
	}
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); i++ {
		if s[i] == '"' || s[i] == '\\' {
			dst = append(append(dst, s[from:i]...), '\\')
			from = i
		}
	}
	return append(append(dst, s[from:]...), '"')
}

// plain says whether no character but quotes and backslashes needs an escape: no
// controls, nor the line separators that encoding/json escapes.
func plain(s string) bool {
	for _, r := range s {
		if r < ' ' || r == '\u2028' || r == '\u2029' || r == 0x7f {
			return false
		}
	}
	return true
}

// appendDoc appends what EncodeDoc returns. The members are those of doc.
func (c *Customer) appendDoc(b []byte) []byte {
	b = append(b, '{')
	first := true
	member := func(key string) {
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(append(append(b, '"'), key...), '"', ':')
	}
	if len(c.SolicitationCodes) > 0 {
		member("c")
		b = appendList(b, c.SolicitationCodes, AppendJSONString)
	}
	if len(c.Address) > 0 {
		member("a")
		b = appendList(b, c.Address, appendAddress)
	}
	if len(c.Attributes) > 0 {
		member("t")
		b = appendList(b, c.Attributes, appendAttribute)
	}
	if len(c.Fields) > 0 {
		member("f")
		b = appendFields(b, c)
	}
	return append(b, '}')
}

func appendList[T any](b []byte, list []T, item func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = item(b, v)
	}
	return append(b, ']')
}

func appendAddress(b []byte, a Address) []byte {
	b = append(b, '{')
	for _, name := range AddressParts[:len(AddressParts)-1] {
		b = appendText(b, name, a.Part(name))
	}
	if a.IsPrimary {
		if b[len(b)-1] != '{' {
			b = append(b, ',')
		}
		b = append(b, `"isPrimary":true`...)
	}
	return append(b, '}')
}

func appendAttribute(b []byte, a Attribute) []byte {
	b = append(b, '{')
	for _, name := range AttributeParts {
		b = appendText(b, name, a.Part(name))
	}
	return append(b, '}')
}

func appendFields(b []byte, c *Customer) []byte {
	b = append(b, '{')
	for i, name := range c.FieldNames() {
		if i > 0 {
			b = append(b, ',')
		}
		v := c.Fields[name]
		b = append(AppendJSONString(b, name), `:{"t":`...)
		b = append(AppendJSONString(b, string(v.Type)), `,"v":`...)
		b = AppendJSONString(b, v.Text)
		switch v.Match {
		case MatchAlways:
			b = append(b, `,"m":1`...)
		case MatchNever:
			b = append(b, `,"m":-1`...)
		}
		b = append(b, '}')
	}
	return append(b, '}')
}

// appendText adds a member with a text; an absent text adds nothing.
func appendText(b []byte, name, text string) []byte {
	if text == "" {
		return b
	}
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	b = append(append(append(b, '"'), name...), '"', ':')
	return AppendJSONString(b, text)
}
