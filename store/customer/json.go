package customer

import (
	"bytes"
	"encoding/json"
	"sort"
	"strconv"
	"time"
)

// MarshalJSON writes the object under the field names of the Customer object:
// absent values omitted, id a number, times RFC 3339 UTC, fields a plain
// object with fieldTypes beside it. What was not loaded is not written.
func (c *Customer) MarshalJSON() ([]byte, error) {
	var o object
	o.open()
	for i := range CoreFields {
		f := &CoreFields[i]
		text := f.Get(c)
		switch {
		case f.Bool:
			o.raw(f.Name, []byte(text))
		case text == "":
		case f.Name == "id", f.Name == "version", f.Name == "mergedInto":
			o.raw(f.Name, []byte(text))
		default:
			o.raw(f.Name, marshal(text))
		}
	}
	if len(c.SolicitationCodes) > 0 {
		o.raw("solicitationCodes", marshal(c.SolicitationCodes))
	}
	if len(c.Address) > 0 {
		o.raw("address", marshal(c.Address))
	}
	if len(c.Attributes) > 0 {
		o.raw("attributes", marshal(c.Attributes))
	}
	if len(c.Fields) > 0 {
		o.raw("fields", []byte(c.FieldsText()))
		o.raw("fieldTypes", []byte(c.FieldTypesText()))
	}
	for _, kind := range Kinds {
		if text := c.RelatedText(kind); text != "" {
			o.raw(string(kind), []byte(text))
		}
	}
	if c.Stats != nil {
		o.raw("stats", marshal(c.Stats))
	}
	if len(c.MergeHistory) > 0 {
		o.raw("mergeHistory", marshal(c.MergeHistory))
	}
	return o.close(), nil
}

// FieldsText writes the custom fields as a plain JSON object, names sorted
// bytewise, numbers and booleans as such; "" when there are none.
func (c *Customer) FieldsText() string {
	if len(c.Fields) == 0 {
		return ""
	}
	var o object
	o.open()
	for _, name := range c.FieldNames() {
		v := c.Fields[name]
		if (v.Type == Number || v.Type == Bool) && v.Valid() {
			o.raw(name, []byte(v.Text))
		} else {
			o.raw(name, marshal(v.Text))
		}
	}
	return string(o.close())
}

// FieldTypesText writes the declared types of the custom fields that are not
// plain text, as a JSON object of name to declaration; "" when there are none.
func (c *Customer) FieldTypesText() string {
	if len(c.Fields) == 0 {
		return ""
	}
	var o object
	o.open()
	for _, name := range c.FieldNames() {
		o.raw(name, marshal(c.Fields[name].Declaration()))
	}
	return string(o.close())
}

// RelatedText writes the records of one kind as a JSON array of objects, each
// with its id first, then its data's keys in their own order; "" when there are
// none.
func (c *Customer) RelatedText(kind Kind) string {
	var b bytes.Buffer
	for i := range c.Related {
		if c.Related[i].Kind != kind {
			continue
		}
		if b.Len() == 0 {
			b.WriteByte('[')
		} else {
			b.WriteByte(',')
		}
		b.Write(c.Related[i].JSON())
	}
	if b.Len() == 0 {
		return ""
	}
	b.WriteByte(']')
	return b.String()
}

// JSON writes the record as one object, id first.
func (r *Related) JSON() []byte {
	var b bytes.Buffer
	b.WriteString(`{"id":`)
	b.Write(marshal(r.ID))
	if data := bytes.TrimSpace(r.Data); len(data) > 2 {
		b.WriteByte(',')
		b.Write(data[1:])
	} else {
		b.WriteByte('}')
	}
	return b.Bytes()
}

// ParseRelated reads one record as JSON writes it. The data's bytes are made
// canonical: keys sorted, no white space.
func ParseRelated(kind Kind, text []byte) (Related, error) {
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(text, &keys); err != nil {
		return Related{}, err
	}
	r := Related{Kind: kind}
	if err := json.Unmarshal(keys["id"], &r.ID); err != nil {
		var number json.Number
		if json.Unmarshal(keys["id"], &number) != nil {
			return Related{}, errNoID
		}
		r.ID = number.String()
	}
	delete(keys, "id")
	r.Data = CanonicalData(keys)
	return r, nil
}

var errNoID = jsonError("record has no id")

type jsonError string

func (e jsonError) Error() string { return string(e) }

// CanonicalData writes a JSON object with sorted keys and no white space.
func CanonicalData(keys map[string]json.RawMessage) []byte {
	names := make([]string, 0, len(keys))
	for name := range keys {
		names = append(names, name)
	}
	sort.Strings(names)
	var o object
	o.open()
	for _, name := range names {
		var compact bytes.Buffer
		if json.Compact(&compact, keys[name]) != nil {
			continue // Unmarshal has accepted it before
		}
		o.raw(name, compact.Bytes())
	}
	return o.close()
}

// SortRelated orders records by kind (writing order), then id bytewise.
func SortRelated(list []Related) {
	rank := func(k Kind) int {
		for i, kind := range Kinds {
			if kind == k {
				return i
			}
		}
		return len(Kinds)
	}
	sort.SliceStable(list, func(i, j int) bool {
		if a, b := rank(list[i].Kind), rank(list[j].Kind); a != b {
			return a < b
		}
		return list[i].ID < list[j].ID
	})
}

// object writes a JSON object key by key.
type object struct{ b bytes.Buffer }

func (o *object) open() { o.b.WriteByte('{') }

func (o *object) raw(name string, value []byte) {
	if o.b.Len() > 1 {
		o.b.WriteByte(',')
	}
	o.b.Write(marshal(name))
	o.b.WriteByte(':')
	o.b.Write(value)
}

func (o *object) close() []byte {
	o.b.WriteByte('}')
	return o.b.Bytes()
}

// FormatTime writes a time as the JSON forms do: RFC 3339, UTC.
func FormatTime(t time.Time) string { return formatTime(t) }

// FormatID writes an id in digits; 0 is "".
func FormatID(id int64) string { return formatID(id) }

// ParseID reads an id of digits only.
func ParseID(s string) (int64, bool) {
	if s == "" || s[0] < '0' || s[0] > '9' {
		return 0, false
	}
	id, err := strconv.ParseInt(s, 10, 64)
	return id, err == nil && id > 0
}
