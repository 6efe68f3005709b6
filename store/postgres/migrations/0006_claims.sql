-- Which waiting clusters people look at just now: at most one a holder.
CREATE TABLE claims (
  tenant  integer NOT NULL,
  cluster text COLLATE "C" NOT NULL,
  holder  text COLLATE "C" NOT NULL,      -- a program that shows clusters
  made_by text COLLATE "C" NOT NULL,
  until   bigint NOT NULL,                -- microseconds; over from then on
  PRIMARY KEY (tenant, cluster)
);
