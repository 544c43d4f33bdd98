-- What a person asked for goes out however old it is, and what was paused has not grown older meanwhile.

-- 1: a person sends it again.
ALTER TABLE deliveries ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0;
-- Pauses of topics and stories that are over.
CREATE TABLE past_pauses (
  kind TEXT NOT NULL, name TEXT NOT NULL, since_at INTEGER NOT NULL, until_at INTEGER NOT NULL,
  PRIMARY KEY (kind, name, since_at)
) STRICT, WITHOUT ROWID;
