package contract

import (
	"encoding/json"
	"slices"
	"strings"
)

// Words reads lists of words that stores keep as JSON. Words repeat, and so do lists:
// each is kept once. The zero value is ready.
type Words struct {
	words map[string]string
	lists map[string][]string
}

// Parse reads a JSON list of texts; "" is an empty list. The same text gives the same
// list: it must not be changed.
func (w *Words) Parse(text string) ([]string, error) {
	if text == "" {
		return nil, nil
	}
	if list, known := w.lists[text]; known {
		return list, nil
	}
	list, err := w.parse(text)
	if err != nil {
		return nil, err
	}
	if w.lists == nil {
		w.lists = map[string][]string{}
	}
	list = slices.Clip(list)
	w.lists[text] = list
	return list, nil
}

// parse reads a list; one of plain words needs no JSON reader.
func (w *Words) parse(text string) ([]string, error) {
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
		list = append(list, w.One(word))
	}
	return list, nil
}

// One returns the word as it is kept.
func (w *Words) One(word string) string {
	kept, ok := w.words[word]
	if !ok {
		if w.words == nil {
			w.words = map[string]string{}
		}
		kept = strings.Clone(word)
		w.words[kept] = kept
	}
	return kept
}
