package contract

import (
	"encoding/json"
	"strings"
)

// Words reads lists of words that stores keep as JSON. Words repeat: each is kept
// once, and lists of plain words need no JSON reader.
type Words map[string]string

// Parse reads a JSON list of texts; "" is an empty list.
func (w Words) Parse(text string) ([]string, error) {
	if text == "" {
		return nil, nil
	}
	inner, ok := strings.CutPrefix(text, `["`)
	inner, ok2 := strings.CutSuffix(inner, `"]`)
	if !ok || !ok2 || strings.IndexByte(inner, '\\') >= 0 {
		var list []string
		return list, json.Unmarshal([]byte(text), &list)
	}
	list := make([]string, 0, strings.Count(inner, `","`)+1)
	for more := true; more; {
		var word string
		word, inner, more = strings.Cut(inner, `","`)
		list = append(list, w.one(word))
	}
	return list, nil
}

func (w Words) one(word string) string {
	kept, ok := w[word]
	if !ok {
		kept = strings.Clone(word)
		w[kept] = kept
	}
	return kept
}
