-- Up to when the journal was pruned: the ledgers of runs before cannot be
-- checked against it any more.
ALTER TABLE tenants ADD COLUMN pruned_on bigint NOT NULL DEFAULT 0;
