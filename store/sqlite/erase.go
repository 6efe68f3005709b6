package sqlite

import (
	"strings"

	"rollcall/store/customer"
	"rollcall/store/internal/contract"
	"rollcall/store/internal/privacy"
)

// rewriteMerges writes merges' images and choices.
func (c conn) rewriteMerges(list []customer.Merge) error {
	for _, m := range list {
		choices, err := jsonText(m.Choices)
		if err != nil {
			return err
		}
		images, err := jsonText(m.Before)
		if err != nil {
			return err
		}
		if err := c.exec("UPDATE merges SET choices = ?3, images = ?4 WHERE tenant = ?1 AND id = ?2", c.tenant, m.ID, choices, images); err != nil {
			return err
		}
	}
	return nil
}

// rewriteJournal writes the keys and values of entries.
func (c conn) rewriteJournal(list []customer.Change) error {
	for _, e := range list {
		texts, err := entryTexts(e)
		if err != nil {
			return err
		}
		if err := c.exec("UPDATE journal SET key = ?3, changes = ?4 WHERE tenant = ?1 AND seq = ?2", c.tenant, e.Seq, e.Key, texts[0]); err != nil {
			return err
		}
	}
	return nil
}

// sealKeys forgets what keys said, and makes those unreadable that are made of
// values.
func (c conn) sealKeys(keys []string, salt []byte) error {
	for _, key := range keys {
		kept := key
		if !privacy.Opaque(key) {
			kept = privacy.Seal(salt, key)
		}
		err := c.exec("UPDATE memories SET key = ?3, hash = x'', vals = '' WHERE tenant = ?1 AND key = ?2", c.tenant, key, kept)
		if err != nil {
			return err
		}
		if importID, own := strings.CutPrefix(key, contract.ImportKey); own {
			err := c.exec("UPDATE customers SET said_hash = x'', said = '' WHERE tenant = ?1 AND import_id = ?2 AND said_run <> 0", c.tenant, importID)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (c conn) rewriteRelated(list []customer.Related) error {
	for _, r := range list {
		err := c.exec("UPDATE related SET data = ?4 WHERE tenant = ?1 AND kind = ?2 AND id = ?3", c.tenant, string(r.Kind), r.ID, string(r.Data))
		if err != nil {
			return err
		}
	}
	return nil
}

// dropComments empties what people wrote in judgements about a person.
func (c conn) dropComments(person []int64) error {
	return c.exec(`UPDATE judgements SET comment = '' WHERE tenant = ?1 AND comment <> ''
AND (left_id IN (SELECT value FROM json_each(?2)) OR right_id IN (SELECT value FROM json_each(?2)))`, c.tenant, idList(person))
}

// blankCustomers writes the emptied customers, except those that were
// obfuscated before, and says so in the journal.
func (c conn) blankCustomers(run runRef, before, blank []*customer.Customer) error {
	entries := privacy.Entries(before, blank)
	seqs, _, err := c.journal(run, entries)
	if err != nil {
		return err
	}
	for i, next := range blank {
		if next.Version == before[i].Version {
			continue
		}
		if err := c.revise(next, before[i].Version, seqs[next.ID]); err != nil {
			return err
		}
	}
	return nil
}
