package customer

import (
	"encoding/json"
	"math/big"
	"strings"
	"time"
)

// Stats sums up a customer's related records.
type Stats struct {
	Orders              int    `json:"orders"`
	LifetimeValue       string `json:"lifetimeValue"` // sum of the orders' totals, a plain decimal; currencies are not converted
	ActiveSubscriptions int    `json:"activeSubscriptions"`
	LastActivity        string `json:"lastActivity,omitempty"` // the latest date or time on a record up to now, as the record has it
}

// StatsOf sums up related records as of a moment. An order's value is its
// total, or else its amount, when that is a plain decimal. A subscription is
// active when its status says so (active, current); without a status, when now
// lies between its startDate and endDate, as far as it has them.
func StatsOf(records []Related, now time.Time) Stats {
	var s Stats
	var sum big.Rat
	scale := 0
	var latest time.Time
	for i := range records {
		var data map[string]json.RawMessage
		if json.Unmarshal(records[i].Data, &data) != nil {
			continue
		}
		switch records[i].Kind {
		case Orders:
			s.Orders++
			if value, digits, ok := orderValue(data); ok {
				sum.Add(&sum, value)
				scale = max(scale, digits)
			}
		case Subscriptions:
			if active(data, now) {
				s.ActiveSubscriptions++
			}
		}
		for _, key := range activityKeys {
			text := plainText(data[key])
			if t, ok := parseMoment(text); ok && t.After(latest) && !t.After(now) {
				latest, s.LastActivity = t, text
			}
		}
	}
	s.LifetimeValue = sum.FloatString(scale)
	return s
}

// activityKeys are where records say when something happened.
var activityKeys = []string{"date", "time", "orderDate", "startDate", "usedOn", "createdOn", "updatedOn"}

// plainText returns a JSON string's text, or a number as written.
func plainText(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(raw)
}

// orderValue returns an order's value and how many decimals it is written with.
func orderValue(data map[string]json.RawMessage) (*big.Rat, int, bool) {
	for _, key := range []string{"total", "amount"} {
		text := plainText(data[key])
		whole, decimals, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
		if whole == "" || len(text) > 40 || strings.Trim(whole+decimals, "0123456789") != "" {
			continue
		}
		if value, ok := new(big.Rat).SetString(text); ok {
			return value, len(decimals), true
		}
	}
	return nil, 0, false
}

func active(data map[string]json.RawMessage, now time.Time) bool {
	if status := strings.ToLower(plainText(data["status"])); status != "" {
		return status == "active" || status == "current"
	}
	if start, ok := parseMoment(plainText(data["startDate"])); ok && start.After(now) {
		return false
	}
	end, ok := parseMoment(plainText(data["endDate"]))
	return !ok || !end.Before(now.UTC().Truncate(24*time.Hour)) // through its last day
}

// parseMoment reads an ISO 8601 date or time; without a zone it is UTC.
func parseMoment(text string) (time.Time, bool) {
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
