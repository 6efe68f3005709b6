package merge

import (
	"fmt"
	"slices"

	"rollcall/store/customer"
)

// restorer works out how the members of a merge are to stand after its undoing.
type restorer struct {
	Undo
	now      *customer.Customer // the survivor
	restored *customer.Customer
	plan     *UndoPlan
}

// survivor restores the survivor from its image and the edits that are its own.
func (r *restorer) survivor() error {
	r.restored = r.now.Clone()
	r.plan.Customers = append(r.plan.Customers, r.restored)
	if r.now.Obfuscated {
		return nil // the images hold no values any more, and must not
	}
	takeOwnValues(r.restored, r.Merge.Before[0].Customer)
	for _, edit := range r.Edits {
		if edit.Customer != r.Merge.Survivor || !r.counts(edit) {
			continue
		}
		for _, change := range edit.Fields {
			if err := r.redo(edit, change); err != nil {
				return fmt.Errorf("merge %d: %w: journal entry %d, field %s", r.Merge.ID, ErrIncomplete, edit.Seq, change.Field)
			}
		}
	}
	return nil
}

// takeOwnValues gives c the image's own values; what the store keeps (version,
// times) and the related records stay c's.
func takeOwnValues(c, image *customer.Customer) {
	own := image.Clone()
	for i := range customer.CoreFields {
		if f := &customer.CoreFields[i]; f.Set != nil {
			f.Set(c, f.Get(own))
		}
	}
	c.PhoneE164 = own.PhoneE164
	c.SolicitationCodes, c.Address, c.Attributes, c.Fields = own.SolicitationCodes, own.Address, own.Attributes, own.Fields
}

// counts says whether a journal entry on the survivor is one of its own. Merges
// and undone merges cancel each other out: what stood on this merge is undone.
func (r *restorer) counts(edit customer.Change) bool {
	switch edit.Op {
	case customer.OpMerge, customer.OpMergedAway, customer.OpUndo:
		return false
	}
	owner, known := r.owner(edit.Key)
	return !known || owner == r.Merge.Survivor
}

// redo does one change to the restored survivor.
func (r *restorer) redo(edit customer.Change, change customer.FieldChange) error {
	path, err := customer.ParsePath(change.Field)
	if err != nil {
		return err
	}
	_, known := r.owner(edit.Key)
	byHand := !known
	if slices.Contains(listFields, change.Field) {
		unknown, err := applyText(r.restored, change)
		if unknown && byHand {
			r.conflict(edit, change.Field, "an entry was changed or taken away by hand that the merge had brought; its first holder has it back")
		}
		return err
	}
	if now := r.restored.Text(path); byHand && now != change.Before && now != change.After {
		r.conflict(edit, change.Field, "changed by hand after the merge had brought another value; the edited value stays on the survivor")
		r.keep(path)
		return nil
	}
	if path.Field == "fields" {
		r.setCustom(path.Index, change.After)
		return nil
	}
	if path.Field == "phoneNumber" {
		r.restored.PhoneE164 = ""
		if change.After == r.now.PhoneNumber {
			r.restored.PhoneE164 = r.now.PhoneE164
		}
	}
	return r.restored.SetText(path, change.After)
}

var listFields = []string{"solicitationCodes", "address", "attributes"}

// keep leaves a field, and what moves with it as a whole, as the survivor has it
// now.
func (r *restorer) keep(path customer.Path) {
	if path.Field == "fields" {
		r.restored.SetField(path.Index, r.now.Fields[path.Index])
		return
	}
	together := []string{path.Field}
	switch {
	case slices.Contains(nameParts, path.Field):
		together = nameParts
	case path.Field == "phoneNumber" || path.Field == "phoneNotes":
		together = []string{"phoneNumber", "phoneNotes"}
		r.restored.PhoneE164 = r.now.PhoneE164
	}
	for _, name := range together {
		core := customer.CoreNamed(name)
		core.Set(r.restored, core.Get(r.now))
	}
}

// setCustom sets a custom field with the type that it has now, or had.
func (r *restorer) setCustom(name, text string) {
	v, ok := r.now.Fields[name]
	if !ok {
		v, ok = r.restored.Fields[name]
	}
	if !ok {
		v.Type = customer.Text
	}
	v.Text = text
	r.restored.SetField(name, v)
}

func (r *restorer) conflict(edit customer.Change, field, reason string) {
	r.plan.Conflicts = append(r.plan.Conflicts, UndoConflict{Customer: r.Merge.Survivor, Field: field, Seq: edit.Seq, Reason: reason})
}

// moves sends the moved records back, as far as they are still there.
func (r *restorer) moves() {
	for _, m := range r.Merge.Moved {
		if m.To != r.Merge.Survivor || m.From == m.To {
			continue
		}
		if r.now.Related == nil {
			r.plan.Moves = append(r.plan.Moves, customer.Move{Kind: m.Kind, ID: m.ID, From: m.To, To: m.From})
			continue
		}
		i := slices.IndexFunc(r.restored.Related, func(rec customer.Related) bool { return rec.Kind == m.Kind && rec.ID == m.ID })
		if i < 0 {
			r.plan.Conflicts = append(r.plan.Conflicts, UndoConflict{Customer: m.From, Field: string(m.Kind), Record: m.ID,
				Reason: "the record is no longer with the survivor and stays where it is"})
			continue
		}
		record := r.restored.Related[i]
		record.CustomerID = m.From
		r.restored.Related = slices.Delete(r.restored.Related, i, i+1)
		r.plan.Moves = append(r.plan.Moves, customer.Move{Kind: m.Kind, ID: m.ID, From: r.Merge.Survivor, To: m.From})
		r.give(m.From, record)
	}
}

func (r *restorer) give(to int64, record customer.Related) {
	for _, c := range r.plan.Customers[1:] {
		if c.ID == to {
			c.Related = append(c.Related, record)
			customer.SortRelated(c.Related)
		}
	}
}

// judgements says of every pair of members that they are different: an undone
// merge was wrong as a whole, and tonight's run must not do it again in parts.
func (r *restorer) judgements() {
	ids := r.members()
	slices.Sort(ids)
	for i, left := range ids {
		for _, right := range ids[i+1:] {
			r.plan.Judgements = append(r.plan.Judgements, customer.Judgement{LeftID: left, RightID: right,
				Verdict: customer.SaysNonMatch, Origin: "undo"})
		}
	}
}
