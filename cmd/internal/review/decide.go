package review

import (
	"context"
	"errors"
	"fmt"

	"rollcall/cmd/internal/pipeline"
	"rollcall/dedupe/merge/workbook"
	"rollcall/store"
)

// errKept: a decision was not carried out; the text is for the person, who may
// try again.
var errKept = errors.New("not decided")

func keptf(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{errKept}, args...)...)
}

// decide carries out a decision about an item, as its draft has it.
func (d *desk) decide(ctx context.Context, i *item, decision string) error {
	filled := i.draft
	s, err := d.open(ctx, i)
	if err != nil {
		return err
	}
	switch {
	case s.held.Holder != "":
		return keptf("%s is looking at this one, until %s", s.held.By, clock(s.held.Until))
	case s.look.Plan == nil:
		d.flash = "That one was decided elsewhere."
		return nil
	case s.look.Fingerprint != filled.fingerprint:
		return keptf("a customer changed since this was shown; look again")
	}
	ruling, err := workbook.Rule(filled.answer(i.Cluster.ID, decision, s.look.Plan.Members()))
	if err != nil {
		return keptf("%w", err)
	}
	ruled, err := d.rule(ctx, i, ruling)
	if err != nil {
		return err
	}
	d.history = append(d.history, &settled{i, ruled})
	i.state, i.draft = outcome(decision), draft{}
	d.flash = said(i.state, ruled)
	return nil
}

func outcome(decision string) state {
	switch decision {
	case "different":
		return different
	case "unsure":
		return unsure
	}
	return merged
}

// said tells what was carried out.
func said(s state, r *pipeline.Ruled) string {
	switch {
	case r.Held:
		return "That was decided so already."
	case s == merged && len(r.Merges) > 1:
		return fmt.Sprintf("Merged into %d customers (merges %s).", len(r.Merges), numbers(r.Merges))
	case s == merged:
		return fmt.Sprintf("Merged (merge %s).", numbers(r.Merges))
	case s == different:
		return "Kept apart for good."
	}
	return "Noted as unsure; it keeps waiting for the next review."
}

// rule carries out a ruling while this program is the only writer.
func (d *desk) rule(ctx context.Context, i *item, ruling workbook.Ruling) (ruled *pipeline.Ruled, err error) {
	release, err := d.lock(ctx)
	if err != nil {
		return nil, err
	}
	ruled, err = d.review.Rule(ctx, i.WaitingCase, ruling)
	if errors.Is(err, pipeline.ErrRefused) {
		err = keptf("%w", err)
	}
	return ruled, errors.Join(err, release())
}

func (d *desk) lock(ctx context.Context) (func() error, error) {
	release, err := d.opt.Lock(ctx)
	if errors.Is(err, store.ErrLocked) {
		err = keptf("%w; try again in a moment", err)
	}
	return release, err
}

// skip leaves an item for later.
func (d *desk) skip(i *item) {
	if i.state == waiting {
		i.state = skipped
	}
}

// undo takes the last decision back and returns the item, which waits again;
// nil when nothing was decided.
func (d *desk) undo(ctx context.Context) (*item, error) {
	if len(d.history) == 0 {
		return nil, nil
	}
	last := d.history[len(d.history)-1]
	release, err := d.lock(ctx)
	if err != nil {
		return nil, err
	}
	kept, err := d.review.TakeBack(ctx, last.ruled)
	if err := errors.Join(err, release()); err != nil {
		return nil, keptf("%w", err)
	}
	d.history = d.history[:len(d.history)-1]
	last.item.state = waiting
	d.flash = "Taken back. It waits again."
	if kept > 0 {
		d.flash += fmt.Sprintf(" %d values that changed since were left as they are.", kept)
	}
	if now := d.byKey[last.item.key]; now != nil {
		now.state = waiting
		return now, nil
	}
	return nil, nil
}

// tell returns what is to be said, once.
func (d *desk) tell() string {
	text := d.flash
	d.flash = ""
	return text
}
