-- Every table belongs to tenants: its keys begin with the tenant's number.
-- Text is compared bytewise (COLLATE "C"), as the other store does it. Times
-- are microseconds since 1970, UTC. Absent text is '', never NULL.

CREATE TABLE tenants (
  tenant     integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       text COLLATE "C" NOT NULL UNIQUE,
  prefix     text   NOT NULL,                  -- of the customerIds
  next_merge bigint NOT NULL DEFAULT 1,
  seq        bigint NOT NULL DEFAULT 0         -- the journal's sequence
);

-- Apart from tenants, so that ids can be reserved while a batch, which holds
-- its tenant's row, is being written.
CREATE TABLE reservations (
  tenant  integer PRIMARY KEY,
  next_id bigint NOT NULL DEFAULT 1
);

-- Who holds the writers' lock, for people; the lock itself is an advisory one.
CREATE TABLE holders (
  tenant integer PRIMARY KEY,
  holder text NOT NULL
);

CREATE TABLE runs (
  no         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant     integer NOT NULL,
  id         text COLLATE "C" NOT NULL,
  kind       text   NOT NULL,
  parent     text   NOT NULL,
  status     text   NOT NULL,
  started_on bigint NOT NULL,
  ended_on   bigint NOT NULL DEFAULT 0,
  made_by    text   NOT NULL,
  input      text   NOT NULL,
  config     json,
  summary    json,
  checkpoint json,
  seq        bigint NOT NULL DEFAULT 0,
  first_id   bigint NOT NULL DEFAULT 9223372036854775807, -- the customers that it created have this id or a higher one
  UNIQUE (tenant, id)
);

CREATE TABLE customers (
  tenant               integer NOT NULL,
  id                   bigint  NOT NULL,
  customer_id          text COLLATE "C" NOT NULL,
  import_id            text COLLATE "C" NOT NULL,
  source               text COLLATE "C" NOT NULL,
  external_customer_id text COLLATE "C" NOT NULL,
  external_id          text COLLATE "C" NOT NULL,
  title                text COLLATE "C" NOT NULL,
  first_name           text COLLATE "C" NOT NULL,
  middle_name          text COLLATE "C" NOT NULL,
  last_name            text COLLATE "C" NOT NULL,
  suffix               text COLLATE "C" NOT NULL,
  org_name             text COLLATE "C" NOT NULL,
  email                text COLLATE "C" NOT NULL,
  phone_number         text COLLATE "C" NOT NULL,
  phone_notes          text COLLATE "C" NOT NULL,
  phone_e164           text COLLATE "C" NOT NULL,
  deceased             boolean NOT NULL,
  obfuscated           boolean NOT NULL,
  doc                  json    NOT NULL,       -- codes, addresses, attributes, fields; not jsonb: the bytes stay
  merged_into          bigint  NOT NULL,       -- the survivor's id, or 0
  version              bigint  NOT NULL,
  seq                  bigint  NOT NULL,       -- of the last change, creation included
  created_run          bigint  NOT NULL,       -- runs.no
  created_on           bigint  NOT NULL,
  created_by           text COLLATE "C" NOT NULL,
  updated_on           bigint  NOT NULL,
  updated_by           text COLLATE "C" NOT NULL,
  email_key            text COLLATE "C" NOT NULL, -- lower case
  phone_digits         text COLLATE "C" NOT NULL,
  search               text COLLATE "C" NOT NULL, -- folded names and email
  folds                jsonb,                  -- folded form of each text that lower() does not fold
  PRIMARY KEY (tenant, id),
  CONSTRAINT customers_customer_id UNIQUE (tenant, customer_id),
  CONSTRAINT customers_import_id UNIQUE (tenant, import_id)
);

-- What many customers lack is indexed only where it is there.
CREATE INDEX customers_email    ON customers (tenant, email_key)            WHERE email_key <> '';
CREATE INDEX customers_external ON customers (tenant, external_customer_id) WHERE external_customer_id <> '';
CREATE INDEX customers_crm      ON customers (tenant, external_id)          WHERE external_id <> '';
CREATE INDEX customers_merged   ON customers (tenant, id)                   WHERE merged_into <> 0;
CREATE INDEX customers_seq      ON customers (tenant, seq);
CREATE INDEX customers_updated  ON customers (tenant, updated_on);

CREATE TABLE memories (
  tenant   integer NOT NULL,
  key      text COLLATE "C" NOT NULL,
  customer bigint  NOT NULL,
  source   text    NOT NULL,
  run      text    NOT NULL,
  hash     bytea   NOT NULL,
  vals     text    NOT NULL,
  PRIMARY KEY (tenant, key)
);

CREATE TABLE related (
  tenant      integer NOT NULL,
  kind        text COLLATE "C" NOT NULL,
  id          text COLLATE "C" NOT NULL,
  customer    bigint  NOT NULL,
  data        text    NOT NULL,
  created_run bigint  NOT NULL,
  PRIMARY KEY (tenant, kind, id)
);
CREATE INDEX related_customer ON related (tenant, customer);
CREATE INDEX related_created  ON related (tenant, created_run);

CREATE TABLE journal (
  tenant   integer NOT NULL,
  seq      bigint  NOT NULL,
  customer bigint  NOT NULL,
  version  bigint  NOT NULL,
  run      bigint  NOT NULL,                   -- runs.no
  op       text COLLATE "C" NOT NULL,
  key      text    NOT NULL,
  made_on  bigint  NOT NULL,
  made_by  text    NOT NULL,
  changes  text    NOT NULL,                   -- JSON, '' for none
  moved    text    NOT NULL,                   -- JSON, '' for none
  PRIMARY KEY (tenant, seq)
);
CREATE INDEX journal_customer ON journal (tenant, customer);
CREATE INDEX journal_run      ON journal (tenant, run);

CREATE TABLE matchings (
  tenant          integer PRIMARY KEY,         -- the newest outcome only
  run             text    NOT NULL,
  records         bigint  NOT NULL,
  candidate_pairs bigint  NOT NULL,
  comparisons     text    NOT NULL,            -- JSON array, '' for none
  model           json,
  seq             bigint  NOT NULL
);

CREATE TABLE pairs (
  tenant       integer NOT NULL,
  no           bigint  NOT NULL,               -- the order in which they were saved
  left_id      bigint  NOT NULL,
  right_id     bigint  NOT NULL,
  left_import  text    NOT NULL,
  right_import text    NOT NULL,
  weight       double precision NOT NULL,
  probability  double precision NOT NULL,
  decision     text    NOT NULL,
  rule         text    NOT NULL,
  levels       text    NOT NULL,               -- JSON array, '' for none
  PRIMARY KEY (tenant, no)
);

CREATE TABLE clusters (
  tenant       integer NOT NULL,
  no           bigint  NOT NULL,
  id           text    NOT NULL,
  weakest_link double precision NOT NULL,
  decision     text    NOT NULL,
  reasons      text    NOT NULL,               -- JSON array, '' for none
  trusted      boolean NOT NULL,
  PRIMARY KEY (tenant, no)
);

CREATE TABLE cluster_members (
  tenant    integer NOT NULL,
  cluster   bigint  NOT NULL,                  -- clusters.no
  no        bigint  NOT NULL,
  customer  bigint  NOT NULL,
  import_id text    NOT NULL,
  version   bigint  NOT NULL,
  PRIMARY KEY (tenant, cluster, no)
);

CREATE TABLE judgements (
  no       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- the newest on a pair counts
  tenant   integer NOT NULL,
  left_id  bigint  NOT NULL,
  right_id bigint  NOT NULL,
  verdict  text    NOT NULL,
  made_by  text    NOT NULL,
  made_on  bigint  NOT NULL,
  comment  text    NOT NULL,
  origin   text    NOT NULL
);
CREATE INDEX judgements_pair ON judgements (tenant, left_id, right_id, no);

CREATE TABLE merges (
  tenant    integer NOT NULL,
  id        bigint  NOT NULL,
  run       text COLLATE "C" NOT NULL,
  cluster   text    NOT NULL,
  survivor  bigint  NOT NULL,
  made_on   bigint  NOT NULL,
  made_by   text    NOT NULL,
  undone_on bigint  NOT NULL DEFAULT 0,
  undone_by text    NOT NULL DEFAULT '',
  seq       bigint  NOT NULL,
  choices   text    NOT NULL,                  -- JSON array, '' for none
  moved     text    NOT NULL,                  -- JSON array, '' for none
  images    text    NOT NULL,                  -- JSON array: the members before, survivor first
  PRIMARY KEY (tenant, id)
);
CREATE INDEX merges_survivor ON merges (tenant, survivor);
CREATE INDEX merges_run      ON merges (tenant, run);

CREATE TABLE merge_members (
  tenant   integer NOT NULL,
  merge    bigint  NOT NULL,
  no       bigint  NOT NULL,                   -- the order in the plan
  customer bigint  NOT NULL,                   -- a secondary
  PRIMARY KEY (tenant, merge, no)
);
CREATE INDEX merge_members_customer ON merge_members (tenant, customer);

-- A number kept in its canonical form, else NULL. Longer ones than this are
-- no numbers to compare.
CREATE FUNCTION rollcall_number(t text) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN length(t) <= 1000 AND t <> '-0' AND t ~ '^-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$' THEN t::numeric END
$$;

-- A date that exists, yyyy-MM-dd from year 1 on, as it stands; else NULL.
CREATE FUNCTION rollcall_date(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN t !~ '^0000' AND (
       t ~ '^[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))$'
    OR t ~ '^([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29$') THEN t COLLATE "C" END
$$;

-- The folded form of a customer's text: from its folds, else lower case, which
-- under "C" is that of ASCII alone.
CREATE FUNCTION rollcall_fold(t text, folds jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(folds->>t, lower(t COLLATE "C")) COLLATE "C"
$$;
