package privacy

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"rollcall/store/customer"
)

// record empties a related record of the person. Of a membership that somebody
// else holds, only what it says of this cardholder.
func (e *eraser) record(r *customer.Related) {
	var keys map[string]any
	if decode(r.Data, &keys) != nil || keys == nil {
		r.Data = []byte("{}")
		return
	}
	if e.ids[r.CustomerID] {
		e.object(keys)
	} else {
		e.cardholders(keys)
	}
	r.Data = encode(keys)
}

// cardholders empties those of a membership's cardholders that are the person.
func (e *eraser) cardholders(keys map[string]any) {
	list, _ := keys["cardholders"].([]any)
	for _, item := range list {
		if holder, ok := item.(map[string]any); ok {
			if id, _ := holder["importId"].(string); e.importIDs[id] {
				e.object(holder)
			}
		}
	}
}

// Cardholders empties what a membership says of cardholders that were taken out
// of the store before. It says whether there was anything.
func Cardholders(r *customer.Related, importIDs map[string]bool) bool {
	var keys map[string]any
	if r.Kind != customer.Memberships || decode(r.Data, &keys) != nil || keys == nil {
		return false
	}
	before := string(encode(keys))
	e := &eraser{importIDs: importIDs}
	e.cardholders(keys)
	after := encode(keys)
	if string(after) == before {
		return false
	}
	r.Data = after
	return true
}

// object empties the values of a JSON object that may say something about the
// person, and keeps its keys.
func (e *eraser) object(keys map[string]any) {
	for key, value := range keys {
		keys[key] = e.value(key, value)
	}
}

func (e *eraser) value(key string, value any) any {
	switch v := value.(type) {
	case map[string]any:
		e.object(v)
	case []any:
		for i := range v {
			v[i] = e.value(key, v[i])
		}
	case string:
		if !e.harmless(key, v) {
			return ""
		}
	case json.Number:
		if !e.harmless(key, v.String()) {
			return nil
		}
	}
	return value
}

var (
	// amount is a number too short for a phone number.
	amount = regexp.MustCompile(`^-?[0-9]{1,6}([.,][0-9]+)?$`)
	// moment is an ISO 8601 date or time.
	moment = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]{5,15}(Z|[+-][0-9]{2}:?[0-9]{2})?)?$`)
)

// telling are parts of names under which values say who somebody is, numbers
// and dates too.
var telling = []string{"name", "mail", "phone", "mobile", "fax", "addr", "street", "city", "suburb", "zip", "post", "birth", "born", "dob",
	"ssn", "taxid", "tax_id", "iban", "text", "note", "comment", "message", "author", "recipient", "contact"}

// structural are names whose texts come from a list or point to another record.
var structural = map[string]bool{"id": true, "importid": true, "currency": true, "status": true, "type": true, "kind": true, "sku": true,
	"product": true, "plan": true, "level": true, "channel": true, "category": true}

// telltale is how long, in bytes, a text must be to say something about a
// person by being the same: a one may stand for anything.
const telltale = 4

// harmless says whether a related record's value may stay: ids, amounts, dates
// and words from lists, unless the same was said of the person.
func (e *eraser) harmless(key, text string) bool {
	key = strings.ToLower(key)
	if strings.HasSuffix(key, "importid") || key == "id" {
		return true
	}
	if len(text) >= telltale && e.said[fold(text)] {
		return false
	}
	for _, part := range telling {
		if strings.Contains(key, part) {
			return false
		}
	}
	return structural[key] || amount.MatchString(text) || moment.MatchString(text)
}

// eachText calls fn for every text within a JSON list or object; false when the
// text is neither.
func eachText(text string, fn func(string)) bool {
	if text == "" || (text[0] != '[' && text[0] != '{') {
		return false
	}
	var value any
	if decode([]byte(text), &value) != nil {
		return false
	}
	walk(value, fn)
	return true
}

func walk(value any, fn func(string)) {
	switch v := value.(type) {
	case map[string]any:
		for _, item := range v {
			walk(item, fn)
		}
	case []any:
		for _, item := range v {
			walk(item, fn)
		}
	case string:
		if v != "" {
			fn(v)
		}
	}
}

// decode keeps numbers as they are written.
func decode(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d.Decode(into)
}

// encode writes canonical JSON: sorted keys, no white space.
func encode(keys map[string]any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(keys) // what was decoded encodes
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
