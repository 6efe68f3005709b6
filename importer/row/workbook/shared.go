package workbook

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// sharedStrings is the workbook's table of texts, read when first needed.
type sharedStrings struct {
	part   string
	loaded bool
	texts  []string
}

// loadShared reads the table; all texts share one block of memory.
func (b *Book) loadShared() error {
	if b.shared.loaded || !b.hasShared || b.parts[b.shared.part] == nil {
		return nil
	}
	var arena []byte
	var ends []int
	var item richText
	err := b.scan(b.shared.part, func(s *scanner, k kind) error {
		if string(s.name) == "si" && k != text {
			if k == opening {
				item = richText{}
				return nil
			}
			arena = append(arena, item.result()...)
			ends = append(ends, len(arena))
			return nil
		}
		item.take(s, k)
		return nil
	})
	if err != nil {
		return err
	}
	all := string(arena)
	from := 0
	b.shared.texts = make([]string, len(ends))
	for i, end := range ends {
		b.shared.texts[i] = all[from:end]
		from = end
	}
	b.shared.loaded = true
	return nil
}

// richText gathers the text of an item: its t elements, those of its runs
// included, phonetic hints left out.
type richText struct {
	out      []byte
	inText   bool
	phonetic int
}

func (r *richText) take(s *scanner, k kind) {
	switch {
	case k == text:
		if r.inText && r.phonetic == 0 {
			r.out = append(r.out, s.text...)
		}
	case string(s.name) == "t":
		r.inText = k == opening
	case string(s.name) == "rPh" && k == opening:
		r.phonetic++
	case string(s.name) == "rPh":
		r.phonetic--
	}
}

func (r *richText) result() []byte { return unescapeControls(r.out) }

// unescapeControls decodes _xHHHH_, which stands for a character that XML
// cannot hold.
func unescapeControls(b []byte) []byte {
	at := bytes.Index(b, []byte("_x"))
	if at < 0 {
		return b
	}
	out := append([]byte(nil), b[:at]...)
	for i := at; i < len(b); {
		if code, ok := controlCode(b[i:]); ok {
			out = utf8.AppendRune(out, code)
			i += len("_xHHHH_")
			continue
		}
		out = append(out, b[i])
		i++
	}
	return out
}

func controlCode(b []byte) (rune, bool) {
	if len(b) < 7 || b[0] != '_' || b[1] != 'x' || b[6] != '_' {
		return 0, false
	}
	code, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	return rune(code), err == nil
}
