package postgres

import (
	"context"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/privacy"
)

// rewriteMerges writes merges' images and choices.
func (t *tx) rewriteMerges(ctx context.Context, list []customer.Merge) error {
	for _, m := range list {
		choices, err := jsonText(m.Choices)
		if err != nil {
			return err
		}
		images, err := jsonText(m.Before)
		if err != nil {
			return err
		}
		_, err = t.exec(ctx, "UPDATE merges SET choices = $3, images = $4 WHERE tenant = $1 AND id = $2", t.tenant, m.ID, choices, images)
		if err != nil {
			return err
		}
	}
	return nil
}

// rewriteJournal writes the keys and values of entries.
func (t *tx) rewriteJournal(ctx context.Context, list []customer.Change) error {
	var seqs []int64
	var keys, changes []string
	for _, e := range list {
		text, err := jsonText(e.Fields)
		if err != nil {
			return err
		}
		seqs, keys, changes = append(seqs, e.Seq), append(keys, e.Key), append(changes, text)
	}
	_, err := t.exec(ctx, `UPDATE journal j SET key = v.key, changes = v.changes
FROM unnest($2::bigint[], $3::text[], $4::text[]) v(seq, key, changes) WHERE j.tenant = $1 AND j.seq = v.seq`, t.tenant, seqs, keys, changes)
	return err
}

// sealKeys forgets what keys said, and makes those unreadable that are made of
// values.
func (t *tx) sealKeys(ctx context.Context, keys []string, salt []byte) error {
	kept := make([]string, len(keys))
	for i, key := range keys {
		if kept[i] = key; !privacy.Opaque(key) {
			kept[i] = privacy.Seal(salt, key)
		}
	}
	_, err := t.exec(ctx, `UPDATE memories m SET key = v.kept, hash = '', vals = ''
FROM unnest($2::text[], $3::text[]) v(key, kept) WHERE m.tenant = $1 AND m.key = v.key`, t.tenant, keys, kept)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `UPDATE customers c SET said_hash = '', said = ''
FROM unnest($2::text[]) v(key) WHERE c.tenant = $1 AND c.import_id = substr(v.key, 8) AND v.key LIKE 'import:%' AND c.said_run <> 0`, t.tenant, keys)
	return err
}

func (t *tx) rewriteRelated(ctx context.Context, list []customer.Related) error {
	var kinds, ids, data []string
	for _, r := range list {
		kinds, ids, data = append(kinds, string(r.Kind)), append(ids, r.ID), append(data, string(r.Data))
	}
	_, err := t.exec(ctx, `UPDATE related r SET data = v.data FROM unnest($2::text[], $3::text[], $4::text[]) v(kind, id, data)
WHERE r.tenant = $1 AND r.kind = v.kind AND r.id = v.id`, t.tenant, kinds, ids, data)
	return err
}

// dropComments empties what people wrote in judgements about a person.
func (t *tx) dropComments(ctx context.Context, person []int64) error {
	_, err := t.exec(ctx, `UPDATE judgements SET comment = '' WHERE tenant = $1 AND comment <> ''
AND (left_id = ANY($2::bigint[]) OR right_id = ANY($2::bigint[]))`, t.tenant, person)
	return err
}

// blankCustomers writes the emptied customers, except those that were
// obfuscated before, and says so in the journal.
func (t *tx) blankCustomers(ctx context.Context, run int64, before, blank []*customer.Customer) error {
	seqs, err := t.keepJournal(ctx, run, privacy.Entries(before, blank))
	if err != nil {
		return err
	}
	var list []revision
	for i, next := range blank {
		if next.Version != before[i].Version {
			list = append(list, revision{store.Revision{Customer: next, Base: before[i].Version}, seqs[next.ID]})
		}
	}
	return t.revise(ctx, list, false)
}
