package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"

	"rollcall/store"
	"rollcall/store/customer"
)

// LastExport is the word for the last export that succeeded.
const LastExport = "last"

// Since is the moment after which changes are asked for.
type Since struct {
	Run   string    `json:"run,omitempty"`   // the run whose moment it is
	Time  time.Time `json:"time,omitzero"`   // a time that was given
	First bool      `json:"first,omitempty"` // there was no export yet: everything
	seq   int64
}

// runID is how runs are called.
var runID = regexp.MustCompile(`^\d{8}-\d{6}-\d{6}$`)

// ChangedAfter finds the moment that text names: last, a run's id, a date or a
// time. last is the newest successful export of the stream; without a stream, of
// any. An export's moment is when it began to read, any other run's when it
// ended.
func ChangedAfter(ctx context.Context, runs store.Runs, text, stream string) (Since, error) {
	switch {
	case text == LastExport:
		list, err := runs.ListRuns(ctx, store.RunQuery{Kind: "export", Input: stream, Status: customer.Done, Limit: 1})
		if err != nil || len(list) == 0 {
			return Since{First: true}, err
		}
		return sinceRun(&list[0])
	case runID.MatchString(text):
		run, err := runs.RunByID(ctx, text)
		if errors.Is(err, store.ErrNotFound) {
			return Since{}, fmt.Errorf("%w: there is no run %s; rollcall runs lists them", ErrUsage, text)
		}
		if err != nil {
			return Since{}, err
		}
		return sinceRun(run)
	}
	t, err := parseTime(text)
	return Since{Time: t}, err
}

func sinceRun(run *customer.Run) (Since, error) {
	since := Since{Run: run.ID, seq: run.Seq}
	if run.Kind != "export" {
		return since, nil
	}
	var config exportConfig
	if err := json.Unmarshal(run.Config, &config); err != nil {
		return since, fmt.Errorf("run %s: its configuration: %w", run.ID, err)
	}
	since.seq = config.Mark
	return since, nil
}

// Narrow leaves in the question only what changed after the moment.
func (s Since) Narrow(q *store.Query) { q.UpdatedAfter, q.AfterSeq = s.Time, s.seq }

// parseTime reads an ISO 8601 date or time; without a zone it is UTC.
func parseTime(text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%w: %q is no time: write 2026-11-22 or 2026-11-22T03:00:00Z, the id of a run, or last", ErrUsage, text)
}
