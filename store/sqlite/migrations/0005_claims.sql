-- Which waiting clusters people look at just now: at most one a holder.
CREATE TABLE claims (
  tenant  INTEGER NOT NULL,
  cluster TEXT    NOT NULL,
  holder  TEXT    NOT NULL,               -- a program that shows clusters
  made_by TEXT    NOT NULL,
  until   INTEGER NOT NULL,               -- microseconds; over from then on
  PRIMARY KEY (tenant, cluster)
) WITHOUT ROWID;
