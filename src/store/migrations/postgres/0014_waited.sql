-- What a person asked for goes out however old it is, and what was paused has not grown older meanwhile.

-- 1: a person sends it again.
ALTER TABLE deliveries ADD COLUMN by_hand BIGINT NOT NULL DEFAULT 0;
-- Pauses of topics and stories that are over.
CREATE TABLE past_pauses (
  kind TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL, since_at BIGINT NOT NULL, until_at BIGINT NOT NULL,
  PRIMARY KEY (kind, name, since_at)
);
