package workbook

import (
	"strings"
)

// format is what a cell's number format makes of a number.
type format struct {
	date    bool   // shows year, month or day
	time    bool   // shows hours, minutes or seconds
	elapsed bool   // shows hours beyond 24: [h]:mm
	digits  string // a pattern of zeros and separators, such as 00000 or 000-00-0000
}

// builtin are the formats that a workbook names by number only.
var builtin = map[int]format{
	14: {date: true}, 15: {date: true}, 16: {date: true}, 17: {date: true},
	18: {time: true}, 19: {time: true}, 20: {time: true}, 21: {time: true}, 22: {date: true, time: true},
	27: {date: true}, 28: {date: true}, 29: {date: true}, 30: {date: true}, 31: {date: true},
	32: {time: true}, 33: {time: true}, 34: {date: true}, 35: {date: true}, 36: {date: true},
	45: {time: true}, 46: {time: true, elapsed: true}, 47: {time: true},
	50: {date: true}, 51: {date: true}, 52: {date: true}, 53: {date: true}, 54: {date: true},
	55: {date: true}, 56: {date: true}, 57: {date: true}, 58: {date: true},
}

// readStyles learns the number format of every style index.
func (b *Book) readStyles(part string) error {
	if b.parts[part] == nil {
		return nil
	}
	codes := map[int]format{}
	inCells := false
	return b.scan(part, func(s *scanner, k kind) error {
		switch name := string(s.name); {
		case k == text:
		case name == "cellXfs":
			inCells = k == opening
		case k == closing:
		case name == "numFmt":
			code, _ := s.attr("formatCode")
			codes[s.number("numFmtId", -1)] = parseFormat(code)
		case name == "xf" && inCells:
			id := s.number("numFmtId", 0)
			f, own := codes[id]
			if !own {
				f = builtin[id]
			}
			b.formats = append(b.formats, f)
		}
		return nil
	})
}

// format returns the number format of a style index; the zero format, which
// shows plain numbers, for an index that the workbook does not have.
func (b *Book) format(style int) format {
	if style < 0 || style >= len(b.formats) {
		return format{}
	}
	return b.formats[style]
}

// parseFormat reads a format code; only its first section, that of positive
// numbers, counts.
func parseFormat(code string) format {
	if strings.EqualFold(code, "General") || code == "@" || code == "" {
		return format{}
	}
	f := format{elapsed: isElapsed(code)}
	bare, digits := bareCode(code)
	bare = strings.ToLower(bare)
	bare = strings.NewReplacer("am/pm", "h", "a/p", "h", "general", "").Replace(bare)
	f.time = f.elapsed || strings.ContainsAny(bare, "hs")
	f.date = strings.ContainsAny(bare, "yd") || (strings.Contains(bare, "m") && !f.time)
	if f.date || f.time {
		return f
	}
	return format{digits: zeroPattern(digits)}
}

// bareCode returns the first section without quoted texts, escapes, brackets
// and fillers; and the same with its escaped characters kept, for zeroPattern.
func bareCode(code string) (bare, digits string) {
	var plain, pattern strings.Builder
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case ';':
			return plain.String(), pattern.String()
		case '"':
			i = skipTo(code, i, '"')
		case '[':
			i = skipTo(code, i, ']')
		case '_', '*':
			i++
		case '\\':
			if i++; i < len(code) {
				pattern.WriteByte(code[i])
			}
		default:
			plain.WriteByte(c)
			pattern.WriteByte(c)
		}
	}
	return plain.String(), pattern.String()
}

// skipTo returns the offset of the mark that closes what opens at i.
func skipTo(code string, i int, mark byte) int {
	n := strings.IndexByte(code[i+1:], mark)
	if n < 0 {
		return len(code)
	}
	return i + 1 + n
}

// isElapsed says whether the code counts hours, minutes or seconds on: [h].
func isElapsed(code string) bool {
	code = strings.ToLower(code)
	for _, mark := range []string{"[h]", "[hh]", "[m]", "[mm]", "[s]", "[ss]"} {
		if strings.Contains(code, mark) {
			return true
		}
	}
	return false
}

// zeroPattern returns the code when it does nothing but show leading zeros,
// with separators perhaps: such a number is a zip code or the like.
func zeroPattern(code string) string {
	code = strings.TrimSpace(code)
	if strings.Count(code, "0") < 2 || strings.Trim(code, "0- ()/") != "" {
		return ""
	}
	return code
}

// padded shows a whole number's digits in a pattern of zeros.
func padded(digits, pattern string) string {
	out := make([]byte, 0, len(pattern)+len(digits))
	for i := len(pattern) - 1; i >= 0; i-- {
		switch {
		case pattern[i] != '0':
			out = append(out, pattern[i])
		case len(digits) > 0:
			out = append(out, digits[len(digits)-1])
			digits = digits[:len(digits)-1]
		default:
			out = append(out, '0')
		}
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return digits + string(out)
}
