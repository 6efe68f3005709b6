package importer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"rollcall/store"
)

// take decides a batch, reports it and begins to commit it with the checkpoint.
// The reports are written first, so that the checkpoint can speak of them; what
// a commit that fails leaves too much in them is cut off when they are closed.
func (r *runner) take(ctx context.Context, i int, rows []*prepared) error {
	b := &batch{store: r.writer.view, writer: r.writer, opt: r.opt, runID: r.opt.Run, rows: rows, changes: r.at.Fields, limit: r.limitAt(), out: store.Batch{Run: r.opt.Run}}
	if err := b.run(ctx); err != nil {
		return errors.Join(err, r.settle())
	}
	r.at.Removed += b.removed
	for _, p := range b.rows {
		if err := r.report(i, p); err != nil {
			return errors.Join(err, r.settle())
		}
	}
	r.at.Records = b.rows[len(b.rows)-1].row.Record
	if err := r.flush(i); err != nil {
		return errors.Join(err, r.settle())
	}
	if err := r.commit(ctx, b); err != nil {
		return err
	}
	if b.exceeded {
		if err := r.settle(); err != nil {
			return err
		}
		return fmt.Errorf("%w: stopped after %d rejected rows, as --max-errors says", ErrTooManyRejects, r.total().Rejected)
	}
	return nil
}

// commit hands the batch to the writer.
func (r *runner) commit(ctx context.Context, b *batch) error {
	var err error
	if b.out.Checkpoint, err = json.Marshal(r.at); err != nil {
		return errors.Join(err, r.settle())
	}
	r.read += int64(len(b.rows))
	b.rows = nil // their memory is free while the batch before is waited for
	if err := r.settle(); err != nil {
		return err
	}
	if err := r.writer.write(ctx, b.out, b.scene); err != nil {
		return err
	}
	r.committing = b.out.Checkpoint
	if r.opt.Progress != nil {
		r.opt.Progress(r.read)
	}
	return nil
}

// settle waits for the batch under way and notes that it is in the store.
func (r *runner) settle() error {
	if err := r.writer.settle(); err != nil {
		r.committing = nil
		return err
	}
	if r.committing != nil {
		r.committed, r.committing = r.committing, nil
	}
	return nil
}
