package sqlite

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/contract"
)

// Take writes a batch and the run's checkpoint in one transaction, as
// store.Intake says.
func (s *Store) Take(ctx context.Context, batch store.Batch) error {
	if err := contract.CheckBatch(batch); err != nil {
		return fmt.Errorf("take batch: %w", err)
	}
	var in *intake
	return s.writeThen(ctx, "take batch", func(c conn) error {
		run, err := c.runNumber(batch.Run)
		if err != nil {
			return err
		}
		if in, err = c.prepareIntake(batch, run); err != nil {
			return err
		}
		for _, step := range []func() error{in.prepareEmails, in.create, in.revise, in.relate, in.touch, in.remember, in.check, in.keepSegments} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	}, func() { in.taken() })
}

// intake is a batch on its way into the store.
type intake struct {
	conn
	batch   store.Batch
	run     int64
	touched []int64         // changed without a journal entry
	rest    int64           // the sequence number of all that has no entry of its own
	seqs    map[int64]int64 // of the last journal entry, by customer

	feed   *feed // nil: none
	fresh  []newcomer
	values []byte // for packed

	own   map[int64]*store.Memory // what new customers' own import ids say, by customer
	other []*store.Memory         // what all other keys say
}

// prepareIntake writes the journal and gives every customer of the batch its
// sequence number.
func (c conn) prepareIntake(batch store.Batch, run int64) (*intake, error) {
	in := &intake{conn: c, batch: batch, run: run, touched: contract.Touched(batch)}
	in.own, in.other = contract.DivideMemories(&batch)
	var err error
	if in.seqs, _, err = c.journal(runRef{batch.Run, run}, batch.Journal); err != nil {
		return nil, err
	}
	if len(batch.New)+len(in.touched) > 0 {
		if in.rest, err = c.advance("seq", 1); err != nil {
			return nil, err
		}
	}
	in.feed, err = in.feedFor()
	return in, err
}

// keepSegments keeps what the batches before have made of the indexes.
func (in *intake) keepSegments() error { return in.keepFed(in.feed) }

// taken hands a batch that is in the store on to the indexes.
func (in *intake) taken() {
	in.store.feed = in.feed
	if in.feed == nil {
		return
	}
	in.feed.kept()
	if len(in.fresh) > 0 {
		in.feed.add(fedBatch{in.fresh, in.rest, in.touched, in.now, in.user()})
	}
}

func (in *intake) seq(id int64) int64 {
	if seq, ok := in.seqs[id]; ok {
		return seq
	}
	return in.rest
}

// create writes the new customers, each with what its import id says. The run
// keeps the smallest of their ids: where to look for what it created.
func (in *intake) create() error {
	list := in.batch.New
	if len(list) == 0 {
		return nil
	}
	first := slices.MinFunc(list, func(a, b *customer.Customer) int { return cmp.Compare(a.ID, b.ID) })
	if err := in.exec("UPDATE runs SET first_id = ?1 WHERE no = ?2 AND first_id > ?1", first.ID, in.run); err != nil {
		return err
	}
	drawn, err := in.drawn(list)
	if err != nil {
		return err
	}
	row, err := in.one("SELECT coalesce(max(row), 0) FROM customers")
	if err != nil {
		return err
	}
	in.fresh = make([]newcomer, len(list))
	for i, c := range list {
		row++
		said := in.own[c.ID]
		if said == nil {
			said = &store.Memory{}
		}
		in.fresh[i] = newcomer{intake: in, Customer: c, row: row, drawn: drawn[c.ID], said: said, search: store.SearchText(c), digits: store.Digits(c.PhoneNumber)}
	}
	return in.settle(in.fresh)
}

func (in *intake) revise() error {
	for _, r := range in.batch.Changed {
		if err := in.conn.revise(r.Customer, r.Base, in.seq(r.Customer.ID)); err != nil {
			return fmt.Errorf("customer %d: %w", r.Customer.ID, err)
		}
	}
	return nil
}

var relatedInsertion = insertion{
	into:    "related (tenant, kind, id, customer, data, created_run)",
	columns: 6,
	then:    "ON CONFLICT (tenant, kind, id) DO UPDATE SET customer = excluded.customer, data = excluded.data",
}

// relate writes the batch's related records and those that come with its new
// customers.
func (in *intake) relate() error {
	var list []customer.Related
	for _, c := range in.batch.New {
		for _, record := range c.Related {
			record.CustomerID = c.ID
			list = append(list, record)
		}
	}
	list = append(list, in.batch.Related...)
	if err := in.keepCardholders(list); err != nil {
		return err
	}
	return in.insert(relatedInsertion, len(list), func(b *binder, i int) {
		b.int(in.tenant)
		b.text(string(list[i].Kind))
		b.text(list[i].ID)
		b.int(list[i].CustomerID)
		b.text(string(list[i].Data))
		b.int(in.run)
	})
}

// keepCardholders writes who the cardholders of memberships are.
func (in *intake) keepCardholders(list []customer.Related) error {
	for i := range list {
		if list[i].Kind != customer.Memberships {
			continue
		}
		if err := in.exec("DELETE FROM cardholders WHERE tenant = ?1 AND membership = ?2", in.tenant, list[i].ID); err != nil {
			return err
		}
		for _, importID := range list[i].Cardholders() {
			err := in.exec("INSERT INTO cardholders (tenant, import_id, membership) VALUES (?1, ?2, ?3)", in.tenant, importID, list[i].ID)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// touch moves on the sequence numbers of customers that changed without being
// written: their related records did, or the journal speaks of them.
func (in *intake) touch() error {
	if len(in.touched)+len(in.batch.Journal) == 0 {
		return nil
	}
	written := make(map[int64]bool, len(in.batch.Changed)+len(in.batch.New))
	for _, r := range in.batch.Changed {
		written[r.Customer.ID] = true
	}
	for _, c := range in.batch.New {
		written[c.ID] = true
	}
	ids := in.touched
	for i := range in.batch.Journal {
		ids = append(ids, in.batch.Journal[i].Customer)
	}
	for _, id := range ids {
		if written[id] {
			continue
		}
		written[id] = true
		n, err := in.conn.run("UPDATE customers SET seq = ? WHERE tenant = ? AND id = ?", func(b *binder) {
			b.int(in.seq(id))
			b.int(in.tenant)
			b.int(id)
		})
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("customer %d: %w", id, store.ErrNotFound)
		}
	}
	return nil
}

// check keeps the run's checkpoint, if the batch brings one.
func (in *intake) check() error {
	if in.batch.Checkpoint == nil {
		return nil
	}
	return in.exec("UPDATE runs SET checkpoint = ?1 WHERE no = ?2", string(in.batch.Checkpoint), in.run)
}
