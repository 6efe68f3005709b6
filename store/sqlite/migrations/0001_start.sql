-- Every table belongs to tenants: its keys begin with the tenant's number.
-- Tables keep their rows in order of arrival (an integer key of their own), so
-- that a load in random key order grows them at one end; only the narrow
-- indexes are filled in random places. Times are microseconds since 1970, UTC.
-- Absent text is '', never NULL.

CREATE TABLE tenants (
  tenant     INTEGER PRIMARY KEY,
  name       TEXT    NOT NULL UNIQUE,
  prefix     TEXT    NOT NULL,            -- of the customerIds
  next_id    INTEGER NOT NULL DEFAULT 1,
  next_merge INTEGER NOT NULL DEFAULT 1,
  seq        INTEGER NOT NULL DEFAULT 0   -- the journal's sequence
);

CREATE TABLE runs (
  no         INTEGER PRIMARY KEY,
  tenant     INTEGER NOT NULL,
  id         TEXT    NOT NULL,
  kind       TEXT    NOT NULL,
  parent     TEXT    NOT NULL,
  status     TEXT    NOT NULL,
  started_on INTEGER NOT NULL,
  ended_on   INTEGER,
  made_by    TEXT    NOT NULL,
  input      TEXT    NOT NULL,
  config     TEXT,
  summary    TEXT,
  checkpoint TEXT,
  seq        INTEGER NOT NULL DEFAULT 0,
  first_id   INTEGER NOT NULL,            -- the customers that it created have this id or a higher one
  UNIQUE (tenant, id)
);

CREATE TABLE customers (
  row                  INTEGER PRIMARY KEY,
  tenant               INTEGER NOT NULL,
  id                   INTEGER NOT NULL,
  customer_id          TEXT    NOT NULL,
  import_id            TEXT    NOT NULL,
  source               TEXT    NOT NULL,
  external_customer_id TEXT    NOT NULL,
  external_id          TEXT    NOT NULL,
  title                TEXT    NOT NULL,
  first_name           TEXT    NOT NULL,
  middle_name          TEXT    NOT NULL,
  last_name            TEXT    NOT NULL,
  suffix               TEXT    NOT NULL,
  org_name             TEXT    NOT NULL,
  email                TEXT    NOT NULL,
  phone_number         TEXT    NOT NULL,
  phone_notes          TEXT    NOT NULL,
  phone_e164           TEXT    NOT NULL,
  deceased             INTEGER NOT NULL,
  obfuscated           INTEGER NOT NULL,
  doc                  TEXT    NOT NULL,  -- codes, addresses, attributes, fields: JSON
  merged_into          INTEGER NOT NULL,  -- the survivor's id, or 0
  version              INTEGER NOT NULL,
  seq                  INTEGER NOT NULL,  -- of the last change, creation included
  created_run          INTEGER NOT NULL,  -- runs.no
  created_on           INTEGER NOT NULL,
  created_by           TEXT    NOT NULL,
  updated_on           INTEGER NOT NULL,
  updated_by           TEXT    NOT NULL,
  email_hash           INTEGER NOT NULL,  -- of the lower-case email; 0 without one
  phone_digits         TEXT    NOT NULL,
  search               TEXT    NOT NULL,  -- folded names and email
  UNIQUE (tenant, id),
  UNIQUE (tenant, customer_id),
  UNIQUE (tenant, import_id)
);

-- What many customers lack is indexed only where it is there.
CREATE INDEX customers_email     ON customers (tenant, email_hash)           WHERE email_hash <> 0;
CREATE INDEX customers_external  ON customers (tenant, external_customer_id) WHERE external_customer_id <> '';
CREATE INDEX customers_crm       ON customers (tenant, external_id)          WHERE external_id <> '';
CREATE INDEX customers_merged    ON customers (tenant, id, merged_into)      WHERE merged_into <> 0;
CREATE INDEX customers_into      ON customers (tenant, merged_into)          WHERE merged_into <> 0;
CREATE INDEX customers_seq       ON customers (tenant, seq);
CREATE INDEX customers_updated   ON customers (tenant, updated_on);

CREATE TABLE memories (
  row      INTEGER PRIMARY KEY,
  tenant   INTEGER NOT NULL,
  key      TEXT    NOT NULL,
  customer INTEGER NOT NULL,
  source   TEXT    NOT NULL,
  run      TEXT    NOT NULL,
  hash     BLOB    NOT NULL,
  vals     TEXT    NOT NULL,
  UNIQUE (tenant, key)
);

CREATE TABLE related (
  row         INTEGER PRIMARY KEY,
  tenant      INTEGER NOT NULL,
  kind        TEXT    NOT NULL,
  id          TEXT    NOT NULL,
  customer    INTEGER NOT NULL,
  data        TEXT    NOT NULL,
  created_run INTEGER NOT NULL,
  UNIQUE (tenant, kind, id)
);
CREATE INDEX related_customer ON related (tenant, customer);
CREATE INDEX related_created  ON related (tenant, created_run);

CREATE TABLE journal (
  tenant   INTEGER NOT NULL,
  seq      INTEGER NOT NULL,
  customer INTEGER NOT NULL,
  version  INTEGER NOT NULL,
  run      INTEGER NOT NULL,              -- runs.no
  op       TEXT    NOT NULL,
  key      TEXT    NOT NULL,
  made_on  INTEGER NOT NULL,
  made_by  TEXT    NOT NULL,
  changes  TEXT    NOT NULL,              -- JSON, '' for none
  moved    TEXT    NOT NULL,              -- JSON, '' for none
  PRIMARY KEY (tenant, seq)
) WITHOUT ROWID;
CREATE INDEX journal_customer ON journal (tenant, customer);
CREATE INDEX journal_run      ON journal (tenant, run);

CREATE TABLE matchings (
  tenant          INTEGER NOT NULL PRIMARY KEY,  -- the newest outcome only
  run             TEXT    NOT NULL,
  records         INTEGER NOT NULL,
  candidate_pairs INTEGER NOT NULL,
  comparisons     TEXT    NOT NULL,              -- JSON array
  model           TEXT,
  seq             INTEGER NOT NULL
);

CREATE TABLE pairs (
  tenant       INTEGER NOT NULL,
  no           INTEGER NOT NULL,                 -- the order in which they were saved
  left_id      INTEGER NOT NULL,
  right_id     INTEGER NOT NULL,
  left_import  TEXT    NOT NULL,
  right_import TEXT    NOT NULL,
  weight       REAL    NOT NULL,
  probability  REAL    NOT NULL,
  decision     TEXT    NOT NULL,
  rule         TEXT    NOT NULL,
  levels       TEXT    NOT NULL,                 -- JSON array
  PRIMARY KEY (tenant, no)
) WITHOUT ROWID;

CREATE TABLE clusters (
  tenant       INTEGER NOT NULL,
  no           INTEGER NOT NULL,
  id           TEXT    NOT NULL,
  weakest_link REAL    NOT NULL,
  decision     TEXT    NOT NULL,
  reasons      TEXT    NOT NULL,                 -- JSON array
  trusted      INTEGER NOT NULL,
  PRIMARY KEY (tenant, no)
) WITHOUT ROWID;

CREATE TABLE cluster_members (
  tenant    INTEGER NOT NULL,
  cluster   INTEGER NOT NULL,                    -- clusters.no
  no        INTEGER NOT NULL,
  customer  INTEGER NOT NULL,
  import_id TEXT    NOT NULL,
  version   INTEGER NOT NULL,
  PRIMARY KEY (tenant, cluster, no)
) WITHOUT ROWID;

CREATE TABLE judgements (
  no       INTEGER PRIMARY KEY,                  -- the newest on a pair counts
  tenant   INTEGER NOT NULL,
  left_id  INTEGER NOT NULL,
  right_id INTEGER NOT NULL,
  verdict  TEXT    NOT NULL,
  made_by  TEXT    NOT NULL,
  made_on  INTEGER NOT NULL,
  comment  TEXT    NOT NULL,
  origin   TEXT    NOT NULL
);
CREATE INDEX judgements_pair ON judgements (tenant, left_id, right_id);

CREATE TABLE merges (
  tenant    INTEGER NOT NULL,
  id        INTEGER NOT NULL,
  run       TEXT    NOT NULL,
  cluster   TEXT    NOT NULL,
  survivor  INTEGER NOT NULL,
  made_on   INTEGER NOT NULL,
  made_by   TEXT    NOT NULL,
  undone_on INTEGER,
  undone_by TEXT    NOT NULL,
  seq       INTEGER NOT NULL,
  choices   TEXT    NOT NULL,                    -- JSON array, '' for none
  moved     TEXT    NOT NULL,                    -- JSON array, '' for none
  images    TEXT    NOT NULL,                    -- JSON array: the members before, survivor first
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE INDEX merges_survivor ON merges (tenant, survivor);
CREATE INDEX merges_run      ON merges (tenant, run);

CREATE TABLE merge_members (
  tenant   INTEGER NOT NULL,
  merge    INTEGER NOT NULL,
  no       INTEGER NOT NULL,                     -- the order in the plan
  customer INTEGER NOT NULL,                     -- a secondary
  PRIMARY KEY (tenant, merge, no)
) WITHOUT ROWID;
CREATE INDEX merge_members_customer ON merge_members (tenant, customer);
