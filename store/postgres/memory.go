package postgres

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"rollcall/store"
	"rollcall/store/internal/contract"
	"rollcall/store/internal/memo"
	"rollcall/store/internal/privacy"
)

// Recall returns what each key said last, as store.Intake says.
func (s *Store) Recall(ctx context.Context, keys []string) ([]store.Memory, error) {
	var memories []store.Memory
	err := s.read(ctx, "recall keys", func(ctx context.Context, t *tx) error {
		memories = make([]store.Memory, len(keys))
		if err := t.recallOwn(ctx, keys, memories); err != nil {
			return err
		}
		if err := t.recallApart(ctx, keys, memories); err != nil {
			return err
		}
		if err := t.recallSealed(ctx, keys, memories); err != nil {
			return err
		}
		for i := range memories {
			if memories[i].Key != "" {
				memories[i].Key = keys[i]
			}
		}
		return t.followMemories(ctx, memories)
	})
	if err != nil {
		return nil, err
	}
	return memories, nil
}

// recallApart reads what other keys said, and import ids that are not in their
// customers' rows.
func (t *tx) recallApart(ctx context.Context, keys []string, memories []store.Memory) error {
	apart, err := t.importKeysApart(ctx)
	if err != nil {
		return err
	}
	places := map[string][]int{}
	for i, key := range keys {
		if memories[i].Key == "" && (apart || !strings.HasPrefix(key, contract.ImportKey)) {
			places[key] = append(places[key], i)
		}
	}
	if len(places) == 0 {
		return nil
	}
	return t.recall(ctx, places, memories)
}

// recall reads what keys said last into their places; the survivors of
// merged-away customers are left open.
func (t *tx) recall(ctx context.Context, places map[string][]int, memories []store.Memory) error {
	return t.rows(ctx, `SELECT m.key, m.customer, m.source, m.run, m.hash, m.vals,
EXISTS (SELECT 1 FROM customers x WHERE x.tenant = $1 AND x.id = m.customer AND x.merged_into <> 0)
FROM memories m WHERE m.tenant = $1 AND m.key = ANY($2::text[])`, func(r *row) error {
		m := store.Memory{Key: r.text(), Customer: r.int(), Source: r.text(), Run: r.text(), Hash: r.bytes()}
		var err error
		if m.Values, err = memo.Unpack(r.bytes()); err != nil {
			return err
		}
		if !r.bool() {
			m.Survivor = m.Customer
		}
		for _, i := range places[m.Key] {
			m.Holder = memories[i].Holder
			memories[i] = m
		}
		return nil
	}, t.tenant, slices.Collect(maps.Keys(places)))
}

// recallSealed looks for keys that were not found among those of obfuscated
// customers.
func (t *tx) recallSealed(ctx context.Context, keys []string, memories []store.Memory) error {
	salt, err := t.presentSalt(ctx)
	if err != nil || salt == nil {
		return err
	}
	places := map[string][]int{}
	for i, key := range keys {
		if memories[i].Key == "" && !privacy.Opaque(key) {
			sealed := privacy.Seal(salt, key)
			places[sealed] = append(places[sealed], i)
		}
	}
	if len(places) == 0 {
		return nil
	}
	return t.recall(ctx, places, memories)
}

// followMemories sets the survivors of merged-away customers, all in one
// statement.
func (t *tx) followMemories(ctx context.Context, memories []store.Memory) error {
	merged := contract.Unfollowed(memories)
	if merged == nil {
		return nil
	}
	survivors, err := t.survivors(ctx, merged)
	contract.Follow(memories, survivors)
	return err
}

// remember writes what keys said that are not written with a new customer, in
// the order of the keys: a file in random order then fills the index from one
// end to the other in each batch. A new customer's key has said nothing before,
// as a rule, so that such keys are copied without asking for conflicts.
func (in *intake) remember(ctx context.Context) error {
	if err := in.forgetElsewhere(ctx); err != nil {
		return err
	}
	apart, err := in.rememberOwn(ctx)
	if err != nil {
		return err
	}
	fresh := make(map[int64]bool, len(in.batch.New))
	for _, c := range in.batch.New {
		fresh[c.ID] = true
	}
	var known, unknown []store.Memory
	for _, m := range apart {
		if fresh[m.Customer] {
			unknown = append(unknown, m)
		} else {
			known = append(known, m)
		}
	}
	done, err := in.tryCopy(ctx, load{into: "memories (" + memoryColumns + ")", rows: len(unknown), row: in.copyMemory(unknown)})
	if err != nil {
		return err
	}
	if !done {
		known = apart
	}
	return in.stage(ctx, staging{
		table: "memories", columns: memoryColumns, rows: len(known), row: in.copyMemory(known),
		then: `ON CONFLICT (tenant, key) DO UPDATE SET customer = excluded.customer, source = excluded.source,
run = excluded.run, hash = excluded.hash, vals = excluded.vals`,
	})
}

const memoryColumns = "tenant, key, customer, source, run, hash, vals"

func (in *intake) copyMemory(list []store.Memory) func(*copier, int) error {
	return func(w *copier, i int) error {
		m := &list[i]
		w.short(in.tenant)
		w.text(m.Key)
		w.int(m.Customer)
		w.text(m.Source)
		w.text(m.Run)
		w.bytes(m.Hash)
		w.packed(m.Values)
		return nil
	}
}

// tryCopy is copyIn for rows that are probably new: when one of them is there
// already, nothing is written and it returns false.
func (t *tx) tryCopy(ctx context.Context, l load) (bool, error) {
	if l.rows == 0 {
		return true, nil
	}
	if _, err := t.exec(ctx, "SAVEPOINT trying"); err != nil {
		return false, err
	}
	err := t.copyIn(ctx, l)
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == uniqueViolation {
		_, err = t.exec(ctx, "ROLLBACK TO SAVEPOINT trying")
		return false, err
	}
	if err == nil {
		_, err = t.exec(ctx, "RELEASE SAVEPOINT trying")
	}
	return true, err
}
