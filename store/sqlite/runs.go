package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/contract"
)

// Begin keeps a new run, as store.Runs says.
func (s *Store) Begin(ctx context.Context, r *customer.Run) error {
	return s.write(ctx, "begin run", func(c conn) error {
		id, err := c.freeRunID()
		if err != nil {
			return err
		}
		err = c.exec(`INSERT INTO runs (tenant, id, kind, parent, status, started_on, made_by, input, config, summary, checkpoint, first_id)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, next_id FROM tenants WHERE tenant = ?1`,
			c.tenant, id, r.Kind, r.Parent, string(customer.Running), c.now.UnixMicro(), c.user(), r.Input,
			nullable(r.Config), nullable(r.Summary), nullable(r.Checkpoint))
		if err == nil {
			r.ID, r.StartedOn, r.By, r.Status = id, c.now, c.user(), customer.Running
		}
		return err
	})
}

// freeRunID returns the id for a run that starts now.
func (c conn) freeRunID() (string, error) {
	for t := c.now; ; t = t.Add(time.Microsecond) {
		id := contract.RunID(t)
		n, err := c.one("SELECT count(*) FROM runs WHERE tenant = ?1 AND id = ?2", c.tenant, id)
		if err != nil || n == 0 {
			return id, err
		}
	}
}

// Finish keeps how a run ended, as store.Runs says. Without an EndedOn it ended
// now, unless it goes on running; without a Seq, at the present one.
func (s *Store) Finish(ctx context.Context, r *customer.Run) error {
	return s.write(ctx, "finish run "+r.ID, func(c conn) error {
		ended, seq := r.EndedOn, r.Seq
		if ended.IsZero() && r.Status != customer.Running {
			ended = c.now
		}
		if seq == 0 {
			var err error
			if seq, err = c.seq(); err != nil {
				return err
			}
		}
		n, err := c.one("UPDATE runs SET status = ?3, summary = ?4, ended_on = ?5, seq = ?6 WHERE tenant = ?1 AND id = ?2 RETURNING 1",
			c.tenant, r.ID, string(r.Status), nullable(r.Summary), endMicros(ended), seq)
		if err == nil && n == 0 {
			err = store.ErrNotFound
		}
		if err != nil {
			return err
		}
		r.EndedOn, r.Seq = ended, seq
		if !contract.Settles(r) {
			return nil
		}
		if err := c.indexEmails(); err != nil {
			return err
		}
		return c.coverPieces()
	})
}

const runColumns = "id, kind, parent, status, started_on, coalesce(ended_on, 0), made_by, input, config, summary, checkpoint, seq"

// RunByID returns a run, or store.ErrNotFound.
func (s *Store) RunByID(ctx context.Context, id string) (*customer.Run, error) {
	var found *customer.Run
	err := s.read(ctx, "find run", func(c conn) error {
		err := c.rows("SELECT "+runColumns+" FROM runs WHERE tenant = ?1 AND id = ?2", func(r *row) error {
			run := scanRun(r)
			found = &run
			return nil
		}, c.tenant, id)
		if err == nil && found == nil {
			err = store.ErrNotFound
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// ListRuns returns runs, newest first.
func (s *Store) ListRuns(ctx context.Context, q store.RunQuery) ([]customer.Run, error) {
	limit := q.Limit
	if limit <= 0 {
		limit = -1
	}
	var list []customer.Run
	err := s.read(ctx, "list runs", func(c conn) error {
		return c.rows("SELECT "+runColumns+` FROM runs WHERE tenant = ?1
AND ?2 IN ('', kind) AND ?3 IN ('', parent) AND ?4 IN ('', input) AND ?5 IN ('', status)
ORDER BY started_on DESC, no DESC LIMIT ?6`, func(r *row) error {
			list = append(list, scanRun(r))
			return nil
		}, c.tenant, q.Kind, q.Parent, q.Input, string(q.Status), limit)
	})
	return list, err
}

func scanRun(r *row) customer.Run {
	return customer.Run{ID: r.text(), Kind: r.text(), Parent: r.text(), Status: customer.RunStatus(r.text()),
		StartedOn: r.time(), EndedOn: r.time(), By: r.text(), Input: r.text(),
		Config: r.bytes(), Summary: r.bytes(), Checkpoint: r.bytes(), Seq: r.int()}
}

// runNumber returns the number of a run that was begun, or store.ErrNotFound.
func (c conn) runNumber(id string) (int64, error) {
	no, err := c.one("SELECT no FROM runs WHERE tenant = ?1 AND id = ?2", c.tenant, id)
	if err == nil && no == 0 {
		err = fmt.Errorf("run %q: %w", id, store.ErrNotFound)
	}
	return no, err
}

// nullable keeps the difference between no JSON and some.
func nullable(data json.RawMessage) any {
	if data == nil {
		return nil
	}
	return string(data)
}

func endMicros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}
