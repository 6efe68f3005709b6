package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/contract"
	"rollcall/store/internal/question"
)

// Begin keeps a new run, as store.Runs says.
func (s *Store) Begin(ctx context.Context, r *customer.Run) error {
	return s.write(ctx, "begin run", func(ctx context.Context, t *tx) error {
		for at := t.now; ; at = at.Add(time.Microsecond) {
			id := contract.RunID(at)
			n, err := t.exec(ctx, `INSERT INTO runs (tenant, id, kind, parent, status, started_on, made_by, input, config, summary, checkpoint)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::json, $10::text::json, $11::text::json) ON CONFLICT (tenant, id) DO NOTHING`, t.tenant, id, r.Kind, r.Parent, string(customer.Running), question.Micros(t.now), s.user(), r.Input,
				nullable(r.Config), nullable(r.Summary), nullable(r.Checkpoint))
			if err != nil {
				return err
			}
			if n > 0 {
				r.ID, r.StartedOn, r.By, r.Status = id, t.now, s.user(), customer.Running
				return nil
			}
		}
	})
}

// Finish keeps how a run ended, as store.Runs says. Without an EndedOn it ended
// now, unless it goes on running; without a Seq, at the present one.
func (s *Store) Finish(ctx context.Context, r *customer.Run) error {
	if contract.Settles(r) {
		if err := errors.Join(s.makeIndexes(ctx), s.endFeed(ctx)); err != nil {
			return err
		}
	}
	return s.write(ctx, "finish run "+r.ID, func(ctx context.Context, t *tx) error {
		ended, seq := r.EndedOn, r.Seq
		if ended.IsZero() && r.Status != customer.Running {
			ended = t.now
		}
		if seq == 0 {
			var err error
			if seq, err = t.seq(ctx); err != nil {
				return err
			}
		}
		n, err := t.exec(ctx, "UPDATE runs SET status = $3, summary = $4::text::json, ended_on = $5, seq = $6 WHERE tenant = $1 AND id = $2",
			t.tenant, r.ID, string(r.Status), nullable(r.Summary), question.Micros(ended), seq)
		if err == nil && n == 0 {
			err = store.ErrNotFound
		}
		if err != nil {
			return err
		}
		r.EndedOn, r.Seq = ended, seq
		if err := t.refreshStatistics(ctx); err != nil || !contract.Settles(r) {
			return err
		}
		return t.indexPieces(ctx)
	})
}

// refreshStatistics tells the planner about large changes at once: until the
// server's own turn comes, it would plan for the table as it was before them.
func (t *tx) refreshStatistics(ctx context.Context) error {
	changed, err := t.one(ctx, `SELECT count(*) FROM pg_class c WHERE c.oid = 'customers'::regclass
AND pg_stat_get_mod_since_analyze(c.oid) > 1000 + 0.1 * greatest(c.reltuples, 0)`)
	if err != nil || changed == 0 {
		return err
	}
	_, err = t.exec(ctx, "ANALYZE customers; ANALYZE memories; ANALYZE related")
	return err
}

const runColumns = "id, kind, parent, status, started_on, ended_on, made_by, input, config, summary, checkpoint, seq"

// RunByID returns a run, or store.ErrNotFound.
func (s *Store) RunByID(ctx context.Context, id string) (*customer.Run, error) {
	var found *customer.Run
	err := s.read(ctx, "find run", func(ctx context.Context, t *tx) error {
		err := t.rows(ctx, "SELECT "+runColumns+" FROM runs WHERE tenant = $1 AND id = $2", func(r *row) error {
			run := scanRun(r)
			found = &run
			return nil
		}, t.tenant, id)
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
	var limit any
	if q.Limit > 0 {
		limit = q.Limit
	}
	var list []customer.Run
	err := s.read(ctx, "list runs", func(ctx context.Context, t *tx) error {
		list = nil
		return t.rows(ctx, "SELECT "+runColumns+` FROM runs WHERE tenant = $1
AND $2::text IN ('', kind) AND $3::text IN ('', parent) AND $4::text IN ('', input) AND $5::text IN ('', status)
ORDER BY started_on DESC, no DESC LIMIT $6::bigint`, func(r *row) error {
			list = append(list, scanRun(r))
			return nil
		}, t.tenant, q.Kind, q.Parent, q.Input, string(q.Status), limit)
	})
	return list, err
}

func scanRun(r *row) customer.Run {
	return customer.Run{ID: r.text(), Kind: r.text(), Parent: r.text(), Status: customer.RunStatus(r.text()),
		StartedOn: r.time(), EndedOn: r.time(), By: r.text(), Input: r.text(),
		Config: r.bytes(), Summary: r.bytes(), Checkpoint: r.bytes(), Seq: r.int()}
}

// runNumber returns the number of a run that was begun, or store.ErrNotFound.
func (t *tx) runNumber(ctx context.Context, id string) (int64, error) {
	no, err := t.one(ctx, "SELECT no FROM runs WHERE tenant = $1 AND id = $2", t.tenant, id)
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
