package value

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// moment is what a pattern has read so far.
type moment struct {
	year, month, day     int
	hour, minute, second int
	nanos                int
	afternoon            int8 // 0: not said, 1: am, 2: pm
	offset               int  // seconds east of UTC
	zoned                bool
}

// Match reads text by the pattern. The time is in UTC when the text names no
// zone, else in the zone that it names. ok is false when the text does not
// follow the pattern to its end or names no day of the calendar.
func (p *Pattern) Match(text string) (t time.Time, ok bool) {
	m, ok := p.read(text)
	if !ok {
		return time.Time{}, false
	}
	return m.time()
}

func (p *Pattern) read(text string) (m moment, ok bool) {
	rest := text
	for i := range p.steps {
		s := &p.steps[i]
		switch {
		case s.high > 0:
			rest, ok = m.number(s, rest)
		case s.letter != 0:
			rest, ok = m.word(s.letter, rest)
		default:
			rest, ok = literal(s.literal, rest)
		}
		if !ok {
			return m, false
		}
	}
	return m, rest == ""
}

func literal(want, rest string) (string, bool) {
	if strings.TrimSpace(want) != "" {
		if len(rest) < len(want) || !strings.EqualFold(rest[:len(want)], want) {
			return rest, false
		}
		return rest[len(want):], true
	}
	bare := strings.TrimLeftFunc(rest, unicode.IsSpace)
	return bare, len(bare) < len(rest)
}

func (m *moment) number(s *step, rest string) (string, bool) {
	n, size := 0, 0
	for size < s.high && size < len(rest) && rest[size] >= '0' && rest[size] <= '9' {
		n = n*10 + int(rest[size]-'0')
		size++
	}
	if size < s.low {
		return rest, false
	}
	switch s.letter {
	case 'y':
		m.year = n
		if s.high == 2 {
			m.year = fullYear(n)
		}
	case 'M':
		m.month = n
	case 'd':
		m.day = n
	case 'm':
		m.minute = n
	case 's':
		m.second = n
	case 'S':
		for i := size; i < 9; i++ {
			n *= 10
		}
		m.nanos = n
	default:
		return rest[size:], m.setHour(s.letter, n)
	}
	return rest[size:], true
}

// fullYear widens a year of two digits as spreadsheets do: 00-29 lie in this
// century, 30-99 in the last.
func fullYear(n int) int {
	if n < 30 {
		return 2000 + n
	}
	return 1900 + n
}

func (m *moment) setHour(letter rune, n int) bool {
	switch letter {
	case 'h':
		m.hour = n % 12
		return n >= 1 && n <= 12
	case 'k':
		m.hour = n % 24
		return n >= 1 && n <= 24
	case 'K':
		m.hour = n
		return n <= 11
	}
	m.hour = n
	return n <= 23
}

// word reads a name or a zone.
func (m *moment) word(letter rune, rest string) (string, bool) {
	if strings.ContainsRune("XxZz", letter) {
		return m.zone(rest)
	}
	size := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	if size < 0 {
		size = len(rest)
	}
	word := strings.ToLower(rest[:size])
	if letter == 'a' {
		return m.half(word, rest, size)
	}
	if size == 0 {
		return rest, false
	}
	rest = rest[size:]
	if letter == 'M' {
		m.month = months[word]
		if m.month == 0 {
			return rest, false
		}
	}
	return strings.TrimPrefix(rest, "."), true // names may be abbreviated
}

// half reads AM, PM, a.m. and p.m.
func (m *moment) half(word, rest string, size int) (string, bool) {
	if len(word) == 1 && len(rest) >= 4 && strings.EqualFold(rest[1:4], ".m.") {
		word, size = word+"m", 4
	}
	switch word {
	case "am", "a":
		m.afternoon = 1
	case "pm", "p":
		m.afternoon = 2
	default:
		return rest, false
	}
	return rest[size:], true
}

func (m *moment) zone(rest string) (string, bool) {
	m.zoned = true
	for _, name := range []string{"UTC", "GMT", "Z"} {
		if len(rest) >= len(name) && strings.EqualFold(rest[:len(name)], name) {
			return rest[len(name):], true
		}
	}
	r, size := utf8.DecodeRuneInString(rest)
	if r != '+' && r != '-' && r != '\u2212' {
		return rest, false
	}
	hours, rest, ok := twoDigits(rest[size:])
	if !ok || hours > 18 {
		return rest, false
	}
	minutes := 0
	if after, found, has := twoDigits(strings.TrimPrefix(rest, ":")); has {
		minutes, rest = after, found
	}
	m.offset = hours*3600 + minutes*60
	if r != '+' {
		m.offset = -m.offset
	}
	return rest, minutes < 60
}

func twoDigits(s string) (n int, rest string, ok bool) {
	if len(s) < 2 || !digitsOnly(s[:2]) {
		return 0, s, false
	}
	return int(s[0]-'0')*10 + int(s[1]-'0'), s[2:], true
}

// time checks the parts against calendar and clock. 24:00 and leap seconds are
// refused.
func (m *moment) time() (time.Time, bool) {
	hour := m.hour
	if m.afternoon > 0 {
		if hour > 12 {
			return time.Time{}, false
		}
		hour = hour%12 + 12*int(m.afternoon-1)
	}
	zone := time.UTC
	if m.offset != 0 {
		zone = time.FixedZone("", m.offset)
	}
	if !isDay(m.year, m.month, m.day) || m.minute > 59 || m.second > 59 {
		return time.Time{}, false
	}
	return time.Date(m.year, time.Month(m.month), m.day, hour, m.minute, m.second, m.nanos, zone), true
}

// isDay says whether the calendar has that day.
func isDay(year, month, day int) bool {
	if year < 1 || month < 1 || month > 12 || day < 1 {
		return false
	}
	switch month {
	case 4, 6, 9, 11:
		return day <= 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return day <= 29
		}
		return day <= 28
	}
	return day <= 31
}
