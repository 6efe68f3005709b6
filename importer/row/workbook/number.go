package workbook

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// show returns a stored number as its format means it: dates as yyyy-MM-dd or
// yyyy-MM-ddTHH:mm:ss, times as HH:mm:ss, zip codes with their zeros, anything
// else as a plain decimal.
func (b *Book) show(stored string, f format) string {
	if f.date || f.time {
		if serial, err := strconv.ParseFloat(stored, 64); err == nil {
			if shown, ok := showDate(serial, f, b.date1904); ok {
				return shown
			}
		}
		return plainNumber(stored)
	}
	if f.digits != "" && isDigits(stored) {
		return padded(stored, f.digits)
	}
	return plainNumber(stored)
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// plainNumber writes a stored number as a plain decimal. Spreadsheets compute
// with 17 digits and show 15: what is beyond is noise. Whole numbers written
// out keep all their digits. What is no number stays as it is.
func plainNumber(stored string) string {
	digits := strings.TrimPrefix(stored, "-")
	if isDigits(digits) && (digits[0] != '0' || stored == "0") {
		return stored
	}
	v, err := strconv.ParseFloat(stored, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return stored
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 15, 64), 64)
	if err != nil || rounded == 0 {
		return "0"
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

const (
	secondsOfDay = 24 * 60 * 60
	lastDay      = 2958465 // 9999-12-31
	days1904     = 1462    // from 1899-12-31 to 1904-01-01 in the system that starts in 1900
)

// epoch is the day 0 of serials from 1900-03-01 on: the system takes 1900 for
// a leap year.
var epoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// showDate writes a serial number as a date; false when it is none.
func showDate(serial float64, f format, date1904 bool) (string, bool) {
	if serial < 0 || serial >= lastDay+1 || math.IsNaN(serial) {
		return "", false
	}
	total := int64(math.Round(serial * secondsOfDay))
	if f.elapsed && !f.date {
		return clock(total), true
	}
	day, second := total/secondsOfDay, total%secondsOfDay
	if !f.date && day == 0 {
		return clock(second), true
	}
	if !f.time && f.date {
		second = 0
		day = int64(serial)
	}
	if date1904 {
		day += days1904
	}
	if second == 0 {
		return showDay(day), true
	}
	return showDay(day) + "T" + clock(second), true
}

// showDay writes a day of the system that starts in 1900, as spreadsheets
// show it: day 60 is a 29th of February that never was, day 0 no day at all.
func showDay(day int64) string {
	switch {
	case day == 0:
		return "1900-01-00"
	case day == 60:
		return "1900-02-29"
	case day < 60:
		day++
	}
	return epoch.AddDate(0, 0, int(day)).Format(time.DateOnly)
}

func clock(seconds int64) string {
	return fmt.Sprintf("%02d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
}

// isoDate writes a date that the file holds as ISO 8601 text in the form of
// showDate.
func isoDate(stored string) string {
	for _, layout := range []string{"2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.Parse(layout, stored); err == nil {
			if t.Hour()+t.Minute()+t.Second() == 0 {
				return t.Format(time.DateOnly)
			}
			return t.Format("2006-01-02T15:04:05")
		}
	}
	return stored
}
