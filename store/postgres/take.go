package postgres

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/contract"
	"rollcall/store/internal/segment"
)

// Take writes a batch and the run's checkpoint in one transaction, as
// store.Intake says.
func (s *Store) Take(ctx context.Context, batch store.Batch) error {
	if err := contract.CheckBatch(batch); err != nil {
		return fmt.Errorf("take batch: %w", err)
	}
	if err := s.prepareIndexes(ctx, batch); err != nil {
		return err
	}
	var in *intake
	err := s.write(ctx, "take batch", func(ctx context.Context, t *tx) error {
		no, err := t.runNumber(ctx, batch.Run)
		if err != nil {
			return err
		}
		if in, err = t.prepareIntake(ctx, batch, no); err != nil {
			return err
		}
		for _, step := range []func(context.Context) error{in.create, in.change, in.relate, in.touch, in.remember, in.check} {
			if err := step(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.follow(ctx, in)
	}
	return err
}

// intake is a batch on its way into the store.
type intake struct {
	*tx
	batch   store.Batch
	run     int64
	touched []int64         // changed without a journal entry
	rest    int64           // the sequence number of all that has no entry of its own
	seqs    map[int64]int64 // of the last journal entry, by customer
	entries []segment.Entry // of the new customers

	own   map[int64]*store.Memory // what new customers' own import ids say, by customer
	other []*store.Memory         // what all other keys say, by key
}

// prepareIntake writes the journal and gives every customer of the batch its
// sequence number.
func (t *tx) prepareIntake(ctx context.Context, batch store.Batch, run int64) (*intake, error) {
	in := &intake{tx: t, batch: batch, run: run, touched: contract.Touched(batch)}
	in.own, in.other = contract.DivideMemories(&batch)
	var err error
	if in.seqs, err = t.keepJournal(ctx, run, batch.Journal); err != nil {
		return nil, err
	}
	if len(batch.New)+len(in.touched) > 0 {
		in.rest, err = t.advance(ctx, "seq", 1)
	}
	return in, err
}

func (in *intake) seq(id int64) int64 {
	if seq, ok := in.seqs[id]; ok {
		return seq
	}
	return in.rest
}

// create copies the new customers straight into their table: their ids are
// reserved, so that only a key that another customer has can be in the way.
func (in *intake) create(ctx context.Context) error {
	list := in.batch.New
	if len(list) == 0 {
		return nil
	}
	drawn, err := in.drawn(ctx, list)
	if err != nil {
		return err
	}
	in.entries = make([]segment.Entry, len(list))
	return in.copyIn(ctx, load{
		into: "customers (tenant, id, customer_id, drawn, merged_into, created_run, created_on, created_by, " + saidColumns + ", " + valueColumns + ")",
		rows: len(list),
		row: func(w *copier, i int) error {
			c := list[i]
			in.entries[i] = entryOf(c)
			w.short(in.tenant)
			w.int(c.ID)
			w.text(c.CustomerID)
			w.bool(drawn[c.ID])
			w.int(0)
			w.int(in.run)
			w.time(in.now)
			w.text(in.store.user())
			in.copySaid(w, in.own[c.ID])
			in.copyValues(w, &in.entries[i], in.seq(c.ID))
			return nil
		},
	})
}

func (in *intake) change(ctx context.Context) error {
	list := make([]revision, len(in.batch.Changed))
	for i, r := range in.batch.Changed {
		list[i] = revision{r, in.seq(r.Customer.ID)}
	}
	return in.revise(ctx, list, false)
}

// relate writes the batch's related records and those that come with its new
// customers. Of equal ones the last stays.
func (in *intake) relate(ctx context.Context) error {
	var list []customer.Related
	for _, c := range in.batch.New {
		for _, record := range c.Related {
			record.CustomerID = c.ID
			list = append(list, record)
		}
	}
	list = lastOfEqual(append(list, in.batch.Related...), func(a, b customer.Related) int {
		if by := strings.Compare(string(a.Kind), string(b.Kind)); by != 0 {
			return by
		}
		return strings.Compare(a.ID, b.ID)
	})
	if err := in.keepCardholders(ctx, list); err != nil {
		return err
	}
	return in.stage(ctx, staging{
		table: "related", columns: "tenant, kind, id, customer, data, created_run", rows: len(list),
		row: func(w *copier, i int) error {
			w.short(in.tenant)
			w.text(string(list[i].Kind))
			w.text(list[i].ID)
			w.int(list[i].CustomerID)
			w.bytes(list[i].Data)
			w.int(in.run)
			return nil
		},
		then: "ON CONFLICT (tenant, kind, id) DO UPDATE SET customer = excluded.customer, data = excluded.data",
	})
}

// touch moves on the sequence numbers of customers that changed without being
// written: their related records did, or the journal speaks of them.
func (in *intake) touch(ctx context.Context) error {
	written := make(map[int64]bool, len(in.batch.Changed)+len(in.batch.New))
	for _, r := range in.batch.Changed {
		written[r.Customer.ID] = true
	}
	for _, c := range in.batch.New {
		written[c.ID] = true
	}
	all := in.touched
	for i := range in.batch.Journal {
		all = append(all, in.batch.Journal[i].Customer)
	}
	var ids, seqs []int64
	for _, id := range all {
		if !written[id] {
			written[id] = true
			ids, seqs = append(ids, id), append(seqs, in.seq(id))
		}
	}
	if ids == nil {
		return nil
	}
	found := make(map[int64]bool, len(ids))
	err := in.rows(ctx, `UPDATE customers c SET seq = v.seq FROM unnest($2::bigint[], $3::bigint[]) v(id, seq)
WHERE c.tenant = $1 AND c.id = v.id RETURNING c.id`, func(r *row) error { found[r.int()] = true; return nil }, in.tenant, ids, seqs)
	if i := slices.IndexFunc(ids, func(id int64) bool { return !found[id] }); err == nil && i >= 0 {
		err = about(ids[i], store.ErrNotFound)
	}
	return err
}

// check keeps the run's checkpoint, if the batch brings one, and the lowest id
// that the run created: its tally need not look below.
func (in *intake) check(ctx context.Context) error {
	if in.batch.Checkpoint == nil && len(in.batch.New) == 0 {
		return nil
	}
	first, at := int64(math.MaxInt64), any(nil)
	for _, c := range in.batch.New {
		first = min(first, c.ID)
	}
	if in.batch.Checkpoint != nil {
		at = string(in.batch.Checkpoint)
	}
	_, err := in.exec(ctx, "UPDATE runs SET checkpoint = coalesce($2::text::json, checkpoint), first_id = least(first_id, $3) WHERE no = $1", in.run, at, first)
	return err
}

// lastOfEqual returns the list sorted, without all but the last of equal items.
// The list given is left as it is.
func lastOfEqual[T any](list []T, compare func(a, b T) int) []T {
	list = slices.Clone(list)
	slices.SortStableFunc(list, compare)
	kept := list[:0]
	for i := range list {
		if i+1 == len(list) || compare(list[i], list[i+1]) != 0 {
			kept = append(kept, list[i])
		}
	}
	return kept
}
