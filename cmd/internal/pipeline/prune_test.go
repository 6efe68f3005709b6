package pipeline

import (
	"errors"
	"testing"
	"time"
)

func TestParseAge(t *testing.T) {
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"90d": "2025-12-10T12:00:00Z", "1d": "2026-03-09T12:00:00Z", "2w": "2026-02-24T12:00:00Z", "12h": "2026-03-10T00:00:00Z",
		"0d": "2026-03-10T12:00:00Z", "2026-01-31": "2026-01-31T00:00:00Z", "2026-03-10": "2026-03-10T00:00:00Z",
	} {
		got, err := ParseAge(text, now)
		if err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%s: %v %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "90", "d", "-1d", "1.5d", "90 d", "3m", "2026-03-11", "2026-02-30", "99999999d", "yesterday"} {
		if got, err := ParseAge(text, now); !errors.Is(err, ErrUsage) {
			t.Errorf("%q: %v %v", text, got, err)
		}
	}
}
